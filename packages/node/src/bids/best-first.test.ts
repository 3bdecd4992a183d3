import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VerifiedOffer } from '../orders/offers.ts'
import { testAsk } from '../testing/market.ts'
import { createWorld, hub } from '../testing/world.ts'
import { bestFirst } from './best-first.ts'

const { domain, clock } = createWorld()
const template = await testAsk(domain, hub, clock)
const USD = 10n ** 18n

interface Drawn {
  readonly price: bigint
  readonly denomination: 'SNM' | 'USD'
  readonly reliability: number
  readonly placedAtMs: bigint
}

function offerOf(
  side: 'ask' | 'bid',
  at: number,
  { price, denomination, reliability, placedAtMs }: Drawn,
): VerifiedOffer {
  return {
    ask: { ...template, order: { ...template.order, side, denomination, pricePerSecond: price } },
    hash: `0x${at.toString(16).padStart(64, '0')}`,
    placedAtMs,
    claims: { reliability, identity: 1, countryChecked: 'declared' },
  }
}

const drawn = fc.array(
  fc.record({
    price: fc.bigInt({ min: 1n, max: 3n }),
    denomination: fc.constantFrom('SNM' as const, 'USD' as const),
    reliability: fc.nat(2),
    placedAtMs: fc.bigInt({ min: 0n, max: 2n }),
  }),
  { maxLength: 12 },
)

test('the best order comes first: by its price at the rate, of asks then by reliability, then by age, whoever answered first', () => {
  const rates = fc.constantFrom(undefined, USD / 2n, USD, 2n * USD)
  fc.assert(
    fc.property(drawn, fc.constantFrom('ask' as const, 'bid' as const), rates, (given, side, usdPerSnm) => {
      const offers = given.map((each, at) => offerOf(side, at, each))
      const sorted = bestFirst(offers, usdPerSnm)
      expect(bestFirst(offers.toReversed(), usdPerSnm)).toEqual(sorted)
      const keys = sorted.map(({ ask: { order }, claims, placedAtMs, hash }) => {
        const isDollar = order.denomination === 'USD'
        const snm = Number(order.pricePerSecond) / (isDollar ? Number(usdPerSnm ?? USD) / Number(USD) : 1)
        return [
          usdPerSnm === undefined && isDollar ? 1 : 0,
          side === 'ask' ? snm : -snm,
          side === 'ask' ? -claims.reliability : 0,
          Number(placedAtMs),
          Number(hash),
        ]
      })
      for (const [at, key] of keys.slice(1).entries()) {
        const differs = key.findIndex((value, index) => value !== keys[at]![index])
        expect(key[differs]).toBeGreaterThan(keys[at]![differs]!)
      }
    }),
    { numRuns: 500 },
  )
})
