import { orderHash } from '@sonm/model'
import { expect, test } from 'vitest'
import { addBidMarketplace } from '../testing/bid-marketplace.ts'
import { testAsk } from '../testing/market.ts'
import { createWorld, hub, startNode } from '../testing/world.ts'

/** Offers as the marketplace tells them, the oldest first, and which is taken. */
async function taken(offers: readonly (readonly [price: number, reliability: number])[], requirements = {}) {
  const world = createWorld()
  const { show, reliability } = addBidMarketplace(world)
  const asks = await Promise.all(
    offers.map(([price], at) =>
      testAsk(world.domain, hub, world.clock, { pricePerSecond: BigInt(price), nonce: BigInt(at + 1) }),
    ),
  )
  for (const [at, ask] of asks.entries()) reliability.set(ask, offers[at]![1])
  show(...asks)
  const { deals, node } = await startNode(world)
  const { offer, skipped } = await deals.openDeal({ requirements, dryRun: true })
  await node.stop()
  const placeOf = (hash: string | undefined) => asks.findIndex(({ order }) => orderHash(world.domain, order) === hash)
  return [offer, ...skipped].map((each) => placeOf(each?.orderHash))
}

test('of the cheapest offers the most reliable is taken, of those the oldest, and the next are tried in the same order', async () => {
  const offers = [
    [1000, 9_000],
    [900, 9_200],
    [900, 9_900],
    [900, 9_900],
    [1000, 9_950],
  ] as const
  expect(await taken(offers)).toEqual([2, 3, 1, 4, 0])
  const crowd = Array.from({ length: 60 }, (_, at) => [900, 9_000 + at] as const)
  expect(await taken(crowd)).toEqual([59, 58, 57, 56, 55])
})

test('a buyer who says what is best gets that', async () => {
  const offers = [
    [1000, 9_000],
    [900, 9_200],
    [900, 9_900],
  ] as const
  expect(await taken(offers, { orderBy: 'price' })).toEqual([1, 2, 0])
  expect(await taken(offers, { orderBy: '-price' })).toEqual([0, 1, 2])
})
