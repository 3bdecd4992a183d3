import { benchmarkVector, type Hex, MAX_BENCHMARK, NO_BENCHMARKS, ZERO_BYTES32 } from '@sonm/model'
import fc from 'fast-check'
import type { Person, Whom } from './cast.ts'
import { ASKS, among, between, cap, MAX_96, MAX_256, one, person, USD, whom } from './chance.ts'
import { type DrawnBid, type DrawnOrder, FORGERIES } from './script.ts'

const outOfRange = one(benchmarkVector({ 3: MAX_BENCHMARK + 1n }), benchmarkVector({ 15: 2n ** 64n - 1n }))
const nobody = one<Whom>('nobody')

/** An order that could be used, with at most one thing in which it is odd. */
function drawnOrder(usual: {
  readonly author: fc.Arbitrary<Person>
  readonly otherSide: fc.Arbitrary<Whom>
  readonly terms: fc.Arbitrary<Pick<Terms, (typeof OWN_TERMS)[number]>>
  readonly odd: readonly fc.Arbitrary<Partial<Terms>>[]
}): fc.Arbitrary<DrawnOrder> {
  const terms: fc.Arbitrary<Terms> = fc
    .tuple(
      fc.record({
        nonce: between(0n, 40n),
        epoch: one(0n),
        bond: one(0n, 5n, 700n, 30_000n),
        tag: one<Hex>(ZERO_BYTES32, `0x${'7a'.repeat(32)}`),
        detailsHash: one<Hex>(ZERO_BYTES32, `0x${'de'.repeat(32)}`),
      }),
      usual.terms,
    )
    .map(([common, own]) => ({ ...common, ...own }))
  const order: fc.Arbitrary<DrawnOrder> = fc.record({
    author: usual.author,
    counterparty: among([9, nobody], [1, usual.otherSide]),
    matcher: one<Whom>('nobody', 'matcher', 'matcher', 'otherBuyer'),
    expiresAfterSeconds: one(200_000n, 10n ** 7n, 2n ** 63n),
    terms,
    forgery: one(undefined),
  })
  const oddTerms = among<Partial<Terms>>(
    ...usual.odd.map((each) => [2, each] as const),
    [2, fc.record({ epoch: one(1n, 2n) })],
    [1, fc.record({ nonce: one(0n, 256n, 257n, MAX_256) })],
    [1, fc.record({ bond: one(10n ** 12n, MAX_96) })],
    [1, fc.record({ benchmarks: outOfRange })],
    [2, fc.record({ identityLevel: one(2, 2, 3, 4, 5, 255) })],
    [1, fc.record({ side: one('ask' as const, 'bid' as const) })],
    [1, fc.record({ pricePerSecond: one(0n, 1n, 30n, MAX_96) })],
  )
  const odd = among<Partial<DrawnOrder>>(
    [2, fc.record({ author: person })],
    [2, fc.record({ counterparty: whom })],
    [2, fc.record({ expiresAfterSeconds: between(0n, 300n) })],
    [3, fc.record({ forgery: one(...FORGERIES) })],
    [1, one({})],
  )
  return among(
    [5, order],
    [2, fc.tuple(order, odd).map(([each, changes]) => ({ ...each, ...changes }))],
    [2, fc.tuple(order, oddTerms).map(([each, changes]) => ({ ...each, terms: { ...each.terms, ...changes } }))],
  )
}

type Terms = DrawnOrder['terms']
const OWN_TERMS = [
  'side',
  'denomination',
  'durationSeconds',
  'pricePerSecond',
  'snmPerUsdCap',
  'identityLevel',
  'netFlags',
  'benchmarks',
] as const

export const asks = drawnOrder({
  author: one<Person>('hub', 'hub', 'otherHub'),
  otherSide: one('buyer', 'otherBuyer'),
  terms: fc.record({
    side: one('ask'),
    denomination: one('SNM', 'USD'),
    durationSeconds: one(0n, 90n, 5000n, 100_000n, 1_000_000n),
    pricePerSecond: one(1n, 2n, 7n),
    snmPerUsdCap: one(0n, 0n, USD),
    identityLevel: one(0, 1),
    netFlags: one(7, 2 ** 32 - 1),
    benchmarks: one(benchmarkVector({ 0: 9n, 5: 9n, 15: MAX_BENCHMARK })),
  }),
  odd: [
    fc.record({ netFlags: one(0, 6) }),
    fc.record({ benchmarks: one(NO_BENCHMARKS, benchmarkVector({ 0: 8n, 15: MAX_BENCHMARK })) }),
    fc.record({ snmPerUsdCap: one(2n * USD, MAX_96) }),
  ],
})
export const bids: fc.Arbitrary<DrawnBid> = fc
  .tuple(
    drawnOrder({
      author: one<Person>('buyer', 'buyer', 'otherBuyer'),
      otherSide: one('master', 'otherMaster'),
      terms: fc.record({
        side: one('bid'),
        denomination: one('SNM', 'USD'),
        durationSeconds: one(0n, 60n, 90n, 4000n, 90_000n),
        pricePerSecond: one(1n, 7n, 50n),
        snmPerUsdCap: cap,
        identityLevel: one(0, 1),
        netFlags: one(0, 1, 3),
        benchmarks: one(NO_BENCHMARKS, benchmarkVector({ 0: 9n, 15: 2n })),
      }),
      odd: [
        fc.record({ netFlags: one(8, 2 ** 31) }),
        fc.record({ benchmarks: one(benchmarkVector({ 1: 1n }), benchmarkVector({ 5: 10n, 6: 0n })) }),
      ],
    }),
    fc.nat(ASKS - 1),
    among<bigint | undefined>([8, one(0n, 1n, 100n)], [1, one(undefined)]),
  )
  .map(([order, answers, raisedBy]) => ({ ...order, answers, raisedBy }))
