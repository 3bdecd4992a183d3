import { Denomination } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyMachine } from '../testing/bid-market.ts'
import { addBidMarketplace } from '../testing/bid-marketplace.ts'
import { buyer, createWorld, startNode } from '../testing/world.ts'

const USD = 10n ** 18n

async function market(free = 0n) {
  const world = createWorld()
  const marketplace = addBidMarketplace(world)
  world.chain.wallets.set(buyer.address, { snmWei: 10n ** 9n, freeWei: free })
  return { world, marketplace, ...(await startNode(world)) }
}

test('the plan of a bid says the most that it can cost, signs nothing and places nothing', async () => {
  const { bids, node, marketplace, world } = await market(1_000_000n)
  const plan = await bids.planBid({ bid: { ...anyMachine, durationSeconds: 1_800n } })
  expect(plan).toMatchObject({
    mostPerSecondWei: '1000',
    mostWei: '1800000',
    lockWei: '1800000',
    marketFreeWei: '1000000',
    depositWei: '800000',
    walletWei: '1000000000',
    feeWei: '',
    snmPerUsd: '',
  })
  expect(plan.bid).toMatchObject({ author: buyer.address, nonce: '0', durationSeconds: 1_800n })
  const spot = await bids.planBid({ bid: anyMachine, take: true, lifetimeSeconds: 60n })
  // Spot has no end: an hour is held, and there is no sum.
  expect(spot).toMatchObject({ mostWei: '', lockWei: '3600000', feeWei: '340000', maxFeeWei: '850000' })
  expect(Number(spot.bid!.expiresAtSeconds) * 1000 - world.clock.nowMs()).toBe(60_000)
  expect((await bids.listBids({})).bids).toEqual([])
  expect(marketplace.bids.size).toBe(0)
  await node.stop()
})

test('a price in USD is told at its cap, and the bid that is placed has that cap whatever the rate does', async () => {
  const { bids, node, world } = await market()
  world.chain.snmPerUsd = 20n * USD
  const bid = { ...anyMachine, denomination: Denomination.USD }
  const plan = await bids.planBid({ bid })
  expect(plan).toMatchObject({ snmPerUsd: `${20n * USD}`, mostPerSecondWei: '24000', lockWei: `${24_000 * 3600}` })
  expect(plan.bid!.snmPerUsdCap).toBe(`${24n * USD}`)
  world.chain.snmPerUsd = 22n * USD
  const placed = await bids.placeBid({ bid: { ...bid, snmPerUsdCap: plan.bid!.snmPerUsdCap } })
  expect(placed.bid!.snmPerUsdCap).toBe(`${24n * USD}`)
  world.chain.snmPerUsd = undefined
  await expect(bids.planBid({ bid })).rejects.toMatchObject({ code: 'PRICE_UNAVAILABLE' })
  await node.stop()
})

test('what placing a bid is refused for, its plan is refused for', async () => {
  const { bids, node } = await market()
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'none',
      ({ code }) => code,
    )
  const lifetimes = fc.constantFrom(0n, 1n, 3_600n, 3_601n, 2n ** 63n)
  const prices = fc.constantFrom('0', '1', `${2n ** 96n}`, '-1', 'x', '')
  const codes = new Set<string>()
  await fc.assert(
    fc.asyncProperty(lifetimes, prices, fc.constantFrom(0, 16, 17), async (lifetimeSeconds, pricePerSecond, count) => {
      const bid = { ...anyMachine, pricePerSecond, benchmarks: Array(count).fill(0n) }
      const code = await codeOf(bids.planBid({ bid, lifetimeSeconds }))
      expect(code).toBe(await codeOf(bids.placeBid({ bid, lifetimeSeconds })))
      codes.add(code)
    }),
    { numRuns: 60 },
  )
  expect([...codes]).toEqual(expect.arrayContaining(['none', 'INPUT_INVALID', 'ORDER_INVALID']))
  await node.stop()
})
