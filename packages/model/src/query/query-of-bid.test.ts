import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'
import type { AskDetails } from '../orders/details.ts'
import { mismatches } from '../orders/match.ts'
import type { Order } from '../orders/order.ts'
import { MAX_BENCHMARK } from '../resources/benchmarks.ts'
import { sampleOrder } from '../testing/sample-order.ts'
import { queryOfBid } from './query-of-bid.ts'
import { unmet } from './satisfies.ts'

const details: AskDetails = {
  resources: { cpuHundredths: 100, ramBytes: 1, storageBytes: 1, gpus: [] },
  architecture: 'x64',
  executors: ['wasm'],
  locators: [],
}
const [HUB, MASTER, BUYER, OTHER] = ['aa', 'bb', 'cc', 'dd'].map((byte): Address => `0x${byte.repeat(20)}`)

/** Few values, so that both fitting and not fitting are common in each field. */
const near = fc.constantFrom(0n, 1n, 2n ** 53n, 2n ** 53n + 1n, MAX_BENCHMARK)
const fields = {
  durationSeconds: fc.constantFrom(0n, 1n, 60n),
  denomination: fc.constantFrom('SNM' as const, 'SNM' as const, 'USD' as const),
  identityLevel: fc.nat(4),
}
const lanes = fc
  .tuple(fc.nat(15), near)
  .map(([at, value]) => Array.from({ length: 16 }, (_, i) => (i === at ? value : 0n)))
const asks: fc.Arbitrary<Order> = fc
  .record({
    ...fields,
    netFlags: fc.constantFrom(7, 7, 6, 1),
    pricePerSecond: fc.constantFrom(1n, 2n),
    benchmarks: fc.array(near, { minLength: 16, maxLength: 16 }),
    counterparty: fc.constantFrom(ZERO_ADDRESS, ZERO_ADDRESS, BUYER!, OTHER!),
    expiresAtSeconds: fc.constantFrom(99n, 100n, 101n),
  })
  .map((order) => sampleOrder({ ...order, author: HUB! }))
const bids: fc.Arbitrary<Order> = fc
  .record({
    ...fields,
    netFlags: fc.constantFrom(0, 1, 6),
    pricePerSecond: fc.constantFrom(1n, 2n, 2n ** 96n - 1n),
    author: fc.constantFrom(BUYER!, BUYER!, BUYER!, HUB!, MASTER!),
    benchmarks: lanes,
    counterparty: fc.constantFrom(ZERO_ADDRESS, ZERO_ADDRESS, MASTER!, OTHER!),
  })
  .map((order) => sampleOrder({ ...order, side: 'bid' }))

test('an ask answers the query of a bid exactly when the contract would join the two', () => {
  let joined = 0
  fc.assert(
    fc.property(
      asks,
      bids,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      (ask, bid, level, proved) => {
        const parties = { master: MASTER!, buyerIdentity: level, supplierIdentity: proved, nowSeconds: 100n }
        const facts = {
          order: ask,
          details,
          placedAtSeconds: 1n,
          master: MASTER!,
          identity: proved,
          reliability: 0,
          isCountryContradicted: false,
        }
        const moment = { nowSeconds: 100n, usdPerSnm: undefined }
        const fits = mismatches(ask, bid, parties).length === 0
        expect(unmet(queryOfBid(bid, level), facts, moment).length === 0).toBe(fits)
        if (fits) joined++
      },
    ),
    { numRuns: 3000 },
  )
  expect(joined).toBeGreaterThan(30)
})
