import { nowSeconds } from '@sonm/common'
import { orderHash, type SignedOrder, signCancel } from '@sonm/model'
import { orderToMessage, Side } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { anyMachine } from '../testing/bid-market.ts'
import { otherBuyer, wanted } from '../testing/lies.ts'
import { testAsk, testSigner } from '../testing/market.ts'
import { addHoldingMarketplace } from '../testing/two-marketplaces.ts'
import { createWorld, hub, otherHub, startNode, type World } from '../testing/world.ts'

const [honestKey, liarKey] = [testSigner(4), testSigner(15)]
const LAG_MS = 30_000

async function twoMarketplaces() {
  const world = createWorld()
  const [honest, liar] = [addHoldingMarketplace(world, honestKey), addHoldingMarketplace(world, liarKey)]
  const node = await startNode(world, { marketplaces: [honestKey.address, liarKey.address] })
  const ask = (price: number, key = hub) =>
    testAsk(world.domain, key, world.clock, {
      pricePerSecond: BigInt(price),
      nonce: BigInt(price),
      expiresAtSeconds: BigInt(nowSeconds(world.clock)) + 3_600n,
    })
  const hashOf = ({ order }: SignedOrder) => orderHash(world.domain, order)
  const faults = async () => {
    const { marketplaces } = await node.bids.listMarketplaces({})
    return marketplaces.flatMap(({ address, faults }) => faults.map(({ code }) => [address, code]))
  }
  return { ...node, world, honest, liar, ask, hashOf, faults }
}
const hidden = [[liarKey.address, 'MARKETPLACE_HIDES']]
const lacking = [[liarKey.address, 'MARKETPLACE_LACKS']]

/** The same question asked in each way, for asks and for bids; each says whom it warns of. */
type Market = Awaited<ReturnType<typeof twoMarketplaces>>
const ways: Record<string, { side: 'ask' | 'bid'; look: (market: Market) => Promise<() => Promise<unknown>> }> = {
  'the matches of a bid': {
    side: 'ask',
    look:
      async ({ bids }) =>
      async () =>
        await bids.match({ order: { order: wanted } }),
  },
  'the matches of an ask': {
    side: 'bid',
    look: async ({ bids, world }) => {
      const order = orderToMessage(
        (await testAsk(world.domain, hub, world.clock, { expiresAtSeconds: 2n ** 40n })).order,
      )
      return async () => await bids.match({ order: { order } })
    },
  },
  'the stream of a bid': {
    side: 'ask',
    look: async ({ bids, world }) => {
      await bids.placeBid({ bid: { ...anyMachine, pricePerSecond: '2000' }, lifetimeSeconds: 3_600n })
      return async () => await world.clock.advance(2 * LAG_MS)
    },
  },
  'a live book of asks': { side: 'ask', look: (market) => watch(market, Side.ASK) },
  'a live book of bids': { side: 'bid', look: (market) => watch(market, Side.BID) },
}

async function watch({ bids, world }: Market, side: Side) {
  const end = new AbortController()
  void (async () => {
    for await (const _ of bids.watchBook({ side }, { signal: end.signal })) if (end.signal.aborted) break
  })().catch(() => {})
  await world.clock.advance(10)
  return async () => await world.clock.advance(2 * LAG_MS)
}

async function ordersFor(market: Market, side: 'ask' | 'bid') {
  if (side === 'ask') return await Promise.all([1_001, 1_002, 1_003].map((price) => market.ask(price)))
  const bid = (price: number, world: World) =>
    testAsk(world.domain, otherBuyer, world.clock, {
      side: 'bid',
      pricePerSecond: BigInt(price),
      nonce: BigInt(price),
      expiresAtSeconds: BigInt(nowSeconds(world.clock)) + 3_600n,
    })
  return await Promise.all([1_001, 1_002, 1_003].map((price) => bid(price, market.world)))
}

const names = Object.keys(ways)

test.each(names)(
  'who holds an order and leaves it out of %s hides it; the other one is blamed for nothing',
  async (name) => {
    const { side, look } = ways[name]!
    const market = await twoMarketplaces()
    const orders = await ordersFor(market, side)
    market.honest.put(...orders)
    market.liar.put(...orders)
    market.liar.holding.shows = (fitting) => fitting.filter((_, at) => at !== 1)
    await market.world.clock.advance(2 * LAG_MS)
    const ask = await look(market)
    await ask()
    expect(await market.faults()).toEqual(hidden)
    await market.node.stop()
  },
)

test.each(names)(
  'who does not get an order for long lacks it in %s, and does not while it is spreading',
  async (name) => {
    const { side, look } = ways[name]!
    const market = await twoMarketplaces()
    const orders = await ordersFor(market, side)
    market.honest.put(...orders)
    market.liar.put(...orders.slice(1))
    const ask = await look(market)
    // Whose answer is a moment's, looks at it now.
    if (name.includes('matches')) await ask()
    else await market.world.clock.advance(LAG_MS - 100)
    expect(await market.faults()).toEqual([])
    await market.world.clock.advance(2 * LAG_MS)
    await ask()
    expect(await market.faults()).toEqual(lacking)
    await market.node.stop()
  },
)

/** Orders that both marketplaces have had for long, and have shown. */
async function shownByBoth(name: string) {
  const { side, look } = ways[name]!
  const market = await twoMarketplaces()
  const orders = await ordersFor(market, side)
  for (const each of [market.honest, market.liar]) each.put(...orders)
  await market.world.clock.advance(2 * LAG_MS)
  const ask = await look(market)
  await ask()
  return { side, market, orders, ask }
}

test.each(names)('in %s nobody is blamed for what its author has cancelled a moment ago', async (name) => {
  const { side, market, orders, ask } = await shownByBoth(name)
  // The one has heard of it, the other one has not.
  const hash = market.hashOf(orders[0]!)
  const signer = side === 'ask' ? hub : otherBuyer
  const cancel = await signCancel(market.world.domain, signer, { orderHash: hash, atSeconds: 1n })
  market.liar.holding.cancels.set(hash, cancel)
  market.liar.holding.held.delete(hash)
  market.liar.changed()
  await ask()
  expect(await market.faults()).toEqual([])
  // It was told of it then.
  expect(market.honest.holding.cancels.has(hash)).toBe(true)
  await market.world.clock.advance(2 * LAG_MS)
  await ask()
  expect(await market.faults()).toEqual([])
  await market.node.stop()
})

test.each(names)('in %s nobody is blamed for what was taken on the chain a moment ago', async (name) => {
  const { market, orders, ask } = await shownByBoth(name)
  // The node has read a moment ago that it is not.
  market.world.chain.isNonceUsed = async (_, nonce) => nonce === 1_001n
  market.liar.holding.held.delete(market.hashOf(orders[0]!))
  market.liar.changed()
  if (name.includes('matches')) await ask()
  else await market.world.clock.advance(LAG_MS)
  expect(await market.faults()).toEqual([])
  await market.node.stop()
})

test('who watches a book or a bid is told what marketplaces are found at', async () => {
  const market = await twoMarketplaces()
  const orders = await ordersFor(market, 'ask')
  for (const each of [market.honest, market.liar]) each.put(...orders)
  market.liar.holding.shows = (fitting) => fitting.slice(1)
  await market.world.clock.advance(2 * LAG_MS)
  const warned = new Set<string>()
  void (async () => {
    for await (const { warnings } of market.bids.watchBook({ side: Side.ASK }))
      for (const { marketplace, code } of warnings) warned.add(`${marketplace} ${code}`)
  })().catch(() => {})
  await market.bids.placeBid({ bid: { ...anyMachine, pricePerSecond: '2000' }, lifetimeSeconds: 3_600n })
  await market.world.clock.advance(10)
  expect([...warned]).toEqual([])
  await market.world.clock.advance(2 * LAG_MS)
  expect([...warned]).toEqual([`${liarKey.address} MARKETPLACE_HIDES`])
  const [bid] = (await market.bids.listBids({})).bids
  expect(bid!.warnings.map(({ marketplace, code }) => [marketplace, code])).toEqual(hidden)
  await market.node.stop()
})

test('a full answer hides nothing that stands behind its last, and a page full of what does not fit hides what does', async () => {
  const market = await twoMarketplaces()
  const orders = await Promise.all(Array.from({ length: 10 }, (_, at) => market.ask(1_000 + at)))
  for (const each of [market.honest, market.liar]) each.put(...orders)
  await market.world.clock.advance(2 * LAG_MS)
  market.liar.holding.shows = (fitting) => fitting.slice(0, 5)
  await market.bids.match({ order: { order: wanted }, limit: 5 })
  expect(await market.faults()).toEqual([])
  const dear = await Promise.all(Array.from({ length: 5 }, (_, at) => market.ask(3_000 + at)))
  market.liar.put(...dear)
  market.liar.holding.shows = (fitting) => fitting.slice(-5)
  const { offers, warnings } = await market.bids.match({ order: { order: wanted }, limit: 5 })
  expect(offers.map((offer) => offer.orderHash)).toEqual(orders.slice(0, 5).map(market.hashOf))
  expect(warnings.map(({ marketplace, code }) => [marketplace, code])).toContainEqual([
    liarKey.address,
    'MARKETPLACE_REORDERS',
  ])
  await market.node.stop()
})

test('who met the bound of its work in a match is asked for the offer alone', async () => {
  const market = await twoMarketplaces()
  const orders = await Promise.all([1_001, 1_002].map((price) => market.ask(price, otherHub)))
  for (const each of [market.honest, market.liar]) each.put(...orders)
  await market.world.clock.advance(2 * LAG_MS)
  Object.assign(market.liar.holding, { isTruncated: true, shows: () => [] })
  expect((await market.bids.match({ order: { order: wanted } })).truncated).toBe(true)
  expect([await market.faults(), market.liar.holding.asked]).toEqual([[], 1])
  await market.node.stop()
})

test('a marketplace that does not answer is named beside the matches of the other', async () => {
  const market = await twoMarketplaces()
  market.honest.put(await market.ask(1_001))
  market.world.network.vanish(liarKey.address)
  const { offers, warnings } = await market.bids.match({ order: { order: wanted } })
  expect(offers).toHaveLength(1)
  expect(warnings).toMatchObject([{ marketplace: liarKey.address, code: 'MARKETPLACE_SILENT' }])
  await market.node.stop()
})
