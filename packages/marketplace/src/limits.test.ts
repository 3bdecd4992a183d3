import { createClient } from '@connectrpc/connect'
import { nowSeconds } from '@sonm/common'
import { type Address, type Order, ZERO_BYTES32 } from '@sonm/model'
import { type BookUpdate, MarketplaceService, MatchingService, Side, signedOrderToMessage } from '@sonm/protocol'
import { afterEach, expect, test } from 'vitest'
import type { MarketplaceLimits } from './limits.ts'
import { testStores } from './testing/test-stores.ts'
import { ask, MARKETPLACE, signer, startWorld } from './testing/world.ts'

const BUYER: Address = `0x${'aa'.repeat(20)}`
const hub = signer(1)
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function startMarket(limits: Partial<MarketplaceLimits>) {
  const clock = testStores().createClock()
  const on = await testStores().open(clock)
  const world = await startWorld({ clock, on, limits })
  const { marketplace, net, run } = world
  stops.push(world.stop)
  const transport = net.join(BUYER).rpc(MARKETPLACE.address)
  const reading = new AbortController()
  stops.push(async () => reading.abort(new Error('the test is over')))
  const place = async (fields: Partial<Order> = {}) => run(marketplace.place(await ask(hub, clock, fields)))
  const { order } = signedOrderToMessage(await ask(signer(7), clock))
  return {
    ...world,
    ...on,
    place,
    market: createClient(MarketplaceService, transport),
    matching: createClient(MatchingService, transport),
    bid: { ...order!, author: BUYER, side: Side.BID, detailsHash: ZERO_BYTES32 },
    signal: reading.signal,
  }
}

test('searchDefaultLimit: who names no number is answered so many', async () => {
  const { bid, market, matching, place, run } = await startMarket({ searchDefaultLimit: 2 })
  for (let count = 0; count < 4; count++) await place()
  expect((await run(market.search({}))).offers).toHaveLength(2)
  expect((await run(matching.match({ order: { order: bid } }))).offers).toHaveLength(2)
})

test('explainWork: what is explained ends when its work is done, and says so', async () => {
  const query = 'region=DE-A'
  for (const [explainWork, truncated] of [
    [1, true],
    [1_000_000, false],
  ] as const) {
    const { market, matching, place, run } = await startMarket({ explainWork })
    for (let count = 0; count < 3; count++) await place()
    expect(await run(matching.explain({ query }))).toMatchObject({ truncated })
    const found = await run(market.search({ query, explain: true }))
    expect(found.truncated).toBe(truncated)
    expect(found.rejections[0]!.count < 3).toBe(truncated)
  }
})

test('explainConditions: a query with more of them is not explained, and is searched for', async () => {
  const { market, matching, run } = await startMarket({ explainConditions: 2 })
  const conditions = ['ram>=1GiB', 'cores>=1', 'storage>=1GiB']
  await run(matching.explain({ query: conditions.slice(1).join(' ') }))
  const query = conditions.join(' ')
  await expect(run(matching.explain({ query }))).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await run(market.search({ query }))
})

test('shownAtLeastSeconds: an ask that expires sooner is neither found nor matched nor in a live book', async () => {
  const { bid, clock, market, matching, place, run, signal } = await startMarket({ shownAtLeastSeconds: 100n })
  await place()
  const shown = new Set<string>()
  const watching = (async () => {
    for await (const { entered, left } of matching.watchBook({ side: Side.ASK }, { signal })) {
      for (const { orderHash } of entered) shown.add(orderHash)
      for (const hash of left) shown.delete(hash)
    }
  })().catch(() => {})
  const counts = async () => [
    (await run(market.search({}))).offers.length,
    (await run(market.search({ explain: true }))).total,
    (await run(matching.match({ order: { order: bid } }))).offers.length,
    (await run(matching.explain({ query: '' }))).fitting,
    shown.size,
  ]
  await clock.advance(200_000)
  expect(await counts()).toEqual([1, 1, 1, 1, 1])
  await clock.advance(1_500)
  expect(await counts()).toEqual([0, 0, 0, 0, 0])
  for (const stop of stops.splice(0).reverse()) await stop()
  await watching
})

/** Reads a stream of either question for two seconds, while something happens each 50 ms or nothing does. */
async function pausesOf(limits: Partial<MarketplaceLimits>, question: 'book' | 'matches', happens: boolean) {
  const { bid, clock, matching, place, signal } = await startMarket(limits)
  const stream: AsyncIterable<BookUpdate> =
    question === 'book'
      ? matching.watchBook({ side: Side.ASK }, { signal })
      : matching.watchMatches({ order: { order: bid } }, { signal })
  const times: number[] = []
  const reading = (async () => {
    for await (const _ of stream) times.push(clock.nowMs())
  })().catch(() => {})
  for (let at = 0; at < 40; at++) {
    // Each is better than those before.
    if (happens) await place({ pricePerSecond: BigInt(1_000 - at) })
    await clock.advance(50)
  }
  for (const stop of stops.splice(0).reverse()) await stop()
  await reading
  return times.slice(1).map((atMs, at) => atMs - times[at]!)
}

test.each([
  ['bookPauseMs', 'book'],
  ['matchPauseMs', 'matches'],
] as const)('%s: however much happens, the messages of a stream of %s are so far apart', async (name, question) => {
  const pauses = await pausesOf({ [name]: 500 }, question, true)
  expect(pauses.length).toBeGreaterThan(2)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(500)
})

test.each(['book', 'matches'] as const)(
  'watchHeartbeatMs: a stream of %s of which nothing can be told gives a sign of life',
  async (question) => {
    expect(await pausesOf({ watchHeartbeatMs: 500 }, question, false)).toEqual(Array(4).fill(500))
  },
)

test('sweepIntervalMs: so long after its end at most an order is in memory or on disk', async () => {
  const { clock, marketplace, place, store } = await startMarket({ sweepIntervalMs: 100_000 })
  await place({ expiresAtSeconds: BigInt(nowSeconds(clock)) + 150n })
  const kept = async () => [
    marketplace.hashes().length,
    (await store.selectFrom('placed_order').select('sequence').execute()).length,
  ]
  await clock.advance(190_000)
  expect(await kept()).toEqual([1, 1])
  await clock.advance(20_000)
  expect(await kept()).toEqual([0, 0])
})

test('ordersPerCommit: however many orders come at once, no statement writes more', async () => {
  const { clock, marketplace, run, store } = await startMarket({ ordersPerCommit: 2, ordersPerBatch: 1 })
  const execute = store.executeQuery.bind(store)
  let writes = 0
  store.executeQuery = (query) => {
    if ('sql' in query && query.sql.startsWith('INSERT INTO placed_order')) writes++
    return execute(query)
  }
  const orders = await Promise.all(Array.from({ length: 6 }, () => ask(hub, clock)))
  await run(marketplace.placeAll(orders))
  expect(marketplace.hashes()).toHaveLength(6)
  expect(writes).toBeGreaterThanOrEqual(3)
})
