import { nowSeconds } from '@sonm/common'
import { type Order, orderHash, type SignedOrder } from '@sonm/model'
import { MarketplaceService, MatchingService, orderToMessage, Side, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { wanted as anyBid, otherBuyer } from '../testing/lies.ts'
import { testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, startNode, type World } from '../testing/world.ts'

const liar = testSigner(14).address
const wanted = { ...anyBid, pricePerSecond: '1000' }

/** A marketplace that matches, and shows in its book, whatever it is given. */
function serve(world: World, address: typeof liar, shown: readonly SignedOrder[], fitting = shown.length) {
  const offers = shown.map((order) => ({
    order: signedOrderToMessage(order),
    orderHash: orderHash(world.domain, order.order),
    reliability: 9_500,
  }))
  world.network.add(address, (router) => {
    router.service(MarketplaceService, {
      getOrder: ({ orderHash: hash }) => offers.find((offer) => offer.orderHash === hash)!,
    })
    router.service(MatchingService, {
      match: () => ({ offers }),
      explain: () => ({ fitting }),
      async *watchBook(_, { signal }) {
        yield { sequence: 1n, reset: true, entered: offers }
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    })
  })
}

const testBid = (world: World, change: Partial<Order> = {}) =>
  testAsk(world.domain, otherBuyer, world.clock, { side: 'bid', ...change })

async function offered(world: World) {
  const { domain, clock } = world
  const good = await testAsk(domain, hub, clock)
  const dear = await testAsk(domain, hub, clock, { pricePerSecond: 1001n, nonce: 3n })
  const expired = await testAsk(domain, hub, clock, { expiresAtSeconds: BigInt(nowSeconds(clock)) - 60n, nonce: 4n })
  const stranger = await testAsk(domain, testSigner(44), clock)
  const altered: SignedOrder = { ...good, order: { ...good.order, pricePerSecond: 2n } }
  return { good, dear, expired, stranger, altered }
}

async function found(node: Awaited<ReturnType<typeof startNode>>) {
  const { marketplaces } = await node.bids.listMarketplaces({})
  return marketplaces.map(({ address, faults }) => [address, faults.map(({ code }) => code)])
}
const lies = ['MARKETPLACE_ALTERS', 'MARKETPLACE_INVENTS', 'MARKETPLACE_REPLAYS', 'MARKETPLACE_REORDERS']

test('what a requirement of the bid turns away stands in no match, and is held against who shows it', async () => {
  const world = createWorld()
  const poor = await testAsk(world.domain, hub, world.clock)
  serve(world, marketplaceAddress, [poor])
  const node = await startNode(world)
  const benchmarks = wanted.benchmarks.with(0, 501n)
  const { offers, warnings } = await node.bids.match({ order: { order: { ...wanted, benchmarks } } })
  expect(offers).toEqual([])
  expect(warnings).toMatchObject([{ marketplace: marketplaceAddress, code: 'MARKETPLACE_REORDERS' }])
  await node.node.stop()
})

test('a match with what is forged, over, of nobody or unfit shows the rest, and each lie is held against who told it', async () => {
  const world = createWorld()
  const { good, dear, expired, stranger, altered } = await offered(world)
  serve(world, marketplaceAddress, [good])
  serve(world, liar, [altered, stranger, expired, good, dear])
  const node = await startNode(world, { marketplaces: [marketplaceAddress, liar] })
  const { offers } = await node.bids.match({ order: { order: wanted } })
  expect(offers.map(({ orderHash }) => orderHash)).toEqual([orderHash(world.domain, good.order)])
  expect(await found(node)).toEqual([
    [marketplaceAddress, []],
    [liar, lies],
  ])
  await node.node.stop()
})

test('what was taken on the chain is in no match, and a worse offer before a better one is held against who shows it', async () => {
  const world = createWorld()
  const { good } = await offered(world)
  const cheap = await testAsk(world.domain, hub, world.clock, { pricePerSecond: 9n, nonce: 7n })
  serve(world, marketplaceAddress, [good, cheap])
  const node = await startNode(world)
  const { nonce: taken } = good.order
  Object.assign(world.chain, { isNonceUsed: async (_: unknown, nonce: bigint) => nonce === taken })
  expect((await node.bids.match({ order: { order: wanted } })).offers).toHaveLength(1)
  expect(await found(node)).toEqual([[marketplaceAddress, ['MARKETPLACE_REORDERS']]])
  await node.node.stop()
})

test('for an ask, by its hash too, bids that the contract would not join with it are left out', async () => {
  const world = createWorld()
  const { good } = await offered(world)
  const [fits, poor, elsewhere] = [
    await testBid(world, { pricePerSecond: 1_000n, benchmarks: good.order.benchmarks }),
    await testBid(world, { pricePerSecond: 999n, nonce: 8n }),
    await testBid(world, { counterparty: testSigner(70).address, nonce: 9n }),
  ]
  serve(world, marketplaceAddress, [fits, good, elsewhere, poor])
  const node = await startNode(world)
  const asked = [{ order: orderToMessage(good.order) }, { orderHash: orderHash(world.domain, good.order) }]
  for (const order of asked) {
    const { offers } = await node.bids.match({ order })
    expect(offers.map(({ orderHash }) => orderHash)).toEqual([orderHash(world.domain, fits.order)])
  }
  // An ask is no answer to an ask, nor is a bid that pays less.
  expect(await found(node)).toEqual([[marketplaceAddress, ['MARKETPLACE_ALTERS', 'MARKETPLACE_REORDERS']]])
  await expect(node.bids.match({ order: { orderHash: `0x${'00'.repeat(32)}` } })).rejects.toMatchObject({
    code: 'ORDER_NOT_FOUND',
  })
  await node.node.stop()
})

test('a live book shows what is asked for and true, and no more', async () => {
  const world = createWorld()
  const { good, dear, expired, stranger, altered } = await offered(world)
  serve(world, marketplaceAddress, [altered, stranger, expired, dear, good])
  const node = await startNode(world)
  const query = 'price<=0.0000000000036SNM/h'
  for await (const update of node.bids.watchBook({ side: Side.ASK, query })) {
    if (update.entered.length === 0) continue
    expect(update.entered.map(({ orderHash }) => orderHash)).toEqual([orderHash(world.domain, good.order)])
    break
  }
  expect(await found(node)).toEqual([[marketplaceAddress, lies]])
  await node.node.stop()
})

test('why nothing fits is believed of whoever was found at nothing before', async () => {
  const world = createWorld()
  const { good, stranger } = await offered(world)
  serve(world, marketplaceAddress, [good], 1)
  serve(world, liar, [stranger], 100)
  const node = await startNode(world, { marketplaces: [marketplaceAddress, liar] })
  expect((await node.bids.explain({ query: '' })).fitting).toBe(100)
  await node.bids.match({ order: { order: wanted } })
  expect((await node.bids.explain({ query: '' })).fitting).toBe(1)
  await node.node.stop()
})
