import { type Hex, orderHash, type SignedOrder } from '@sonm/model'
import { MarketDataService } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { fakeMarketplace, testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, otherHub, startNode } from '../testing/world.ts'

const liar = testSigner(14).address

test('a search warns of a marketplace that lies, takes nothing false over, and counts without it', async () => {
  const world = createWorld()
  const { domain, clock } = world
  const good = await testAsk(domain, hub, clock)
  const cheap = await testAsk(domain, otherHub, clock, { pricePerSecond: 900n })
  const invented = await testAsk(domain, testSigner(44), clock, { pricePerSecond: 1n })
  const altered: SignedOrder = { ...good, order: { ...good.order, pricePerSecond: 2n } }
  world.offer([good])
  world.network.add(liar, fakeMarketplace(domain, [invented, altered, cheap, good]).routes)
  const { market, bids, node } = await startNode(world, { marketplaces: [marketplaceAddress, liar] })
  const found = await market.search({})
  const hashes = [cheap, good].map(({ order }): Hex => orderHash(domain, order))
  expect(found.offers.map(({ orderHash }) => orderHash)).toEqual(hashes)
  expect(found.warnings.map(({ marketplace, code }) => [marketplace, code])).toEqual([
    [liar, 'MARKETPLACE_ALTERS'],
    [liar, 'MARKETPLACE_INVENTS'],
  ])
  expect(found.warnings[0]?.what).toContain('alters orders')
  expect(found.total).toBe(2)
  expect((await bids.listMarketplaces({})).marketplaces).toMatchObject([
    { address: marketplaceAddress, answers: 1n, honesty: 10_000, faults: [] },
    { address: liar, answers: 1n, honesty: 0, faults: [{ code: 'MARKETPLACE_ALTERS', count: 1n }, {}] },
  ])
  world.network.vanish(liar)
  expect((await market.search({})).warnings).toMatchObject([{ code: 'MARKETPLACE_SILENT' }])
  expect((await bids.listMarketplaces({})).marketplaces[1]).toMatchObject({ failures: 1n })
  await node.stop()
})

test('a hub that was removed is no invention of who shows it, until everybody has had the time to see it', async () => {
  const world = createWorld()
  const gone = await testAsk(world.domain, hub, world.clock, { expiresAtSeconds: 2n ** 40n })
  const good = await testAsk(world.domain, otherHub, world.clock, { expiresAtSeconds: 2n ** 40n })
  world.offer([gone, good])
  // Before this node has seen it at all.
  world.chain.removeHub(hub.address)
  const { market, node } = await startNode(world)
  const found = async () => {
    const { offers, warnings } = await market.search({})
    return [offers.map((offer) => offer.orderHash), warnings.map(({ code }) => code)]
  }
  const left = [orderHash(world.domain, good.order)]
  expect(await found()).toEqual([left, []])
  await world.clock.advance(329_000)
  expect(await found()).toEqual([left, []])
  await world.clock.advance(1_000)
  expect(await found()).toEqual([left, ['MARKETPLACE_REPLAYS']])
  await node.stop()
})

test('market data are held against the deals that the node has read from the chain', async () => {
  const world = createWorld()
  const { chain, network } = world
  const master = chain.masters.get(hub.address)!
  network.add(marketplaceAddress, (router) =>
    router.service(MarketDataService, {
      getSupplier: () => ({ master, hubs: [hub.address], deals: 0n, progress: { readToBlock: 2n } }),
    }),
  )
  const { data, bids, node } = await startNode(world)
  chain.wallets.set(chain.account, { snmWei: 0n, freeWei: 10n ** 12n })
  await chain.take(await testAsk(world.domain, hub, world.clock, { counterparty: chain.account }), 0n)
  await world.clock.advance(2_000)
  const { warnings } = await data.getSupplier({ address: hub.address })
  expect(warnings).toMatchObject([{ marketplace: marketplaceAddress, code: 'MARKETPLACE_MISREADS' }])
  const [record] = (await bids.listMarketplaces({})).marketplaces
  expect(record).toMatchObject({ faults: [{ code: 'MARKETPLACE_MISREADS', count: 1n }], honesty: 0 })
  await node.stop()
})

test('an order that was taken is not shown again, whoever shows it, and after a while it is held against him', async () => {
  const world = createWorld()
  const ask = await testAsk(world.domain, hub, world.clock, { expiresAtSeconds: 2n ** 40n })
  world.chain.isNonceUsed = async () => true
  world.offer([ask])
  const { market, node } = await startNode(world)
  const first = await market.search({})
  expect([first.offers, first.warnings]).toEqual([[], []])
  await world.clock.advance(31_000)
  const later = await market.search({})
  expect(later.offers).toEqual([])
  expect(later.warnings).toMatchObject([{ code: 'MARKETPLACE_REPLAYS', marketplace: marketplaceAddress }])
  await node.stop()
})
