import type { SignedOrder } from '@sonm/model'
import { expect, test } from 'vitest'
import { fakeHub, testAsk } from '../testing/market.ts'
import { buyer, createWorld, hub, otherHub, startNode } from '../testing/world.ts'

const ONE = 10n ** 18n
const USD = { denomination: 'USD', pricePerSecond: 100n } as const

/** A market where a USD costs 20 SNM; `hub` sells for 100e-18 USD a second, `otherHub` for 3,000 wei of SNM. */
async function twoMoneys(change: Parameters<typeof testAsk>[3] = {}) {
  const world = createWorld()
  const { domain, clock, network, chain } = world
  chain.snmPerUsd = 20n * ONE
  world.prices = { snm: ONE / 20n }
  const inUsd = await testAsk(domain, hub, clock, { ...USD, ...change })
  const inSnm = await testAsk(domain, otherHub, clock, { pricePerSecond: 3000n })
  world.offer([inSnm, inUsd])
  const firm = { answer: {} as Parameters<typeof testAsk>[3] }
  const bound =
    (by: typeof hub, terms: Parameters<typeof testAsk>[3]) =>
    (account: `0x${string}`): Promise<SignedOrder> =>
      testAsk(domain, by, clock, { counterparty: account, nonce: 2n, ...terms })
  const first = fakeHub(domain, hub, clock, (account) => bound(hub, { ...USD, ...change, ...firm.answer })(account))
  network.add(hub.address, first.routes)
  network.add(otherHub.address, fakeHub(domain, otherHub, clock, bound(otherHub, { pricePerSecond: 3000n })).routes)
  return { world, firm, first }
}

test('a price in USD is planned in SNM with the most that it may come to, and opened so', async () => {
  const { world, first } = await twoMoneys()
  const { deals } = await startNode(world)
  const requirements = { query: 'price<=0.0000000000004USD/h' }
  const plan = await deals.openDeal({ requirements, dryRun: true })
  // 2,000 wei a second for an hour, and a little more for a rate that moves.
  expect(plan).toMatchObject({
    pricePerSecondWei: '2000',
    snmPerUsd: String(20n * ONE),
    snmPerUsdCap: String(24n * ONE),
    lockWei: '7200000',
    depositWei: '7344000',
  })
  expect(plan.offer?.order?.order?.pricePerSecond).toBe('100')
  // Between the plan and the deal the USD has become dearer.
  world.chain.snmPerUsd = 21n * ONE
  const opened = await deals.openDeal({ requirements, snmPerUsdCap: plan.snmPerUsdCap })
  expect(opened).toMatchObject({ lockWei: '7560000', snmPerUsd: String(21n * ONE) })
  expect(opened.deal?.deal).toMatchObject({
    pricePerSecond: '2100',
    usdPerSecond: '100',
    snmPerUsdCap: String(24n * ONE),
    lockedWei: '7560000',
  })
  expect(first.bids[0]).toMatchObject({ denomination: 'USD', pricePerSecond: 100n, snmPerUsdCap: 24n * ONE })
})

test('a USD that costs more than the buyer has agreed to leaves the offer in SNM', async () => {
  const { world } = await twoMoneys()
  const { deals } = await startNode(world)
  world.chain.snmPerUsd = 25n * ONE
  const opened = await deals.openDeal({ requirements: {}, snmPerUsdCap: String(24n * ONE) })
  expect(opened.deal?.deal).toMatchObject({ hub: otherHub.address, pricePerSecond: '3000', snmPerUsdCap: '0' })
  expect(opened.skipped).toMatchObject([{ hub: hub.address, reason: expect.stringContaining('24 SNM') }])
})

test.each<[string, (world: Awaited<ReturnType<typeof twoMoneys>>) => void, object, string]>([
  ['no rate is known', ({ world }) => (world.chain.snmPerUsd = undefined), {}, 'PRICE_UNAVAILABLE'],
  ['the cap is below the rate', () => {}, { snmPerUsdCap: String(19n * ONE) }, 'CAP_TOO_LOW'],
])('the one offer that was chosen is not taken where %s, and nothing is signed', async (_, spoil, request, code) => {
  const town = await twoMoneys()
  const { deals, market } = await startNode(town.world)
  const { offers } = await market.search({ query: `hub=${hub.address}` })
  const askHash = offers.find(({ order }) => order?.order?.author === hub.address)!.orderHash
  spoil(town)
  await expect(deals.openDeal({ askHash, ...request })).rejects.toMatchObject({ code })
  await expect(deals.openDeal({ askHash, ...request, dryRun: true })).rejects.toMatchObject({ code })
  expect(town.first.bids).toEqual([])
  expect(town.world.chain.writes).toEqual([])
})

test('an ask that demands a higher cap than the buyer allows is left, and one with a bond keeps it', async () => {
  const { world, firm } = await twoMoneys({ snmPerUsdCap: 25n * ONE })
  const { deals } = await startNode(world)
  expect((await deals.openDeal({ requirements: {} })).deal?.deal?.hub).toBe(otherHub.address)
  const bonded = await twoMoneys({ bond: 7n, durationSeconds: 60n })
  const second = await startNode(bonded.world)
  bonded.firm.answer = { bond: 6n }
  const refused = await second.deals.openDeal({ requirements: {} })
  expect(refused.skipped).toMatchObject([{ reason: expect.stringContaining('bond') }])
  expect(firm.answer).toEqual({})
})

test('a standing bid in USD gets a cap above the rate, and takes an ask in USD within it', async () => {
  const { world } = await twoMoneys()
  const { bids, node } = await startNode(world)
  const bid = { denomination: 2, pricePerSecond: '100', benchmarks: Array<bigint>(16).fill(0n) }
  const placed = await bids.placeBid({ bid })
  expect(placed.bid).toMatchObject({ author: buyer.address, snmPerUsdCap: String(24n * ONE) })
  world.chain.snmPerUsd = undefined
  await expect(bids.placeBid({ bid })).rejects.toMatchObject({ code: 'PRICE_UNAVAILABLE' })
  await node.stop()
})
