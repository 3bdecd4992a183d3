import type { Deal } from '@sonm/model'
import { deals } from '@sonm/model/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDry } from './dry-deals.ts'

const now = fc.bigInt({ min: 0n, max: 2n ** 41n })
const wei = fc.bigInt({ min: 0n, max: 2n ** 100n })

test('a deal that can pay one more second, or costs nothing, is not dry', () => {
  const check = (deal: Deal, freeWei: bigint, nowSeconds: bigint) => {
    expect(isDry(deal, deal.pricePerSecond + freeWei, nowSeconds)).toBe(false)
    expect(isDry({ ...deal, pricePerSecond: 0n }, 0n, nowSeconds)).toBe(false)
  }
  fc.assert(fc.property(deals, wei, now, check))
})

test('a deal is dry ten minutes after what was locked has ended, and not before', () => {
  const paying = deals.filter(({ pricePerSecond }) => pricePerSecond > 0n)
  fc.assert(
    fc.property(paying, (deal) => {
      const endsAt = deal.billedUntilSeconds + deal.lockedWei / deal.pricePerSecond
      expect(isDry(deal, 0n, endsAt + 600n)).toBe(true)
      expect(isDry(deal, 0n, endsAt + 599n)).toBe(false)
    }),
  )
})
