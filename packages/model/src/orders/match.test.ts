import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Address } from '../identity/address.ts'
import { BENCHMARKS, NO_BENCHMARKS } from '../resources/benchmarks.ts'
import { sampleOrder } from '../testing/sample-order.ts'
import { type MatchParties, mismatches } from './match.ts'
import type { Order } from './order.ts'

const account = (digit: string): Address => `0x${digit.repeat(40)}`
const [HUB, MASTER, BUYER, STRANGER] = ['a', 'b', 'c', 'd'].map(account) as [Address, Address, Address, Address]

const order = (fields: Partial<Order>): Order =>
  sampleOrder({
    author: HUB,
    nonce: 1n,
    expiresAtSeconds: 1000n,
    durationSeconds: 3600n,
    pricePerSecond: 100n,
    netFlags: 7,
    benchmarks: BENCHMARKS.map(() => 10n),
    ...fields,
  })
const parties: MatchParties = { master: MASTER, buyerIdentity: 2, supplierIdentity: 2, nowSeconds: 1000n }
const ask = order({})
const bid = order({ side: 'bid', author: BUYER, netFlags: 1, benchmarks: NO_BENCHMARKS })
const reasons = (changed: { ask?: Partial<Order>; bid?: Partial<Order>; parties?: Partial<MatchParties> }) =>
  mismatches({ ...ask, ...changed.ask }, { ...bid, ...changed.bid }, { ...parties, ...changed.parties }).map(
    ({ requirement }) => requirement,
  )

test('orders that give each other what they ask match, at the very limits too', () => {
  expect(reasons({})).toEqual([])
  expect(
    reasons({ ask: { pricePerSecond: 100n, durationSeconds: 3600n }, bid: { benchmarks: ask.benchmarks } }),
  ).toEqual([])
  expect(reasons({ ask: { counterparty: BUYER }, bid: { counterparty: MASTER } })).toEqual([])
})

test.each([
  ['expiry-of-ask', { ask: { expiresAtSeconds: 999n } }],
  ['expiry-of-bid', { bid: { expiresAtSeconds: 999n } }],
  ['deal-with-self', { bid: { author: HUB } }],
  ['deal-with-self', { bid: { author: MASTER } }],
  ['counterparty-of-ask', { ask: { counterparty: STRANGER } }],
  ['counterparty-of-bid', { bid: { counterparty: STRANGER } }],
  // The hub signs, and its master is the counterparty: the original checked one here and the other there.
  ['counterparty-of-bid', { bid: { counterparty: HUB } }],
  ['blacklist-of-ask', { parties: { supplierBlacklist: new Set([BUYER]) } }],
  ['blacklist-of-bid', { parties: { buyerBlacklist: new Set([MASTER]) } }],
  ['blacklist-of-bid', { parties: { buyerBlacklist: new Set([HUB]) } }],
  ['identity-of-buyer', { ask: { identityLevel: 3 } }],
  ['identity-of-supplier', { bid: { identityLevel: 3 } }],
  ['denomination', { ask: { denomination: 'USD' } }],
  ['price', { ask: { pricePerSecond: 101n } }],
  ['duration', { bid: { durationSeconds: 3601n } }],
  ['duration', { ask: { durationSeconds: 0n }, bid: { durationSeconds: 1n } }],
  ['net-flags', { ask: { netFlags: 4 }, bid: { netFlags: 5 } }],
] as const)('an unmet %s is named, and nothing else', (requirement, changed) => {
  expect(reasons(changed)).toEqual([requirement])
})

test('a mismatch says what was asked and what is offered', () => {
  expect(mismatches({ ...ask, pricePerSecond: 101n }, bid, parties)).toEqual([
    { requirement: 'price', asked: '100', offered: '101' },
  ])
})

test('a short vector skips no requirement', () => {
  const last = BENCHMARKS.at(-1)!
  const wanted = NO_BENCHMARKS.map((_, index) => (index === last.index ? 1n : 0n))
  expect(reasons({ ask: { benchmarks: [10n] }, bid: { benchmarks: wanted } })).toEqual([`benchmark:${last.code}`])
  expect(reasons({ ask: { benchmarks: [] }, bid: { benchmarks: [] } })).toEqual([])
})

const vector = fc.array(fc.bigInt({ min: 0n, max: 3n }), { minLength: 16, maxLength: 16 })
const terms = fc.record({
  pricePerSecond: fc.bigInt({ min: 0n, max: 3n }),
  durationSeconds: fc.bigInt({ min: 0n, max: 3n }),
  netFlags: fc.integer({ min: 0, max: 7 }),
  identityLevel: fc.integer({ min: 0, max: 4 }),
  benchmarks: vector,
})

test('asking for less, or offering more, never breaks a match', () => {
  fc.assert(
    fc.property(terms, terms, vector, fc.integer({ min: 0, max: 7 }), (askTerms, bidTerms, extra, flags) => {
      const before = new Set(reasons({ ask: askTerms, bid: bidTerms }))
      const better: Partial<Order> = {
        ...askTerms,
        pricePerSecond: askTerms.pricePerSecond / 2n,
        durationSeconds: askTerms.durationSeconds + 1n,
        netFlags: askTerms.netFlags | flags,
        identityLevel: Math.max(0, askTerms.identityLevel - 1),
        benchmarks: askTerms.benchmarks.map((value, index) => value + extra[index]!),
      }
      expect([...before]).toEqual(expect.arrayContaining(reasons({ ask: better, bid: bidTerms })))
    }),
  )
})

test('each benchmark is a requirement of its own', () => {
  fc.assert(
    fc.property(vector, vector, (offered, asked) => {
      const short = BENCHMARKS.filter(({ index }) => offered[index]! < asked[index]!)
      expect(reasons({ ask: { benchmarks: offered }, bid: { benchmarks: asked } })).toEqual(
        short.map(({ code }) => `benchmark:${code}`),
      )
    }),
  )
})
