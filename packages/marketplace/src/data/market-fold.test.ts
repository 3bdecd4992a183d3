import { type Deal, scoreRules } from '@sonm/model'
import { expect, test } from 'vitest'
import { account } from '../testing/market-story.ts'
import { openedDeal } from './deal-state.ts'
import { DealIndex } from './market-fold.ts'

const [hub, before, after] = [account('hub', 1), account('master', 1), account('master', 2)]
const stateOf = (id: bigint, master: typeof hub) =>
  openedDeal({ id, hub, master, buyer: account('buyer', 1) } as Deal, 0, undefined, scoreRules)

test('a hub stands for whom its latest deal pays, whichever was changed last, and as far as the chain takes back none', () => {
  const deals = new DealIndex()
  deals.put(stateOf(1n, before))
  deals.put(stateOf(2n, after))
  // The first one is billed.
  deals.put(stateOf(1n, before))
  expect([deals.masterOf(hub), deals.hubsOf(after), deals.hubsOf(before)]).toEqual([after, [hub], []])
  deals.remove(2)
  expect([deals.masterOf(hub), deals.hubsOf(before)]).toEqual([before, [hub]])
  deals.remove(1)
  expect(deals.masterOf(hub)).toBeUndefined()
})
