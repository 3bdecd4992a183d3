import fc from 'fast-check'
import type { Person, Whom } from './cast.ts'
import { ASKS, among, BIDS, MAX_256, one, person, USD } from './chance.ts'
import { drawnAmendment, latest, operation } from './operation-arbitraries.ts'
import { asks, bids } from './order-arbitraries.ts'
import type { Operation, Script } from './script.ts'

/**
 * Most of a script is what honest people do, with amounts and times so small that they meet; each thing is done also, more
 * rarely, as it must not be.
 */

const blacklisting: fc.Arbitrary<Operation> = fc.record({
  kind: one('setBlacklisted' as const),
  who: one<Person>('hub', 'master', 'buyer'),
  accounts: fc.shuffledSubarray<Whom>(['hub', 'master', 'buyer', 'otherBuyer'], { minLength: 1, maxLength: 2 }),
  listed: one(true),
  waitSeconds: one(0n),
})

/** A hub that is its master's no more, and what it or its master agrees to then. */
const removal: fc.Arbitrary<readonly Operation[]> = fc
  .record({ by: one<Person>('hub', 'master'), who: person, drawn: drawnAmendment })
  .map(({ by, who, drawn }) => [
    { kind: 'remove', who: by, account: 'hub', waitSeconds: 1n },
    { kind: 'amend', who, drawn: { ...drawn, deal: latest, price: 'less' }, waitSeconds: 1n },
  ])

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
]
const firstDeals: readonly Operation[] = [
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
    .record({
      isBare: among([1, one(true)], [14, one(false)]),
      listed: among([1, fc.array(blacklisting, { minLength: 1, maxLength: 1 })], [5, one([])]),
      removed: among([1, removal], [6, one([])]),
      operations: fc.array(operation, { minLength: 8, maxLength: 26, size: 'max' }),
    })
    .map(({ isBare, listed, removed, operations }) =>
      isBare ? operations : [...opening, ...listed, ...firstDeals, ...removed, ...operations],
    ),
})
