import { seededRandom } from '@sonm/common'
import { runUntilSettled, throwJunk } from '@sonm/network/testing'
import { MarketService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { testAsk } from '../testing/market.ts'
import { createWorld, hub, startNode } from '../testing/world.ts'

test('no junk makes a search throw anything uncoded, and it finds what there is after it', async () => {
  const world = createWorld()
  world.offer([await testAsk(world.domain, hub, world.clock)])
  const { market, node } = await startNode(world)
  const run = (call: Promise<unknown>) => runUntilSettled(world.clock, call)
  const junk = { service: MarketService, client: market, random: seededRandom(9), cases: 200, run }
  const texts = [
    hub.address,
    'ram>=1GiB',
    'price<0.5USD/h country in [DE,IT]',
    'price,-reliability',
    'latency<30ms',
    '[[[[',
  ]
  expect(await throwJunk({ ...junk, texts })).toEqual([])
  expect((await market.search({})).offers).toHaveLength(1)
  await node.stop()
})
