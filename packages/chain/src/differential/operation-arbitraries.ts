import fc from 'fast-check'
import type { Person, Whom } from './cast.ts'
import {
  ASKS,
  among,
  BIDS,
  between,
  buyer,
  type Choice,
  cap,
  forgery,
  MAX_256,
  nonce,
  one,
  person,
  some,
  wei,
  whom,
} from './chance.ts'
import type { DrawnAmendment, DrawnDeal, DrawnOpen, DrawnSignature, DrawnTake, Moment, Operation } from './script.ts'

const FORGED = ['id', 'buyer', 'master', 'price', 'locked', 'billedUntil', 'bond', 'amendments'] as const
export const latest: DrawnDeal = { among: 'running', back: 0, forged: undefined }
const drawnDeal: fc.Arbitrary<DrawnDeal> = fc.record({
  among: among([4, one<DrawnDeal['among']>('running')], [1, one<DrawnDeal['among']>('seen')]),
  back: among([4, one(0)], [2, fc.nat(2)], [1, fc.nat(9)]),
  forged: among([20, one<DrawnDeal['forged']>(undefined)], [1, one<DrawnDeal['forged']>(...FORGED)]),
})
const signature = (by: fc.Arbitrary<DrawnSignature['by']>): fc.Arbitrary<DrawnSignature | undefined> =>
  among([6, fc.record({ by, forgery })], [1, one(undefined)])
export const drawnAmendment: fc.Arbitrary<DrawnAmendment> = fc.record({
  deal: drawnDeal,
  price: among(
    [10, one<DrawnAmendment['price']>('same', 'more', 'more', 'less', 'less')],
    [1, one<DrawnAmendment['price']>('none', 'most')],
  ),
  duration: among(
    [10, one<DrawnAmendment['duration']>('same')],
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

const drawnTake: fc.Arbitrary<DrawnTake> = fc.record({
  ask: fc.nat(ASKS - 1),
  durationSeconds: among<bigint | 'offered'>([4, one(0n)], [4, one('offered')], [1, between(1n, 120_000n)]),
  snmPerUsdCap: cap,
})
const drawnOpen: fc.Arbitrary<DrawnOpen> = fc.record({
  bid: fc.nat(BIDS - 1),
  ask: among<number | undefined>([6, one(undefined)], [1, fc.nat(ASKS - 1)]),
})
const atLeast = among([6, one(0n, 0n, 0n, 1n)], [1, one(2n, 3n, MAX_256)])
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
      who: among([1, person], [1, one<Person>('master', 'buyer')]),
      deal: drawnDeal,
    }),
  ],
  [2, fc.record({ kind: one('closeBatch' as const), who: person, deals: some(drawnDeal) })],
  [20, fc.record({ kind: one('amend' as const), who: person, drawn: drawnAmendment })],
  [2, fc.record({ kind: one('amendAgain' as const), who: person, back: fc.nat(2), deal: drawnDeal })],
  [5, fc.record({ kind: one('report' as const), who: person, answer })],
  [
    2,
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
const moment: fc.Arbitrary<Moment> = fc.record({
  endOf: one<Moment['endOf']>('lock', 'money', 'money', 'deal'),
  by: one(-1n, 0n, 0n, 1n),
})
/** What is done to the latest running deal in a second that matters to it. */
const inTime: fc.Arbitrary<OfKind> = among<OfKind>(
  [3, fc.record({ kind: one('close' as const), who: person, deal: one(latest), at: moment })],
  [1, fc.record({ kind: one('closeBatch' as const), who: person, deals: one([latest]), at: moment })],
  [1, fc.record({ kind: one('bill' as const), who: person, deal: one(latest), at: moment })],
  [
    1,
    fc.record({
      kind: one('amend' as const),
      who: person,
      drawn: drawnAmendment.map((drawn) => ({ ...drawn, deal: latest })),
      at: moment,
    }),
  ],
)
export const operation = fc
  .tuple(among([1, inTime], [12, among(...kinds)]), waitSeconds)
  .map(([each, wait]): Operation => ({ ...each, waitSeconds: wait }) as Operation)
