import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AMOUNT_LIMIT } from '../orders/order.ts'
import { inverseRate, snmPriceOf, usualCap } from './usd-price.ts'

const ONE = 10n ** 18n
const rate = fc.bigInt({ min: 1n, max: AMOUNT_LIMIT - 1n })

test('the usual cap is above the rate, fits an order, and lies a fifth above it where that fits', () => {
  expect(usualCap(20n * ONE)).toBe(24n * ONE)
  fc.assert(
    fc.property(rate, (snmPerUsd) => {
      const cap = usualCap(snmPerUsd)
      expect(cap >= snmPerUsd && cap < AMOUNT_LIMIT).toBe(true)
    }),
  )
})

test('a rate turned over twice is what it was, but for what the division loses; nothing is no rate', () => {
  expect(inverseRate(5n * 10n ** 16n)).toBe(20n * ONE)
  expect(inverseRate(0n)).toBeUndefined()
  expect(inverseRate(undefined)).toBeUndefined()
  expect(inverseRate(10n ** 36n + 1n)).toBeUndefined()
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: ONE }), (usdPerSnm) => {
      const back = inverseRate(inverseRate(usdPerSnm))!
      expect(back >= usdPerSnm && back - usdPerSnm <= 1n + (usdPerSnm * usdPerSnm) / ONE).toBe(true)
    }),
  )
})

test('a price in SNM does not ask for the rate; one in USD is what the contract makes of it', () => {
  expect(snmPriceOf({ pricePerSecond: 7n, denomination: 'SNM' }, 3n * ONE)).toBe(7n)
  expect(snmPriceOf({ pricePerSecond: 7n, denomination: 'USD' }, 3n * ONE)).toBe(21n)
  expect(snmPriceOf({ pricePerSecond: 1n, denomination: 'USD' }, ONE - 1n)).toBe(0n)
})
