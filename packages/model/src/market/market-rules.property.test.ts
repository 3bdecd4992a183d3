import { isCoded } from '@sonm/common'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { signAmendment } from '../deals/amendment.ts'
import type { Deal } from '../deals/deal.ts'
import type { Order } from '../orders/order.ts'
import { benchmarkVector } from '../resources/benchmarks.ts'
import {
  at,
  buyer,
  domain,
  hub,
  master,
  openMarket,
  otherBuyer,
  START,
  signed,
  signedBid,
} from '../testing/market-fixture.ts'
import { checkConservation } from './conservation.ts'
import type { MarketModel } from './market-model.ts'

/** What a call does: nothing where it fails, and then with a coded error. */
function attempt<Result>(run: () => Result): Result | undefined {
  try {
    return run()
  } catch (error) {
    if (!isCoded(error)) throw error
    return undefined
  }
}

const USD = 10n ** 18n
const between = (min: bigint, max: bigint) => fc.bigInt({ min, max })
const seconds = between(0n, 8_000n)

it('orders are joined where the ask serves the bid, at the price of the ask and for the duration of the bid', async () => {
  const terms = fc.record({
    pricePerSecond: between(1n, 4n),
    durationSeconds: fc.constantFrom(0n, 50n, 90n),
    netFlags: fc.nat(3),
    benchmarks: fc.tuple(between(0n, 2n), between(0n, 2n)).map(([a, b]) => benchmarkVector({ 3: a, 4: b })),
    matcher: fc.constantFrom(otherBuyer.address, hub.address),
  })
  const sender = fc.constantFrom(buyer, hub, master, otherBuyer)
  await fc.assert(
    fc.asyncProperty(terms, terms, sender, async (offered, wanted, by) => {
      const market = openMarket()
      const [ask, bid] = [await signed(offered), await signedBid(wanted)]
      const deal = attempt(() => market.openDeal(at(by), ask, bid))
      const serves =
        offered.pricePerSecond <= wanted.pricePerSecond &&
        offered.durationSeconds >= wanted.durationSeconds &&
        (offered.netFlags | wanted.netFlags) === offered.netFlags &&
        wanted.benchmarks.every((least, lane) => least <= offered.benchmarks[lane]!)
      const mayJoin = by !== otherBuyer || [offered.matcher, wanted.matcher].includes(otherBuyer.address)
      expect(deal !== undefined).toBe(serves && mayJoin)
      expect(market.isNonceUsed(hub.address, 0n)).toBe(deal !== undefined)
      expect(market.isNonceUsed(buyer.address, 0n)).toBe(deal !== undefined)
      if (deal === undefined) return
      const { pricePerSecond } = offered
      const { durationSeconds } = wanted
      expect(deal).toMatchObject({ buyer: buyer.address, master: master.address, pricePerSecond, durationSeconds })
      expect(checkConservation(market)).toEqual([])
    }),
    { numRuns: 150 },
  )
})

/** A deal of the buyer, of 10 wei a second unless told otherwise. */
async function opened(market: MarketModel, changes: Partial<Order> = {}, snmPerUsdCap = 0n): Promise<Deal> {
  const ask = await signed(changes)
  return market.take(at(buyer), ask, ask.order.durationSeconds, snmPerUsdCap)
}

it('an amendment takes nothing from who has not agreed, and pays every second before it at the old price', async () => {
  const drawn = fc.record({
    duration: fc.constantFrom(0n, 5_000n),
    pricePerSecond: between(0n, 20n),
    changeBy: fc.constantFrom(0n, 0n, -2_000n, 1_000n),
    afterSeconds: seconds,
    sender: fc.constantFrom(buyer, hub, master, otherBuyer),
    buyerSigns: fc.boolean(),
    supplierSigns: fc.constantFrom(undefined, hub, master),
    hubIsRemoved: fc.boolean(),
    sequence: fc.constantFrom(0, 0, 0, 1),
  })
  let applied = 0
  await fc.assert(
    fc.asyncProperty(drawn, async (each) => {
      const market = openMarket()
      const deal = await opened(market, { durationSeconds: each.duration })
      if (each.hubIsRemoved) market.removeHub(at(master), hub.address)
      const durationSeconds = each.duration === 0n ? 0n : each.duration + each.changeBy
      const { pricePerSecond, sequence, sender, afterSeconds } = each
      const now = START + afterSeconds
      const amendment = { dealId: deal.id, sequence, pricePerSecond, durationSeconds, expiresAtSeconds: now }
      const signatures = {
        ...(each.buyerSigns ? { buyer: await signAmendment(domain, buyer, amendment) } : {}),
        ...(each.supplierSigns ? { supplier: await signAmendment(domain, each.supplierSigns, amendment) } : {}),
      }
      const paidWei = attempt(() => market.amend(at(sender, now), amendment, deal, signatures))
      expect(checkConservation(market)).toEqual([])
      if (paidWei === undefined) {
        expect(market.dealOf(deal.id)).toEqual(deal)
        return
      }
      applied++
      const buyerAgreed = each.buyerSigns || sender === buyer
      const agreeing = [each.supplierSigns, sender]
      const supplierAgreed = agreeing.includes(master) || (agreeing.includes(hub) && !each.hubIsRemoved)
      if (pricePerSecond > 10n || durationSeconds < each.duration) expect(buyerAgreed).toBe(true)
      if (pricePerSecond < 10n || durationSeconds > each.duration) expect(supplierAgreed).toBe(true)
      expect(sequence).toBe(0)
      expect(paidWei).toBe(10n * afterSeconds)
      const after = market.dealOf(deal.id)!
      expect(after).toMatchObject({ pricePerSecond, durationSeconds, amendments: 1, billedUntilSeconds: now })
      expect(attempt(() => market.amend(at(sender, now), amendment, after, signatures))).toBeUndefined()
    }),
    { numRuns: 300 },
  )
  expect(applied).toBeGreaterThan(30)
})

it('a price in USD follows the feed from settlement to settlement, never above the cap', async () => {
  const rate = fc.oneof(
    { weight: 4, arbitrary: between(USD / 3n, 3n * USD) },
    { weight: 1, arbitrary: fc.constantFrom(0n, 1n, 10n ** 60n) },
  )
  const steps = fc.array(fc.tuple(rate, seconds), { minLength: 1, maxLength: 8 })
  const ask = await signed({ denomination: 'USD', pricePerSecond: 7n })
  fc.assert(
    fc.property(steps, between(USD / 2n, 4n * USD), (script, cap) => {
      const market = openMarket()
      market.setSnmPerUsd(USD / 2n)
      const { id } = market.take(at(buyer), ask, 0n, cap)
      let now = START
      let expectedPrice = 3n
      let earnedWei = 0n
      for (const [snmPerUsd, wait] of script) {
        const before = market.dealOf(id)!
        now += wait
        market.setSnmPerUsd(snmPerUsd)
        const paidWei = market.bill(at(otherBuyer, now), before)
        earnedWei += paidWei
        expect(paidWei).toBe(expectedPrice * (market.dealOf(id)!.billedUntilSeconds - before.billedUntilSeconds))
        // Without a usable price the last one stays.
        if (snmPerUsd > 0n) expectedPrice = (7n * (snmPerUsd < cap ? snmPerUsd : cap)) / USD
        expect(market.dealOf(id)!.pricePerSecond).toBe(expectedPrice)
        expect(expectedPrice <= (7n * cap) / USD).toBe(true)
      }
      expect(market.balances(master.address).freeWei).toBe(earnedWei)
      expect(checkConservation(market)).toEqual([])
    }),
  )
})

it('a deal in USD opens where a price is known that the cap allows, and at that price', async () => {
  await fc.assert(
    fc.asyncProperty(
      between(1n, 1000n),
      fc.oneof(fc.constant(0n), between(0n, 4n * USD)),
      between(0n, 4n * USD),
      between(0n, 2n * USD),
      async (pricePerSecond, rate, cap, leastCap) => {
        const market = openMarket()
        market.setSnmPerUsd(rate)
        const run = await signed({ denomination: 'USD', pricePerSecond, snmPerUsdCap: leastCap })
        const deal = attempt(() => market.take(at(buyer), run, 0n, cap))
        const price = (pricePerSecond * rate) / USD
        expect(deal !== undefined).toBe(rate > 0n && cap >= rate && cap >= leastCap && price * 3600n <= 500_000n)
        if (deal) expect(deal).toMatchObject({ pricePerSecond: price, usdPerSecond: pricePerSecond, snmPerUsdCap: cap })
      },
    ),
  )
})

it('who leaves a forward deal early pays its bond to the buyer, and only the master can', async () => {
  const people = fc.constantFrom(buyer, hub, master, otherBuyer)
  let left = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0n, 500n, 20_000n),
      fc.oneof(between(0n, 30_000n), fc.constantFrom<'bond' | 'less'>('bond', 'less')),
      seconds,
      people,
      async (bond, masterHas, wait, by) => {
        // Exactly what the bond takes beside what he has earned, or a wei less.
        const missingWei = bond - 10n * wait
        const exactWei = missingWei > 1n ? missingWei : 1n
        const masterHasWei = masterHas === 'bond' ? exactWei : masterHas === 'less' ? exactWei - 1n : masterHas
        const market = openMarket()
        market.deposit(at(buyer), masterHasWei, master.address)
        const deal = await opened(market, { durationSeconds: 5_000n, bond })
        const now = START + wait
        const sums = attempt(() => market.close(at(by, now), deal))
        const ended = wait >= 5_000n
        const earnedWei = 10n * (ended ? 5_000n : wait)
        const canPay = bond > 0n && masterHasWei + earnedWei >= bond
        expect(sums !== undefined).toBe(by === buyer || ended || (by === master && canPay))
        expect(checkConservation(market)).toEqual([])
        if (sums === undefined) return
        const early = by === master && !ended
        if (early) left++
        const bondWei = early ? bond : 0n
        expect(sums).toEqual({ paidWei: earnedWei, returnedWei: 50_000n - earnedWei, bondWei })
        expect(market.balances(master.address).freeWei).toBe(masterHasWei + earnedWei - bondWei)
        expect(market.balances(buyer.address).freeWei).toBe(500_000n - earnedWei + bondWei)
        expect(market.events.some(({ kind }) => kind === 'bondPaid')).toBe(early)
      },
    ),
    { numRuns: 300 },
  )
  expect(left).toBeGreaterThan(5)
})
