import type { ConnectRouter } from '@connectrpc/connect'
import { seededRandom, Topic } from '@sonm/common'
import { type Address, cancelSigner, fail, type Hex, orderHash, type SignedOrder, verifyOrder } from '@sonm/model'
import { runUntilSettled, throwJunk } from '@sonm/network/testing'
import {
  BidService,
  cancelFromMessage,
  Denomination,
  FederationService,
  MarketplaceService,
  MatchingService,
  type StandingBid,
  signedOrderFromMessage,
  signedOrderToMessage,
} from '@sonm/protocol'
import { expect, test } from 'vitest'
import { fakeHub, testAsk, testSigner } from '../testing/market.ts'
import { buyer, createWorld, hub, marketplaceAddress, startNode, type World } from '../testing/world.ts'

const other = testSigner(14).address
const wanted = {
  pricePerSecond: '1000',
  denomination: Denomination.SNM,
  benchmarks: Array.from({ length: 16 }, () => 0n),
}

/** A marketplace that keeps bids and tells of its asks, true or not. */
function addMarketplace(world: World, address = marketplaceAddress) {
  const changes = new Topic<'asks'>()
  const bids = new Map<Hex, SignedOrder>()
  let asks: readonly SignedOrder[] = []
  const offerOf = (ask: SignedOrder) => ({
    order: signedOrderToMessage(ask),
    orderHash: orderHash(world.domain, ask.order),
  })
  world.network.add(address, (router: ConnectRouter) => {
    router.service(MarketplaceService, {
      placeOrder(message) {
        const signed = signedOrderFromMessage(message)
        const hash = verifyOrder(world.domain, signed)
        bids.set(hash, signed)
        return { orderHash: hash }
      },
      cancelOrder(message) {
        const cancel = cancelFromMessage(message)
        expect(cancelSigner(world.domain, cancel)).toBe(buyer.address)
        bids.delete(cancel.orderHash)
        return {}
      },
      getOrder({ orderHash: wanted }) {
        const found = asks.map(offerOf).find(({ orderHash }) => orderHash === wanted)
        if (!found) throw fail('ORDER_NOT_FOUND', { orderHash: wanted })
        return found
      },
      search: () => ({ offers: asks.map(offerOf) }),
    })
    router.service(FederationService, {})
    router.service(MatchingService, {
      async *watchMatches({ order }, { signal }) {
        let told: readonly string[] = []
        for (let sequence = 1n; !signal.aborted && bids.has(order!.orderHash as Hex); sequence++) {
          const changed = changes.next('asks', signal)
          const now = asks.map(offerOf)
          const entered = now.filter(({ orderHash }) => !told.includes(orderHash))
          const left = told.filter((hash) => !now.some(({ orderHash }) => orderHash === hash))
          told = now.map(({ orderHash }) => orderHash)
          yield { sequence, reset: sequence === 1n, entered, left }
          await changed.catch(() => {})
        }
      },
    })
  })
  const show = (...next: SignedOrder[]) => {
    asks = next
    changes.changed('asks')
  }
  return { bids, show }
}

test('a bid stands at every marketplace, and tells what fits it and nothing else', async () => {
  const world = createWorld()
  const places = [addMarketplace(world), addMarketplace(world, other)] as const
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

test('a bid that shall be taken opens one deal, with the first offer that fits, and is gone then', async () => {
  const world = createWorld()
  const { bids: held, show } = addMarketplace(world)
  // While it is being opened, the disk says so: a node that dies now opens no second one.
  const states: string[] = []
  const answer = async (counterparty: Address) => {
    const rows = await store.selectFrom('standing_bid').select('state').execute()
    states.push(...rows.map(({ state }) => state))
    return await testAsk(world.domain, hub, world.clock, { counterparty, nonce: 2n })
  }
  world.network.add(hub.address, fakeHub(world.domain, hub, world.clock, answer).routes)
  const { bids, deals, node, store } = await startNode(world)
  const placed = await bids.placeBid({ bid: wanted, take: true })
  await world.clock.advance(10)
  show(await testAsk(world.domain, hub, world.clock), await testAsk(world.domain, hub, world.clock, { nonce: 5n }))
  await world.clock.advance(1_000)
  const [bid] = (await bids.listBids({})).bids
  expect(bid).toMatchObject({ orderHash: placed.orderHash, state: 'taken', dealId: 1n, matches: [] })
  expect((await deals.listDeals({})).deals).toHaveLength(1)
  expect(states).toEqual(['taking'])
  expect(held.size).toBe(0)
  await node.stop()
})

test('a bid outlives its node; one that was being taken when it died is not taken again', async () => {
  const world = createWorld()
  const { bids: held, show } = addMarketplace(world)
  const first = await startNode(world)
  const [standing, taking] = [await first.bids.placeBid({ bid: wanted }), await first.bids.placeBid({ bid: wanted })]
  await world.clock.advance(10)
  await first.node.stop()
  await first.store
    .updateTable('standing_bid')
    .set({ state: 'taking', take: 1 })
    .where('order_hash', '=', taking.orderHash)
    .execute()
  held.clear()
  const second = await startNode(world, { store: first.store })
  await world.clock.advance(10)
  show(await testAsk(world.domain, hub, world.clock))
  await world.clock.advance(10)
  expect([...held.keys()]).toEqual([standing.orderHash])
  const states = new Map((await second.bids.listBids({})).bids.map(({ orderHash, state }) => [orderHash, state]))
  expect(states.get(standing.orderHash)).toBe('standing')
  expect(states.get(taking.orderHash)).toBe('failed')
  await world.clock.advance(3_600_000)
  expect((await second.bids.listBids({})).bids.map(({ state }) => state).sort()).toEqual(['expired', 'failed'])
  await second.node.stop()
})

test('what no marketplace keeps is refused before it is signed', async () => {
  const world = createWorld()
  addMarketplace(world)
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
  const { bids: held } = addMarketplace(world)
  const { bids } = await startNode(world)
  const run = (call: Promise<unknown>) => runUntilSettled(world.clock, call)
  const junk = { service: BidService, client: bids, random: seededRandom(9), cases: 200, run }
  expect(await throwJunk({ ...junk, texts: [hub.address, marketplaceAddress] })).toEqual([])
  const { orderHash } = await bids.placeBid({ bid: wanted })
  await world.clock.advance(10)
  expect(held.has(orderHash as Hex)).toBe(true)
})
