import { createClient } from '@connectrpc/connect'
import { type Address, type Order, type Signer, ZERO_BYTES32 } from '@sonm/model'
import { type BookUpdate, MarketplaceService, MatchingService, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { testStores } from './testing/test-stores.ts'
import { ask, FakeChain, signer, startWorld } from './testing/world.ts'

const hub = signer(1)
const buyer = signer(3)
const MASTER: Address = `0x${'6d'.repeat(20)}`
const USD = { denomination: 'USD' } as const
const ANYBODY: Address = `0x${'01'.repeat(20)}`

const bid = (author: Signer, clock: Parameters<typeof ask>[1], fields: Partial<Order> = {}) =>
  ask(author, clock, { side: 'bid', durationSeconds: 0n, detailsHash: ZERO_BYTES32, ...fields }, '')

type World = Awaited<ReturnType<typeof openWorld>>

async function openWorld(options: Parameters<typeof startWorld>[0] = {}) {
  const world = await startWorld(options)
  const peer = world.net.join(ANYBODY).rpc(world.address)
  return { ...world, api: createClient(MarketplaceService, peer), matcher: createClient(MatchingService, peer) }
}

const searched = async ({ api, run }: World, query: object) =>
  (await run(api.search(query))).offers.map(({ order }) => Number(order!.order!.pricePerSecond))

test('prices in USD and in SNM stand in one order, by the rate', async () => {
  // 0.05 USD for 1 SNM.
  const world = await openWorld({ usdPerSnm: 5n * 10n ** 16n })
  const { marketplace, clock, run } = world
  for (const [at, fields] of [
    { pricePerSecond: 1000n },
    { ...USD, pricePerSecond: 49n },
    { ...USD, pricePerSecond: 51n },
  ].entries()) {
    await run(marketplace.place(await ask(signer(10 + at), clock, fields)))
  }
  expect(await searched(world, {})).toEqual([49, 1000, 51])
  expect(await searched(world, { query: 'price<=0.00000000000000005USD/s' })).toEqual([49, 1000])
  expect(await searched(world, { query: 'price<=0.000000000000001SNM/s' })).toEqual([49, 1000])
})

test('without a rate a price in one money is not compared with one in the other', async () => {
  const world = await openWorld()
  const { marketplace, clock, run } = world
  await run(marketplace.place(await ask(hub, clock)))
  await run(marketplace.place(await ask(hub, clock, { ...USD, pricePerSecond: 1n })))
  expect(await searched(world, { query: 'price<1USD/h' })).toEqual([1])
  expect(await searched(world, { query: 'price<1SNM/h' })).toEqual([1000])
})

test('the master of a hub and the level that he has proved are known without a deal, and followed', async () => {
  const world = await openWorld()
  const { api, chain, marketplace, clock, run } = world
  chain.levels.set(MASTER, 3)
  const orderHash = await run(
    marketplace.place(await ask(hub, clock, { expiresAtSeconds: BigInt(Math.floor(clock.nowMs() / 1000)) + 3_600n })),
  )
  await clock.advance(10)
  expect(await searched(world, { query: `supplier=${MASTER} identity>=3` })).toEqual([1000])
  expect((await run(api.getOrder({ orderHash }))).identity).toBe(3)
  chain.levels.set(MASTER, 1)
  await clock.advance(130_000)
  expect((await run(api.getOrder({ orderHash }))).identity).toBe(1)
  expect(await searched(world, { query: 'identity>=2' })).toEqual([])
})

test('what a restart finds in the store gets its supplier too, and a chain that is down for a while only delays it', async () => {
  const clock = testStores().createClock()
  const on = await testStores().open(clock)
  const first = await openWorld({ on, clock })
  await first.run(first.marketplace.place(await ask(hub, clock)))
  await first.stop()
  const chain = new FakeChain()
  chain.levels.set(MASTER, 2)
  chain.levelOf = async () => {
    if (clock.nowMs() < upAtMs) throw new Error('down')
    return 2
  }
  const upAtMs = clock.nowMs() + 5_000
  const second = await openWorld({ on, clock, chain })
  expect(await searched(second, { query: 'identity>=2' })).toEqual([])
  await clock.advance(20_000)
  expect(await searched(second, { query: 'identity>=2' })).toEqual([1000])
  await second.stop()
})

test('an ask that demands a level is matched with the bids of those who have it, as soon as that is known', async () => {
  const world = await openWorld()
  const { chain, marketplace, clock, client, run, stop } = world
  chain.levels.set(buyer.address, 2)
  const orderHash = await run(marketplace.place(await ask(hub, clock, { identityLevel: 2 })))
  const updates: BookUpdate[] = []
  const reading = (async () => {
    for await (const update of world.matcher.watchMatches({ order: { orderHash } })) updates.push(update)
  })().catch(() => {})
  const anonymous = await bid(signer(4), clock)
  const registered = await bid(buyer, clock)
  for (const signed of [anonymous, registered])
    await run(client(signed.order.author).placeOrder(signedOrderToMessage(signed)))
  await clock.advance(1_000)
  const authors = updates.flatMap(({ entered }) => entered.map(({ order }) => order!.order!.author))
  expect(authors).toEqual([buyer.address])
  const found = async (order: typeof registered) =>
    (await run(world.matcher.match({ order: { order: signedOrderToMessage(order).order! } }))).offers.length
  expect(await found(await bid(signer(5), clock))).toBe(0)
  chain.levels.set(signer(6).address, 2)
  expect(await found(await bid(signer(6), clock))).toBe(1)
  await stop()
  await reading
})
