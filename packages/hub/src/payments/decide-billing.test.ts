import { billDeal, type Deal, lockPeriodSeconds } from '@sonm/model'
import { sampleDeal } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideBilling, nextBillingSeconds } from './decide-billing.ts'

function open(pricePerSecond: bigint, durationSeconds: bigint): Deal {
  return sampleDeal({
    pricePerSecond,
    durationSeconds,
    lockedWei: pricePerSecond * lockPeriodSeconds(durationSeconds),
  })
}

/** A deal's life when its hub acts whenever it should, and at once. */
function live(deal: Deal, buyerFreeWei: bigint, intervalSeconds: bigint) {
  let [state, free, paid, rounds] = [deal, buyerFreeWei, 0n, 0]
  for (; rounds < 10_000; rounds++) {
    const next = nextBillingSeconds(state, intervalSeconds)
    if (next === undefined) return { closedAt: undefined, paid, rounds }
    const step = decideBilling(state, next, intervalSeconds)
    expect(step).not.toBe('none')
    expect(decideBilling(state, next - 1n, intervalSeconds)).toBe('none')
    const billed = billDeal(state, { nowSeconds: next, buyerFreeWei: free })
    if (billed) {
      paid += billed.paidWei
      free -= billed.addedWei
      state = billed.deal
    }
    if (step === 'close') return { closedAt: next, paid, rounds }
  }
  throw new Error('it never ends')
}

const price = fc.bigInt({ min: 1n, max: 1000n })
const interval = fc.bigInt({ min: 600n, max: 100_000n })

test('a spot deal is paid for every second that its buyer has money for, and is closed in the second in which it is out', () => {
  fc.assert(
    fc.property(price, fc.bigInt({ min: 0n, max: 200_000n }), interval, (pricePerSecond, moreSeconds, pause) => {
      const { paid, closedAt } = live(open(pricePerSecond, 0n), moreSeconds * pricePerSecond, pause)
      expect(paid).toBe((3600n + moreSeconds) * pricePerSecond)
      expect(closedAt).toBe(1000n + 3600n + moreSeconds)
    }),
  )
})

test('a deal in USD is billed by a rate that moves, never above its cap, and lives while its buyer has money', () => {
  const ONE = 10n ** 18n
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 40n }), { minLength: 1, maxLength: 30 }),
      fc.bigInt({ min: 0n, max: 200_000n }),
      (rates, freeWei) => {
        let deal = { ...open(20n, 0n), usdPerSecond: 1n, snmPerUsdCap: 24n * ONE }
        let [free, rounds] = [freeWei, 0]
        for (;;) {
          const now = nextBillingSeconds(deal, 100_000n)!
          const step = decideBilling(deal, now, 100_000n)
          const rate = rates[rounds++ % rates.length]! * ONE
          const billed = billDeal(deal, { nowSeconds: now, buyerFreeWei: free, snmPerUsd: rate })
          if (step === 'close') {
            // Nothing is left that the contract could lock for him.
            expect(free < deal.pricePerSecond || (billed?.deal.lockedWei ?? 0n) < deal.pricePerSecond).toBe(true)
            return
          }
          expect(now - deal.billedUntilSeconds <= 1_800n).toBe(true)
          expect(billed!.deal.pricePerSecond).toBe(rate < deal.snmPerUsdCap ? rate / ONE : 24n)
          free -= billed!.addedWei
          deal = { ...deal, ...billed!.deal }
        }
      },
    ),
  )
})

test('a forward deal that is funded is paid to its end and closed there', () => {
  fc.assert(
    fc.property(price, fc.bigInt({ min: 1n, max: 500_000n }), interval, (pricePerSecond, durationSeconds, pause) => {
      const { paid, closedAt } = live(open(pricePerSecond, durationSeconds), durationSeconds * pricePerSecond, pause)
      expect(paid).toBe(durationSeconds * pricePerSecond)
      expect(closedAt).toBe(1000n + durationSeconds)
    }),
  )
})

test('a deal that costs nothing is neither billed nor, without an end, closed', () => {
  expect(live(open(0n, 0n), 0n, 600n)).toEqual({ closedAt: undefined, paid: 0n, rounds: 0 })
  expect(decideBilling(open(0n, 60n), 1059n, 600n)).toBe('none')
  expect(decideBilling(open(0n, 60n), 1060n, 600n)).toBe('close')
})
