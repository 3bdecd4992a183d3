import type { MarketModelEvent } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/market.ts'
import { afterEvent, isBinding, stateOf } from './bid-state.ts'
import type { BidRecord } from './bid-store.ts'

const [buyer, other] = [testSigner(1).address, testSigner(2).address]
const order = sampleOrder({ side: 'bid', author: buyer, nonce: 7n, epoch: 2n, expiresAtSeconds: 100n })
const hashes = [`0x${'aa'.repeat(32)}`, `0x${'bb'.repeat(32)}`] as const
const bid: BidRecord = {
  hash: hashes[0],
  signed: { order, details: '', signature: '0x' },
  take: true,
  isCancelled: false,
  isVoid: false,
  dealId: 0n,
  problem: 'it was not',
}

const account = fc.constantFrom(buyer, other)
const events = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('bidFilled' as const),
      bidHash: fc.constantFrom(...hashes),
      dealId: fc.bigInt({ min: 1n, max: 9n }),
    }),
    fc.record({ kind: fc.constant('nonceCancelled' as const), account, nonce: fc.bigInt({ min: 6n, max: 8n }) }),
    fc.record({ kind: fc.constant('epochAdvanced' as const), account, epoch: fc.bigInt({ min: 1n, max: 3n }) }),
    fc.record({ kind: fc.constant('deposited' as const), account, amountWei: fc.bigInt({ min: 1n, max: 9n }) }),
  ),
  { maxLength: 6 },
)

/** Whether the contract would still join the bid, said the other way round than the code does. */
function endOf(given: readonly MarketModelEvent[]) {
  const deals = given.flatMap((each) => (each.kind === 'bidFilled' && each.bidHash === bid.hash ? [each.dealId] : []))
  const isVoid = given.some(
    (each) =>
      (each.kind === 'nonceCancelled' && each.account === buyer && each.nonce === 7n) ||
      (each.kind === 'epochAdvanced' && each.account === buyer && each.epoch === 3n),
  )
  return { dealId: deals.at(-1) ?? 0n, isVoid }
}

test('a bid is what the contract says of it, then what its buyer said, then what the time says; the same events again change nothing', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(events, fc.boolean(), fc.integer({ min: 98, max: 102 }), (given, isCancelled, nowSeconds) => {
      const after = given.reduce(afterEvent, { ...bid, isCancelled })
      const { dealId, isVoid } = endOf(given)
      const ended = isCancelled || isVoid ? 'cancelled' : nowSeconds > 100 ? 'expired' : 'standing'
      const state = stateOf(after, nowSeconds)
      expect(state).toBe(dealId > 0n ? 'taken' : ended)
      expect(after.dealId).toBe(dealId)
      // What marketplaces have let go binds all the same.
      expect(isBinding(after, nowSeconds)).toBe(dealId === 0n && !isVoid && nowSeconds <= 100)
      expect(after.problem === '').toBe(dealId > 0n)
      expect(given.slice(-1).reduce(afterEvent, after)).toBe(after)
      reached.add(state)
    }),
    { numRuns: 500 },
  )
  expect([...reached].sort()).toEqual(['cancelled', 'expired', 'standing', 'taken'])
})
