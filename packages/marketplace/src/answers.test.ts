import { createClient } from '@connectrpc/connect'
import { type Address, ZERO_BYTES32 } from '@sonm/model'
import { MarketplaceService, MatchingService, Side, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { marketplaceLimits } from './limits.ts'
import { ask, MARKETPLACE, signer, startWorld } from './testing/world.ts'

const BUYER: Address = `0x${'aa'.repeat(20)}`

/** A marketplace with one ask more than any of these limits. */
async function startFull() {
  const limits = { searchLimit: 3, matchLimit: 4, watchDepth: 5 }
  const world = await startWorld({ limits })
  for (let seed = 1; seed <= 6; seed++) await world.run(world.marketplace.place(await ask(signer(seed), world.clock)))
  const transport = world.net.join(BUYER).rpc(MARKETPLACE.address)
  const market = createClient(MarketplaceService, transport)
  const matching = createClient(MatchingService, transport)
  const { order } = signedOrderToMessage(await ask(signer(7), world.clock))
  const bid = { ...order!, author: BUYER, side: Side.BID, detailsHash: ZERO_BYTES32 }
  const first = async (updates: AsyncIterable<{ entered: readonly unknown[] }>) => {
    for await (const { entered } of updates) return entered.length
  }
  const counts = {
    searchLimit: async (limit: number) => (await market.search({ buyer: BUYER, limit })).offers.length,
    matchLimit: async (limit: number) => (await matching.match({ order: { order: bid }, limit })).offers.length,
    watchDepth: (depth: number) => first(matching.watchBook({ side: Side.ASK, buyer: BUYER, depth })),
    watchMatches: (limit: number) => first(matching.watchMatches({ order: { order: bid }, limit })),
  }
  return { world, limits: { ...limits, watchMatches: limits.matchLimit }, counts }
}

test.each(['searchLimit', 'matchLimit', 'watchDepth', 'watchMatches'] as const)(
  '%s: as many are answered as the limit says, and no more, however many are asked for',
  async (name) => {
    const { world, limits, counts } = await startFull()
    const most = limits[name]
    for (const asked of [most - 1, most, most + 1, 2 ** 32 - 1]) {
      expect(await world.run(Promise.resolve(counts[name](asked)))).toBe(Math.min(asked, most))
    }
    expect(world.unexpected).toEqual([])
    await world.stop()
  },
)

test('the published limits are those that the wire promises', () => {
  expect(marketplaceLimits).toMatchObject({ searchLimit: 100, matchLimit: 100, watchDepth: 200 })
})
