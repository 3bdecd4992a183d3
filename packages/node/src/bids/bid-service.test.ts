import { seededRandom } from '@sonm/common'
import { fail, type Hex, type Order, orderHash, type SignedOrder, signOrder, ZERO_BYTES32 } from '@sonm/model'
import { runUntilSettled, throwJunk } from '@sonm/network/testing'
import { BidService, type BookUpdate, Denomination, MatchingService, Side, type StandingBid } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { addBidMarketplace } from '../testing/bid-marketplace.ts'
import { testAsk, testSigner } from '../testing/market.ts'
import { buyer, createWorld, hub, marketplaceAddress, startNode } from '../testing/world.ts'

const other = testSigner(14).address
const wanted = {
  pricePerSecond: '1000',
  denomination: Denomination.SNM,
  benchmarks: Array.from({ length: 16 }, () => 0n),
}

test('a bid stands at every marketplace, and tells what fits it and nothing else', async () => {
  const world = createWorld()
  const places = [addBidMarketplace(world), addBidMarketplace(world, other)] as const
  const { bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  const placed = await bids.placeBid({ bid: wanted })
  await world.clock.advance(10)
  const hash = placed.orderHash as Hex
  for (const { bids: held } of places) expect([...held.keys()]).toEqual([hash])
  const seen: StandingBid[] = []
  const watching = (async () => {
    for await (const bid of bids.watchBid({ orderHash: hash })) seen.push(bid)
  })()
  const good = await testAsk(world.domain, hub, world.clock)
  const dear = await testAsk(world.domain, hub, world.clock, { pricePerSecond: 1001n })
  const stranger = await testAsk(world.domain, testSigner(44), world.clock)
  const forged = { ...dear, order: { ...dear.order, pricePerSecond: 1n } }
  places[0].show(good, dear, stranger, forged)
  places[1].show(good)
  await world.clock.advance(10)
  const goodHash = orderHash(world.domain, good.order)
  expect((await bids.listBids({})).bids).toMatchObject([
    { state: 'standing', marketplaces: [marketplaceAddress, other], matches: [{ orderHash: goodHash }] },
  ])
  places[0].show()
  await world.clock.advance(10)
  expect(seen.at(-1)?.matches).toHaveLength(1)
  places[1].show()
  await world.clock.advance(10)
  expect(seen.at(-1)?.matches).toHaveLength(0)
  expect(await bids.cancelBid({ orderHash: hash })).toMatchObject({ state: 'cancelled', marketplaces: [] })
  for (const { bids: held } of places) expect(held.size).toBe(0)
  await watching
  expect(seen.at(-1)?.state).toBe('cancelled')
  await node.stop()
})

test('a marketplace that becomes known is asked, and has the bids that stand; one that is known no more is left', async () => {
  const world = createWorld()
  const places = [addBidMarketplace(world), addBidMarketplace(world, other)] as const
  const { bids, node, marketplaces, status } = await startNode(world)
  const { orderHash: hash } = await bids.placeBid({ bid: wanted })
  await world.clock.advance(10)
  const good = await testAsk(world.domain, hub, world.clock)
  places[1].show(good)
  marketplaces.set([marketplaceAddress, other])
  await world.clock.advance(10)
  expect([...places[1].bids.keys()]).toEqual([hash])
  const [bid] = (await bids.listBids({})).bids
  expect(bid).toMatchObject({
    marketplaces: [marketplaceAddress, other],
    matches: [{ orderHash: orderHash(world.domain, good.order) }],
  })
  expect((await status.getStatus({})).marketplaces).toEqual([marketplaceAddress, other])
  expect((await bids.listMarketplaces({})).marketplaces.map(({ address }) => address)).toEqual([
    marketplaceAddress,
    other,
  ])
  marketplaces.set([marketplaceAddress])
  await world.clock.advance(10)
  expect((await bids.listBids({})).bids[0]).toMatchObject({ marketplaces: [marketplaceAddress], matches: [] })
  await node.stop()
})

test('of offers of one price the most reliable comes first, then the oldest', async () => {
  const world = createWorld()
  const { show, reliability } = addBidMarketplace(world)
  const { bids, node } = await startNode(world)
  const asks = await Promise.all(
    [1n, 2n, 3n, 4n].map((nonce) => testAsk(world.domain, hub, world.clock, { nonce, pricePerSecond: 900n })),
  )
  reliability.set(asks[1]!, 9_000).set(asks[2]!, 9_000)
  show(...asks)
  await bids.placeBid({ bid: wanted })
  await world.clock.advance(10)
  const hashes = asks.map(({ order }) => orderHash(world.domain, order))
  const [bid] = (await bids.listBids({})).bids
  expect(bid?.matches.map(({ orderHash }) => orderHash)).toEqual([1, 2, 0, 3].map((at) => hashes[at]))
  await node.stop()
})

test('a live book of several marketplaces has the best of all of them, no deeper than was asked for', async () => {
  const world = createWorld()
  const places = [addBidMarketplace(world), addBidMarketplace(world, other)] as const
  const { bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  const sign = async (pricePerSecond: bigint) => {
    const ask = await testAsk(world.domain, hub, world.clock, { pricePerSecond })
    const order: Order = { ...ask.order, side: 'bid', author: buyer.address, detailsHash: ZERO_BYTES32 }
    return await signOrder(world.domain, buyer, order, '')
  }
  const [poor, fair, rich] = await Promise.all([sign(1n), sign(2n), sign(3n)])
  places[0].show(fair, poor)
  places[1].show(rich, poor)
  const end = new AbortController()
  let held: readonly string[] = []
  const watching = (async () => {
    for await (const { reset, entered, left } of bids.watchBook({ side: Side.BID, depth: 2 }, { signal: end.signal })) {
      const prices = (reset ? [] : held).filter((hash) => !left.includes(hash))
      held = [...prices, ...entered.map(({ orderHash }) => orderHash)]
    }
  })().catch(() => {})
  const hashes = (...signed: SignedOrder[]) => signed.map(({ order }) => orderHash(world.domain, order)).sort()
  await world.clock.advance(10)
  expect([...held].sort()).toEqual(hashes(fair, rich))
  places[1].show(poor)
  await world.clock.advance(10)
  expect([...held].sort()).toEqual(hashes(fair, poor))
  end.abort()
  await watching
  const asked = bids.watchBook({ side: Side.BID, query: 'gpu.count>=2' })[Symbol.asyncIterator]().next()
  await expect(asked).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await node.stop()
})

test('a watch begins with what all have, and tells who does not answer and who does again', async () => {
  const world = createWorld()
  const { show } = addBidMarketplace(world)
  const { bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  show(await testAsk(world.domain, hub, world.clock))
  const end = new AbortController()
  const seen: BookUpdate[] = []
  const watching = (async () => {
    for await (const update of bids.watchBook({ side: Side.ASK }, { signal: end.signal })) seen.push(update)
  })().catch(() => {})
  await world.clock.advance(10)
  expect(seen).toMatchObject([{ reset: true, asked: [marketplaceAddress, other], silent: [other], entered: [{}] }])
  addBidMarketplace(world, other)
  await world.clock.advance(5_000)
  expect(seen.at(-1)).toMatchObject({ reset: false, silent: [], entered: [], left: [] })
  end.abort()
  await watching
  await node.stop()
})

test('a watch does not wait for a marketplace that says nothing', async () => {
  const world = createWorld()
  const { show } = addBidMarketplace(world)
  world.network.add(other, (router) =>
    router.service(MatchingService, {
      async *watchBook(_, { signal }) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      },
    }),
  )
  const { bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  show(await testAsk(world.domain, hub, world.clock))
  const end = new AbortController()
  const seen: BookUpdate[] = []
  const watching = (async () => {
    for await (const update of bids.watchBook({ side: Side.ASK }, { signal: end.signal })) seen.push(update)
  })().catch(() => {})
  await world.clock.advance(1_000)
  expect(seen).toEqual([])
  await world.clock.advance(2_000)
  expect(seen).toMatchObject([{ reset: true, silent: [], entered: [{}] }])
  end.abort()
  await watching
  await node.stop()
})

test('a question that every marketplace refuses is refused, and nobody is said to be silent', async () => {
  const world = createWorld()
  const refuse = () => {
    throw fail('INPUT_INVALID', { field: 'query', reason: 'latency is for your node to judge' })
  }
  world.network.add(marketplaceAddress, (router) =>
    router.service(MatchingService, {
      // biome-ignore lint/correctness/useYield: it refuses before it has anything to say.
      async *watchBook() {
        refuse()
      },
      explain: refuse,
    }),
  )
  const { bids, node } = await startNode(world)
  const refused = expect.objectContaining({ code: 'INPUT_INVALID' })
  const first = bids.watchBook({ side: Side.ASK })[Symbol.asyncIterator]().next()
  const settled = expect(first).rejects.toEqual(refused)
  await world.clock.advance(3_000)
  await settled
  await expect(bids.explain({ query: 'latency<1ms' })).rejects.toEqual(refused)
  // Nobody is even asked what no marketplace can tell.
  const far = bids.watchBook({ side: Side.ASK, query: 'latency<1ms' })[Symbol.asyncIterator]().next()
  await expect(far).rejects.toThrow('latency is measured by a search alone')
  expect((await bids.listMarketplaces({})).marketplaces).toMatchObject([{ failures: 0n }])
  await node.stop()
})

test('of an explanation only what speaks of the question is passed on', async () => {
  const world = createWorld()
  const relax = (from: string, to: string) => ({ offers: 1, relax: [{ from, to }] })
  world.network.add(marketplaceAddress, (router) =>
    router.service(MatchingService, {
      explain: () => ({
        rejections: [
          { requirement: 'cores>=4', count: 2 },
          { requirement: '\u001b[2J', count: 9 },
        ],
        suggestions: [relax('cores>=4', 'cores>=2'), relax('cores>=4', '\u001b]0;x\u0007'), relax('ram>1GB', '')],
      }),
    }),
  )
  const { bids, node } = await startNode(world)
  const benchmarks = Array.from({ length: 16 }, (_, i) => (i === 2 ? 4n : 0n))
  const order = { ...wanted, benchmarks, side: Side.BID, author: hub.address }
  for (const explained of [bids.explain({ query: 'cores>=4' }), bids.explain({ bid: { order } })]) {
    const { rejections, suggestions } = await explained
    expect(rejections).toMatchObject([{ requirement: 'cores>=4', count: 2 }])
    expect(suggestions).toMatchObject([{ relax: [{ from: 'cores>=4', to: 'cores>=2' }] }])
    expect([rejections.length, suggestions.length]).toEqual([1, 1])
  }
  await node.stop()
})

test('where no marketplace answers, each is told with what came between, once', async () => {
  const world = createWorld()
  const { bids, market, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  for (const ask of [() => bids.explain({ query: '' }), () => market.search({})]) {
    const error: { code: string; data: Record<string, string> } = await ask().catch((thrown) => thrown)
    expect(error.code).toBe('MARKETPLACES_UNREACHABLE')
    const lines = error.data.reasons!.split('; ')
    expect(lines.map((line) => line.slice(0, 44))).toEqual([`${marketplaceAddress}: `, `${other}: `])
    for (const line of lines) expect(line.slice(44)).not.toMatch(/0x|supplier|\.$/)
  }
  await node.stop()
})

test('for an ask the best bids are told, who pays most first, also where one marketplace does not know it', async () => {
  const world = createWorld()
  const places = [addBidMarketplace(world), addBidMarketplace(world, other)] as const
  const { bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, other] })
  const ask = await testAsk(world.domain, hub, world.clock)
  for (const pricePerSecond of ['1001', '1003', '1002']) await bids.placeBid({ bid: { ...wanted, pricePerSecond } })
  await world.clock.advance(10)
  places[1].show(ask)
  const { offers } = await bids.match({ order: { orderHash: orderHash(world.domain, ask.order) }, limit: 2 })
  expect(offers.map(({ order }) => order?.order?.pricePerSecond)).toEqual(['1003', '1002'])
  await node.stop()
})

test('what no marketplace keeps is refused before it is signed', async () => {
  const world = createWorld()
  addBidMarketplace(world)
  const { bids, node } = await startNode(world)
  const coded = (code: string) => expect.objectContaining({ code })
  await expect(bids.placeBid({})).rejects.toEqual(coded('INPUT_INVALID'))
  await expect(bids.placeBid({ bid: wanted, lifetimeSeconds: 3_601n })).rejects.toEqual(coded('INPUT_INVALID'))
  await expect(bids.placeBid({ bid: { ...wanted, benchmarks: [] } })).rejects.toEqual(coded('ORDER_INVALID'))
  await expect(bids.cancelBid({ orderHash: `0x${'00'.repeat(32)}` })).rejects.toEqual(coded('ORDER_NOT_FOUND'))
  expect((await bids.listBids({})).bids).toEqual([])
  await node.stop()
})

test('no junk makes it throw anything uncoded, and a bid is placed after it', async () => {
  const world = createWorld()
  const { bids: held } = addBidMarketplace(world)
  const { bids } = await startNode(world)
  const run = (call: Promise<unknown>) => runUntilSettled(world.clock, call)
  const junk = { service: BidService, client: bids, random: seededRandom(9), cases: 200, run }
  expect(await throwJunk({ ...junk, texts: [hub.address, marketplaceAddress] })).toEqual([])
  const { orderHash } = await bids.placeBid({ bid: wanted })
  await world.clock.advance(10)
  expect(held.has(orderHash as Hex)).toBe(true)
})
