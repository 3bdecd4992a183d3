import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, NET_FLAGS, NO_BENCHMARKS, orderHash, type SignedOrder } from '@sonm/model'
import { MarketplaceService } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { openNodeStore } from '../store.ts'
import { fakeHub, fakeMarketplace, testAsk, testSigner } from '../testing/market.ts'
import {
  buyer,
  createWorld,
  hub,
  marketplaceAddress,
  master,
  otherHub,
  startNode,
  type World,
} from '../testing/world.ts'

/** A world where `hub` offers 1,000 wei/s and `otherHub` 2,000. */
async function twoHubs(answer?: (world: World) => (buyer: `0x${string}`) => Promise<SignedOrder>) {
  const world = createWorld()
  const { domain, clock, network } = world
  const cheap = await testAsk(domain, hub, clock, { netFlags: NET_FLAGS.incoming })
  const dear = await testAsk(domain, otherHub, clock, { pricePerSecond: 2000n })
  world.offer([dear, cheap])
  const first = fakeHub(domain, hub, clock, (answer ?? firmOf({}))(world))
  const second = fakeHub(domain, otherHub, clock, (account) =>
    testAsk(domain, otherHub, clock, { counterparty: account, pricePerSecond: 2000n, nonce: 2n }),
  )
  network.add(hub.address, first.routes)
  network.add(otherHub.address, second.routes)
  return { world, cheap, dear, first, second }
}

const firmOf = (change: Parameters<typeof testAsk>[3]) => (world: World) => (account: `0x${string}`) =>
  testAsk(world.domain, hub, world.clock, {
    counterparty: account,
    nonce: 2n,
    netFlags: NET_FLAGS.incoming,
    ...change,
  })

describe('search', () => {
  it('drops what a lying marketplace sends: forged, expired and unfit offers', async () => {
    const world = createWorld()
    const { domain, clock } = world
    const good = await testAsk(domain, hub, clock)
    const forged = { ...good, order: { ...good.order, pricePerSecond: 1n } }
    const expired = await testAsk(domain, hub, clock, { expiresAtSeconds: 1n, nonce: 2n })
    const dear = await testAsk(domain, hub, clock, { pricePerSecond: 9999n, nonce: 3n })
    world.offer([forged, expired, dear, good])
    const { market } = await startNode(world)
    const { offers } = await market.search({ query: 'price<=0.000000000000001SNM/s' })
    expect(offers.map((offer) => offer.orderHash)).toEqual([orderHash(domain, good.order)])
  })

  it('merges marketplaces, asks for the own account, and lives with one that is silent', async () => {
    const world = createWorld()
    const { domain, clock, network } = world
    const cheap = await testAsk(domain, hub, clock)
    const dear = await testAsk(domain, otherHub, clock, { pricePerSecond: 2000n })
    const first = world.offer([dear])
    const second = testSigner(41).address
    network.add(second, fakeMarketplace(domain, [dear, cheap]).routes)
    const { market } = await startNode(world, { marketplaces: [marketplaceAddress, second, testSigner(42).address] })
    const { offers } = await market.search({ buyer: otherHub.address })
    expect(offers.map((offer) => offer.order?.order?.pricePerSecond)).toEqual(['1000', '2000'])
    expect(first.requests[0]?.buyer).toBe(buyer.address)
  })

  it('passes on what a marketplace finds wrong with the question', async () => {
    const world = createWorld()
    world.network.add(marketplaceAddress, (router) =>
      router.service(MarketplaceService, {
        search() {
          throw fail('INPUT_INVALID', { field: 'query', reason: 'there are too many' })
        },
      }),
    )
    const { market } = await startNode(world)
    await expect(market.search({})).rejects.toMatchObject({ code: 'INPUT_INVALID', data: { field: 'query' } })
  })

  it('fails with the reasons when no marketplace answers', async () => {
    const { market } = await startNode(createWorld())
    await expect(market.search({})).rejects.toMatchObject({ code: 'MARKETPLACES_UNREACHABLE' })
  })
})

describe('opening a deal', () => {
  it('takes the cheapest, deposits exactly what is missing, and shows the deal at once', async () => {
    const { world, first, cheap } = await twoHubs()
    world.chain.wallets.set(buyer.address, { snmWei: 10_000_000n, freeWei: 600_000n })
    const { deals, wallet } = await startNode(world)
    const opened = await deals.openDeal({ requirements: { query: 'cores>=2' } })
    expect(opened).toMatchObject({ lockWei: '3600000', depositWei: '3000000', skipped: [] })
    expect(opened.offer?.orderHash).toBe(orderHash(world.domain, cheap.order))
    expect(opened.deal).toMatchObject({ state: 'open', paidWei: '0', openGas: 70_000n })
    expect(opened.deal?.deal).toMatchObject({ buyer: buyer.address, hub: hub.address, master })
    expect(first.bids[0]).toMatchObject({ side: 'bid', counterparty: master, pricePerSecond: 1000n })
    expect((await deals.listDeals({})).deals).toHaveLength(1)
    expect(await wallet.getBalances({})).toMatchObject({
      snmWei: '7000000',
      marketFreeWei: '0',
      marketLockedWei: '3600000',
    })
    // The hub's master is the other party of this deal; what his account has in others, this node does not know.
    expect((await wallet.getBalances({ address: master })).marketLockedWei).toBe('')
  })

  it.each<[string, Parameters<typeof testAsk>[3], RegExp]>([
    ['raises the price', { pricePerSecond: 1001n }, /price is above/],
    ['names another counterparty', { counterparty: otherHub.address }, /not bound to this buyer/],
    ['sends an expired ask', { expiresAtSeconds: 1n }, /expiry/],
    ['sells a weaker machine', { benchmarks: NO_BENCHMARKS }, /below the advertised/],
    ['sells less network', { netFlags: 0 }, /network is less/],
    ['sells what can run less', { executors: ['wasm'] }, /details are not the advertised/],
    ['changes the tag', { tag: `0x${'07'.repeat(32)}` }, /tag is not the advertised/],
  ])('goes on to the next offer when a hub %s', async (_, change, reason) => {
    const { world } = await twoHubs(firmOf(change))
    const { deals } = await startNode(world)
    const opened = await deals.openDeal({ requirements: {} })
    expect(opened.deal?.deal?.hub).toBe(otherHub.address)
    expect(opened.skipped).toMatchObject([{ hub: hub.address, reason: expect.stringMatching(reason) }])
    // What FIRM_ASK_REFUSED says.
    expect(opened.skipped[0]?.reason).toContain(`The ask of ${hub.address} was refused`)
  })

  it('goes on when a hub has vanished, and names every reason when none is left', async () => {
    const { world } = await twoHubs()
    const { deals } = await startNode(world)
    world.network.vanish(hub.address)
    expect((await deals.openDeal({})).deal?.deal?.hub).toBe(otherHub.address)
    world.network.vanish(otherHub.address)
    const writesBefore = [...world.chain.writes]
    const failure = deals.openDeal({})
    await expect(failure).rejects.toMatchObject({ code: 'DEAL_NO_OFFER' })
    await expect(failure).rejects.toThrow(
      new RegExp(
        `The hub of supplier 0x\\S+ does not answer: hub ${hub.address}; it is gone; .*hub ${otherHub.address}`,
      ),
    )
    expect(world.chain.writes).toEqual(writesBefore)
  })

  it('goes on when the contract refuses an ask, and does not when the chain is silent', async () => {
    const { world } = await twoHubs()
    const { deals } = await startNode(world)
    const take = world.chain.take.bind(world.chain)
    world.chain.take = async (ask, duration) => {
      if (ask.order.author === hub.address) throw fail('ORDER_TAKEN', { author: hub.address, nonce: '2' })
      return take(ask, duration)
    }
    expect((await deals.openDeal({})).deal?.deal?.hub).toBe(otherHub.address)
    world.chain.take = async () => {
      throw fail('CHAIN_UNREACHABLE', { url: 'http://127.0.0.1:1', reason: 'refused' })
    }
    await expect(deals.openDeal({})).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' })
  })

  it('says both figures when money is short, before anything is signed or sent', async () => {
    const { world, first } = await twoHubs()
    world.chain.wallets.set(buyer.address, { snmWei: 1_000_000n, freeWei: 500_000n })
    const { deals } = await startNode(world)
    await expect(deals.openDeal({})).rejects.toMatchObject({
      code: 'SNM_INSUFFICIENT',
      data: { needed: '0.0000000000036 SNM', available: '0.0000000000015 SNM' },
    })
    expect(first.bids).toEqual([])
    expect(world.chain.writes).toEqual([])
  })

  it('does not have a hub hold its machine for an account that has no ether for gas', async () => {
    const { world, first } = await twoHubs()
    const { balances } = world.chain
    world.chain.balances = async (account) => ({ ...(await balances.call(world.chain, account)), ethWei: 0n })
    const { deals } = await startNode(world)
    await expect(deals.openDeal({})).rejects.toMatchObject({ code: 'ETH_INSUFFICIENT' })
    expect([first.bids, world.chain.writes]).toEqual([[], []])
  })

  it('says what turned offers away when none fits', async () => {
    const world = createWorld()
    const rejections = [
      { requirement: 'price<1SNM/h', count: 3 },
      { requirement: '\u001b[2Jnothing that was asked for', count: 9 },
    ]
    world.offer([], rejections)
    const { deals } = await startNode(world)
    await expect(deals.openDeal({ requirements: { query: 'price<1SNM/h' } })).rejects.toMatchObject({
      code: 'NO_OFFER_MATCHES',
      data: { rejections: '3 for price<1SNM/h' },
    })
  })

  it('does nothing on a dry run', async () => {
    const { world, first } = await twoHubs()
    world.prices = { eth: 7n }
    const { deals } = await startNode(world)
    const plan = await deals.openDeal({ dryRun: true })
    expect(plan).toMatchObject({ lockWei: '3600000', depositWei: '3600000', walletWei: '1000000000' })
    // Of two transactions, at 2 and at most 5 wei for a unit of gas.
    expect(plan).toMatchObject({ feeWei: '340000', maxFeeWei: '850000', prices: { eth: '7' } })
    // The next offer is named, with the reason why it would not be taken.
    expect(plan.skipped).toMatchObject([
      { hub: otherHub.address, reason: expect.stringMatching(/not cheaper: .*SNM\/h/) },
    ])
    expect(plan.deal).toBeUndefined()
    expect([first.bids, world.chain.writes]).toEqual([[], []])
  })

  it('takes the preferred offer, or where that cannot be taken the cheapest other one within the limit', async () => {
    const { world, dear } = await twoHubs()
    const { deals } = await startNode(world)
    const preferredAskHash = orderHash(world.domain, dear.order)
    const opened = await deals.openDeal({ preferredAskHash })
    expect(opened.deal?.deal?.hub).toBe(otherHub.address)
    world.network.vanish(otherHub.address)
    const other = await deals.openDeal({ preferredAskHash })
    expect(other.deal?.deal?.hub).toBe(hub.address)
    expect(other.skipped).toMatchObject([{ hub: otherHub.address }])
    const requirements = { query: 'price<=0.000000000000000999SNM/s' }
    await expect(deals.openDeal({ requirements, preferredAskHash })).rejects.toMatchObject({ code: 'NO_OFFER_MATCHES' })
  })

  it('takes the chosen offer and no other', async () => {
    const { world, dear } = await twoHubs()
    const { deals } = await startNode(world)
    const opened = await deals.openDeal({ askHash: orderHash(world.domain, dear.order) })
    expect(opened.deal?.deal?.hub).toBe(otherHub.address)
    await expect(deals.openDeal({ askHash: `0x${'11'.repeat(32)}` })).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' })
    const requirements = { query: 'price<=0.000000000000000005SNM/s' }
    await expect(deals.openDeal({ requirements, askHash: orderHash(world.domain, dear.order) })).rejects.toMatchObject({
      code: 'NO_OFFER_MATCHES',
    })
  })

  it('opens two at once without counting the same money twice', async () => {
    const { world } = await twoHubs()
    world.chain.wallets.set(buyer.address, { snmWei: 5_000_000n, freeWei: 0n })
    const { deals } = await startNode(world)
    const results = await Promise.allSettled([deals.openDeal({}), deals.openDeal({})])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(results[1]).toMatchObject({ reason: { code: 'SNM_INSUFFICIENT' } })
  })
})

describe('closing a deal', () => {
  async function openDeal() {
    const { world } = await twoHubs()
    const node = await startNode(world)
    const opened = await node.deals.openDeal({})
    return { world, ...node, dealId: opened.deal!.deal!.id }
  }

  it('returns what was not used, and answers the same when asked again', async () => {
    const { world, deals, dealId } = await openDeal()
    await world.clock.advance(60_000)
    const closed = await deals.closeDeal({ dealId })
    const bill = { state: 'closed', paidWei: '60000', returnedWei: '3540000', billedSeconds: 60n, closeGas: 70_000n }
    expect(closed.deal).toMatchObject(bill)
    expect(closed.receipt?.gasUsed).toBe(70_000n)
    await world.clock.advance(5_000)
    const again = await deals.closeDeal({ dealId })
    expect(again.deal).toMatchObject(bill)
    expect(again.receipt).toBeUndefined()
    expect((await deals.listDeals({})).deals).toEqual([])
    expect((await deals.listDeals({ withClosed: true })).deals).toMatchObject([bill])
  })

  it('closes with the new state when a bill came between', async () => {
    const { world, deals, dealId } = await openDeal()
    world.chain.wallets.get(buyer.address)!.freeWei = 10_000_000n
    const closing = world.chain.close.bind(world.chain)
    world.chain.close = async (deal) => {
      world.chain.close = closing
      await world.chain.bill([world.chain.deal(dealId)])
      return closing(deal)
    }
    await world.clock.advance(100_000)
    const closed = await deals.closeDeal({ dealId })
    expect(closed.deal).toMatchObject({ paidWei: '100000', returnedWei: '3600000', billedSeconds: 100n })
  })

  it('tells when the supplier has closed it first', async () => {
    const { world, deals, dealId } = await openDeal()
    await world.clock.advance(10_000)
    await world.chain.close(world.chain.deal(dealId))
    const closed = await deals.closeDeal({ dealId })
    expect(closed.deal).toMatchObject({ state: 'closed', paidWei: '10000' })
    expect(closed.receipt).toBeUndefined()
  })

  it('ends a deal that has long been out of money before new money could be taken for the dry time', async () => {
    const { world, deals, wallet, dealId } = await openDeal()
    world.chain.wallets.set(buyer.address, { snmWei: 10_000_000n, freeWei: 0n })
    await world.clock.advance(3_600_000 + 599_000)
    await wallet.deposit({ amountWei: '5' })
    expect((await deals.getDeal({ dealId })).state).toBe('open')
    await world.clock.advance(1_000)
    await wallet.deposit({ amountWei: '1000000' })
    expect(await deals.getDeal({ dealId })).toMatchObject({ state: 'closed', paidWei: '3600000' })
  })

  it('gives the money back although the hub has vanished', async () => {
    const { world, deals, dealId } = await openDeal()
    world.network.vanish(hub.address)
    expect((await deals.closeDeal({ dealId })).deal).toMatchObject({ state: 'closed', returnedWei: '3600000' })
  })

  it('knows no deals of others', async () => {
    const { deals } = await openDeal()
    await expect(deals.closeDeal({ dealId: 99n })).rejects.toMatchObject({ code: 'DEAL_UNKNOWN' })
    await expect(deals.getDeal({ dealId: 2n ** 63n })).rejects.toMatchObject({ code: 'DEAL_UNKNOWN' })
  })
})

describe('the node', () => {
  it('learns deals, bills and ends from the chain alone, and finds them again after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sonm-node-'))
    try {
      const world = createWorld()
      const firm = await testAsk(world.domain, hub, world.clock, { counterparty: buyer.address })
      world.chain.wallets.get(buyer.address)!.freeWei = 10_000_000n
      const first = await startNode(world, { store: await openNodeStore(join(folder, 'node.db')) })
      const { deal } = await world.chain.take(firm, 0n)
      await world.clock.advance(2_000)
      expect((await first.deals.listDeals({})).deals).toMatchObject([{ state: 'open', openGas: 0n }])
      await first.node.stop()
      await first.store.destroy()

      await world.clock.advance(98_000)
      await world.chain.bill([world.chain.deal(deal.id)])
      const second = await startNode(world, { store: await openNodeStore(join(folder, 'node.db')) })
      await world.clock.advance(2_000)
      expect(await second.deals.getDeal({ dealId: deal.id })).toMatchObject({ paidWei: '100000', billedSeconds: 100n })
      await world.chain.close(world.chain.deal(deal.id))
      await world.clock.advance(2_000)
      expect(await second.deals.getDeal({ dealId: deal.id })).toMatchObject({ state: 'closed', paidWei: '102000' })
      await second.node.stop()
      await second.store.destroy()
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('says who it is', async () => {
    const { status } = await startNode(createWorld())
    expect(await status.getStatus({})).toMatchObject({ version: '1.2.3', address: buyer.address, chainId: 31337n })
  })
})
