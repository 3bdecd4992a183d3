import { benchmarkVector, type Hex, MAX_BENCHMARK, NO_BENCHMARKS, ZERO_BYTES32 } from '@sonm/model'
import fc from 'fast-check'
import { PEOPLE, type Person, type Whom } from './cast.ts'
import {
  type DrawnAmendment,
  type DrawnBid,
  type DrawnDeal,
  type DrawnOpen,
  type DrawnOrder,
  type DrawnSignature,
  type DrawnTake,
  FORGERIES,
  type Operation,
  type Script,
} from './script.ts'

/**
 * What scripts are made of. Most of a script is what honest people do, with amounts and times so small that they meet; each
 * field has also, more rarely, what breaks it.
 */

type Choice<Value> = readonly [weight: number, arbitrary: fc.Arbitrary<Value>]
const among = <Value>(...choices: readonly Choice<Value>[]): fc.Arbitrary<Value> =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })))
const one = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values)
const between = (min: bigint, max: bigint) => fc.bigInt({ min, max })
const some = <Value>(each: fc.Arbitrary<Value>) => fc.array(each, { maxLength: 3, size: 'max' })

const ASKS = 10
const BIDS = 8
const USD = 10n ** 18n
const MAX_96 = 2n ** 96n - 1n
const MAX_256 = 2n ** 256n - 1n

const person = one(...PEOPLE)
const buyer = among([8, one('buyer' as const, 'otherBuyer' as const)], [1, person])
const whom = among([15, person], [1, one('nobody' as const)])
const wei = among([3, between(0n, 600_000n)], [1, between(0n, 5n)], [1, between(600_000n, 3_000_000n)])
const nonce = among([20, between(0n, 9n)], [1, one(256n, 257n, MAX_256)])
const forgery = among([12, one(undefined)], [1, one(...FORGERIES)])

// ---- orders ----

const cap = among([6, one(5n * USD, MAX_96)], [2, one(USD, 2n * USD)], [1, one(0n, 1n)])
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

const asks = drawnOrder({
  author: one<Person>('hub', 'hub', 'otherHub'),
  otherSide: one('buyer', 'otherBuyer'),
  terms: fc.record({
    side: one('ask'),
    denomination: one('SNM', 'SNM', 'USD'),
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
const bids: fc.Arbitrary<DrawnBid> = fc
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

// ---- running deals ----

const FORGED = ['id', 'buyer', 'master', 'price', 'locked', 'billedUntil', 'bond', 'amendments'] as const
const drawnDeal: fc.Arbitrary<DrawnDeal> = fc.record({
  among: among([4, one<DrawnDeal['among']>('running')], [1, one<DrawnDeal['among']>('seen')]),
  back: among([4, one(0)], [2, fc.nat(2)], [1, fc.nat(9)]),
  forged: among([20, one<DrawnDeal['forged']>(undefined)], [1, one<DrawnDeal['forged']>(...FORGED)]),
})
const signature = (by: fc.Arbitrary<DrawnSignature['by']>): fc.Arbitrary<DrawnSignature | undefined> =>
  among([6, fc.record({ by, forgery })], [1, one(undefined)])
const drawnAmendment: fc.Arbitrary<DrawnAmendment> = fc.record({
  deal: drawnDeal,
  price: among(
    [8, one<DrawnAmendment['price']>('same', 'more', 'less')],
    [1, one<DrawnAmendment['price']>('none', 'most')],
  ),
  duration: among(
    [8, one<DrawnAmendment['duration']>('same')],
    [4, one<DrawnAmendment['duration']>('longer', 'shorter')],
    [1, one<DrawnAmendment['duration']>('none', 'until now', 'until before')],
  ),
  sequenceBy: among([12, one(0)], [1, one(-1, 1)]),
  dealIdBy: among([20, one(0n)], [1, one(1n)]),
  expiresAfterSeconds: among([12, one(1000n)], [1, one(0n)], [1, one(-1n, -500n)]),
  buyer: signature(
    among([8, one<DrawnSignature['by']>('buyer')], [1, one<DrawnSignature['by']>('hub', 'master', 'stranger')]),
  ),
  supplier: signature(
    among([8, one<DrawnSignature['by']>('hub', 'master')], [1, one<DrawnSignature['by']>('buyer', 'stranger')]),
  ),
})

// ---- operations ----

const drawnTake: fc.Arbitrary<DrawnTake> = fc.record({
  ask: fc.nat(ASKS - 1),
  durationSeconds: among<bigint | 'offered'>([4, one(0n)], [4, one('offered')], [1, between(1n, 120_000n)]),
  snmPerUsdCap: cap,
})
const drawnOpen: fc.Arbitrary<DrawnOpen> = fc.record({
  bid: fc.nat(BIDS - 1),
  ask: among<number | undefined>([6, one(undefined)], [1, fc.nat(ASKS - 1)]),
})
const atLeast = among([6, one(0n, 0n, 1n)], [1, one(2n, 3n, MAX_256)])
const opener = among([8, one<Person>('matcher', 'buyer', 'buyer', 'hub', 'master')], [1, person])
const answer = among(
  [5, one(10n ** 8n)],
  [3, one(5n * 10n ** 7n, 3n * 10n ** 7n, 2n * 10n ** 8n)],
  [1, one(100n, 10n ** 14n)],
)

type OfKind = Operation extends infer Each ? (Each extends Operation ? Omit<Each, 'waitSeconds'> : never) : never
const kinds: readonly Choice<OfKind>[] = [
  [1, fc.record({ kind: one('approve' as const), who: person, wei: among([1, wei], [1, one(MAX_256)]) })],
  [2, fc.record({ kind: one('deposit' as const), who: person, wei, account: whom })],
  [
    3,
    fc.record({
      kind: one('depositWithPermit' as const),
      who: person,
      wei,
      account: whom,
      permit: among([3, one('good' as const)], [2, one('expired' as const, 'replayed' as const, 'forged' as const)]),
    }),
  ],
  [1, fc.record({ kind: one('withdraw' as const), who: person, wei })],
  [
    1,
    fc.record({ kind: one('transfer' as const), who: person, wei, to: among([8, whom], [1, one('market' as const)]) }),
  ],
  [2, fc.record({ kind: one('announce' as const), who: person, account: whom })],
  [1, fc.record({ kind: one('confirm' as const), who: person, account: whom })],
  [2, fc.record({ kind: one('confirmLatest' as const), who: person })],
  [
    1,
    fc.record({
      kind: one('remove' as const),
      who: among([1, person], [2, one<Person>('hub', 'master')]),
      account: among([1, whom], [2, one<Whom>('hub')]),
    }),
  ],
  [1, fc.record({ kind: one('cancel' as const), who: person, nonces: some(nonce) })],
  [
    1,
    fc.record({ kind: one('cancelAll' as const), who: among([1, person], [1, one<Person>('otherBuyer', 'matcher')]) }),
  ],
  [
    4,
    fc.record({
      kind: one('setBlacklisted' as const),
      who: among([1, person], [2, one<Person>('hub', 'master', 'buyer')]),
      accounts: some(among([1, whom], [2, one<Whom>('hub', 'master', 'buyer', 'otherBuyer')])),
      listed: among([2, one(true)], [1, one(false)]),
    }),
  ],
  [14, fc.record({ kind: one('take' as const), who: buyer, request: drawnTake })],
  [3, fc.record({ kind: one('takeBatch' as const), who: buyer, requests: some(drawnTake), atLeast })],
  [14, fc.record({ kind: one('openDeal' as const), who: opener, request: drawnOpen })],
  [4, fc.record({ kind: one('openDealBatch' as const), who: opener, requests: some(drawnOpen), atLeast })],
  [6, fc.record({ kind: one('bill' as const), who: person, deal: drawnDeal })],
  [2, fc.record({ kind: one('billBatch' as const), who: person, deals: some(drawnDeal) })],
  [
    5,
    fc.record({
      kind: one('close' as const),
      who: among([2, person], [1, one<Person>('master', 'buyer')]),
      deal: drawnDeal,
    }),
  ],
  [2, fc.record({ kind: one('closeBatch' as const), who: person, deals: some(drawnDeal) })],
  [14, fc.record({ kind: one('amend' as const), who: person, drawn: drawnAmendment })],
  [2, fc.record({ kind: one('amendAgain' as const), who: person, back: fc.nat(2), deal: drawnDeal })],
  [5, fc.record({ kind: one('report' as const), who: person, answer })],
  [
    1,
    fc.record({
      kind: one('feedLies' as const),
      who: person,
      answer: one(0n, 1n, 10n ** 8n, 2n ** 64n - 1n),
      aheadSeconds: one(0n, 1n, 1000n),
    }),
  ],
  [
    2,
    fc.record({
      kind: one('certify' as const),
      who: person,
      account: person,
      level: one(2, 3, 4),
      lastsSeconds: among([1, between(0n, 50n)], [3, one(10n ** 6n)]),
    }),
  ],
]
const waitSeconds = among([2, one(0n)], [6, between(1n, 30n)], [2, between(1n, 4000n)], [1, between(1n, 20_000n)])
const operation = fc
  .tuple(among(...kinds), waitSeconds)
  .map(([each, wait]): Operation => ({ ...each, waitSeconds: wait }) as Operation)

/** Without suppliers, money and a price nothing happens: most scripts begin with them. */
const opening: readonly Operation[] = [
  { kind: 'announce', who: 'hub', account: 'master', waitSeconds: 1n },
  { kind: 'confirm', who: 'master', account: 'hub', waitSeconds: 0n },
  { kind: 'announce', who: 'otherHub', account: 'otherMaster', waitSeconds: 0n },
  { kind: 'confirm', who: 'otherMaster', account: 'otherHub', waitSeconds: 0n },
  { kind: 'approve', who: 'buyer', wei: MAX_256, waitSeconds: 0n },
  { kind: 'deposit', who: 'buyer', account: 'buyer', wei: 900_000n, waitSeconds: 0n },
  {
    kind: 'depositWithPermit',
    who: 'otherBuyer',
    account: 'otherBuyer',
    wei: 300_000n,
    permit: 'good',
    waitSeconds: 0n,
  },
  { kind: 'report', who: 'hub', answer: 10n ** 8n, waitSeconds: 0n },
  {
    kind: 'take',
    who: 'buyer',
    request: { ask: 0, durationSeconds: 'offered', snmPerUsdCap: 5n * USD },
    waitSeconds: 0n,
  },
  { kind: 'openDeal', who: 'matcher', request: { bid: 0, ask: undefined }, waitSeconds: 1n },
]

export const scripts: fc.Arbitrary<Script> = fc.record({
  asks: fc.array(asks, { minLength: ASKS, maxLength: ASKS }),
  bids: fc.array(bids, { minLength: BIDS, maxLength: BIDS }),
  operations: fc
    .tuple(fc.nat(7), fc.array(operation, { minLength: 8, maxLength: 26, size: 'max' }))
    .map(([bare, operations]) => (bare === 7 ? operations : [...opening, ...operations])),
})
