import { orderHash, type SignedOrder } from '@sonm/model'
import { FederationService, MarketplaceService, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { fakeMarketplace, testAsk, testSigner } from '../testing/market.ts'
import { createWorld, hub, marketplaceAddress, startNode, type World } from '../testing/world.ts'

const slow = testSigner(15).address

/** A marketplace that takes so long for each page, and always has one more. */
function addSlow(world: World, pageMs: number, asks: readonly SignedOrder[] = [], pages = Number.POSITIVE_INFINITY) {
  const asked: string[] = []
  world.network.add(slow, (router) => {
    router.service(MarketplaceService, {
      async search({ cursor }) {
        asked.push(cursor)
        await new Promise<void>((resolve) => world.clock.after(pageMs, resolve))
        return {
          offers: asks.map((ask) => ({
            order: signedOrderToMessage(ask),
            orderHash: orderHash(world.domain, ask.order),
            reliability: 9_500,
            identity: 1,
          })),
          nextCursor: asked.length < pages ? String(asked.length) : '',
        }
      },
    })
  })
  return asked
}

/** How long a search takes, and what it finds. */
async function timed(world: World, marketplaces = [marketplaceAddress, slow]) {
  const node = await startNode(world, { marketplaces })
  const startMs = world.clock.monotonicMs()
  let tookMs: number | undefined
  const searched = node.market.search({}).then((found) => {
    tookMs = world.clock.monotonicMs() - startMs
    return found
  })
  for (let step = 0; step < 1_000 && tookMs === undefined; step++) await world.clock.advance(100)
  const found = await searched
  const { marketplaces: records } = await node.bids.listMarketplaces({})
  await node.node.stop()
  return { found, tookMs: tookMs!, failures: records.map(({ failures }) => Number(failures)) }
}

test('a marketplace that answers each page just in time holds a search up no longer than the bound, is named, and has not failed', async () => {
  const world = createWorld()
  const [cheap, dear] = [
    await testAsk(world.domain, hub, world.clock, { pricePerSecond: 1n, nonce: 9n }),
    await testAsk(world.domain, hub, world.clock),
  ]
  world.offer([dear])
  // What others have would be held back for what it may still bring.
  const asked = addSlow(world, 2_900, [cheap])
  const { found, tookMs, failures } = await timed(world)
  expect(found.offers.map((offer) => offer.orderHash)).toContain(orderHash(world.domain, dear.order))
  expect(found.warnings.filter(({ code }) => code === 'MARKETPLACE_SLOW')).toMatchObject([
    { marketplace: slow, code: 'MARKETPLACE_SLOW' },
  ])
  expect(found).toMatchObject({ nextCursor: '', truncated: true })
  expect(tookMs).toBeLessThanOrEqual(14_000)
  expect(asked.length).toBeLessThan(6)
  expect(failures).toEqual([0, 0])
})

test('what others have is shown also where the time is over while somebody is asked why he left it out', async () => {
  const world = createWorld()
  const [cheap, dear] = [
    await testAsk(world.domain, hub, world.clock, { pricePerSecond: 1n, nonce: 9n }),
    await testAsk(world.domain, hub, world.clock),
  ]
  world.network.add(marketplaceAddress, (router) => {
    fakeMarketplace(world.domain, [dear]).routes(router)
    router.service(FederationService, { attestOrders: () => new Promise<never>(() => {}) })
  })
  addSlow(world, 1_000, [cheap])
  const { found, tookMs } = await timed(world)
  expect(found.offers.map((offer) => offer.orderHash)).toContain(orderHash(world.domain, dear.order))
  expect(found.warnings).toContainEqual(expect.objectContaining({ marketplace: slow, code: 'MARKETPLACE_SLOW' }))
  expect(tookMs).toBeLessThanOrEqual(16_000)
})

test('it is bounded also where no other marketplace is asked', async () => {
  const world = createWorld()
  addSlow(world, 2_900)
  const { found, tookMs } = await timed(world, [slow])
  expect(tookMs).toBeLessThanOrEqual(14_000)
  expect(found.warnings).toContainEqual(expect.objectContaining({ marketplace: slow, code: 'MARKETPLACE_SLOW' }))
})

test('who never answers is waited for as long as before, and has failed', async () => {
  const world = createWorld()
  world.offer([await testAsk(world.domain, hub, world.clock)])
  addSlow(world, 60_000)
  const { found, tookMs, failures } = await timed(world)
  expect(found.warnings).toMatchObject([{ marketplace: slow, code: 'MARKETPLACE_SILENT' }])
  expect(tookMs).toBeLessThanOrEqual(3_100)
  expect(failures).toEqual([0, 1])
})

test('what it brings on each page is shown once', async () => {
  const world = createWorld()
  const ask = await testAsk(world.domain, hub, world.clock)
  world.offer([ask])
  addSlow(world, 2_200, [ask])
  const { found } = await timed(world)
  expect(found.offers.map((offer) => offer.orderHash)).toEqual([orderHash(world.domain, ask.order)])
})

test('pages that come quickly are all read, and nobody is called slow', async () => {
  const world = createWorld()
  world.offer([await testAsk(world.domain, hub, world.clock)])
  const asked = addSlow(world, 100, [], 15)
  const { found } = await timed(world)
  expect([asked.length, found.warnings.filter(({ code }) => code === 'MARKETPLACE_SLOW')]).toEqual([15, []])
})
