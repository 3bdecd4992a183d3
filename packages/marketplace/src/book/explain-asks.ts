import {
  type Address,
  type AskFacts,
  type AskQuery,
  type AskRule,
  askNumber,
  type Condition,
  type SearchMoment,
  unmet,
} from '@sonm/model'
import type { Accounts } from './accounts.ts'
import type { BoundAsks } from './bound-asks.ts'
import type { Documents } from './documents.ts'
import type { Counted } from './index/index-query.ts'
import { MAX_SETS, OP } from './index/layout.ts'
import { fittingKinds, isOfDocuments } from './kind-filter.ts'
import { admissionOf } from './marks.ts'
import { ANY_PRICE, worthOf } from './price-bounds.ts'
import { rowJudge } from './row-judge.ts'
import type { Explanation, RequirementReport } from './search.ts'
import { planCondition } from './search-plan.ts'
import type { Shelf } from './shelf.ts'
import type { Words } from './words.ts'
import { WORK, type WorkBudget } from './work-budget.ts'

export interface ExplainParts {
  readonly shelves: readonly Shelf[]
  readonly bound: BoundAsks
  readonly accounts: Accounts
  readonly documents: Documents
  readonly words: Words
}

interface ExplainOptions {
  readonly liveUntilSeconds: bigint
  readonly moment: SearchMoment
  readonly budget: WorkBudget
}

type AskRequirement = AskRule | Condition

/** Counts what each requirement turns away, over all live asks. */
export function explainAsks(query: AskQuery, parts: ExplainParts, options: ExplainOptions): Explanation {
  const rules: readonly AskRule[] = [
    'counterparty-of-ask',
    ...(query.buyer === undefined ? [] : ['deal-with-self' as const]),
    'identity-of-buyer',
  ]
  const requirements: readonly AskRequirement[] = [...rules, ...query.conditions]
  const counts = [
    ...parts.shelves.map((shelf) => countShelf(shelf, query, requirements, parts, options)),
    countBound(query, requirements, parts, options),
  ]
  const sum = (of: (count: Count) => number) => counts.reduce((total, count) => total + of(count), 0)
  return {
    live: sum(({ live }) => live),
    fitting: sum(({ fitting }) => fitting),
    requirements: requirements.map((requirement, at) => ({
      requirement,
      turnedAway: sum(({ reports }) => reports[at]!.turnedAway),
      missedAlone: sum(({ reports }) => reports[at]!.missedAlone),
      bestOffered: counts.reduce<bigint | undefined>(
        (best, { reports }) => closer(requirement, best, reports[at]!.bestOffered),
        undefined,
      ),
    })),
  }
}

interface Count {
  readonly live: number
  readonly fitting: number
  readonly reports: readonly Omit<RequirementReport, 'requirement'>[]
}

function countShelf(
  shelf: Shelf,
  query: AskQuery,
  requirements: readonly AskRequirement[],
  parts: ExplainParts,
  { liveUntilSeconds, moment, budget }: ExplainOptions,
): Count {
  let sets = 0
  // The index compares sixteen asks in one step.
  budget.spend((shelf.index.size * requirements.length) / 16)
  const counted = requirements.map((requirement, at): Counted => {
    if (requirement === 'deal-with-self') return notBy(shelf, at, ownNumbers(parts.accounts, query.buyer!))
    if (requirement === 'identity-of-buyer') return { kind: 'flags', flags: admissionOf(query.buyerIdentity) }
    // Whatever stands on a shelf is for everybody, and live.
    if (typeof requirement === 'string') return ALWAYS
    const planned = planCondition(requirement, shelf.denomination, parts.words, moment)
    if (planned.kind === 'number') return { kind: 'number', ...planned.number }
    if (planned.kind === 'flags' || planned.kind === 'always') return { ...ALWAYS, ...planned, kind: 'flags' }
    if (planned.kind === 'never') return { kind: 'rows', bits: shelf.index.rowBits(at, () => false) }
    if (planned.kind === 'set' && (planned.isExact || parts.documents.uncoded === 0) && sets++ < MAX_SETS) {
      return { kind: 'set', ...planned.set }
    }
    if (planned.kind === 'price') {
      const { lowest, highest } = planned.bounds
      const op = requirement.kind === 'price' ? requirement.op : '='
      if (op === '=') return { kind: 'price', op: OP.equal, price: lowest }
      const isUpper = op.startsWith('<')
      // What no price reaches is asked all the same: it has a nearest miss.
      if (highest < 0n) return { kind: 'price', op: OP.less, price: 0n }
      if (lowest > ANY_PRICE.highest) return { kind: 'price', op: OP.greater, price: ANY_PRICE.highest }
      return isUpper
        ? { kind: 'price', op: OP.less | OP.equal, price: highest }
        : { kind: 'price', op: OP.equal | OP.greater, price: lowest }
    }
    if (budget.isSpent) return ALWAYS
    if (fitsNoKind(shelf, requirement, parts.documents, budget)) {
      return { kind: 'rows', bits: shelf.index.rowBits(at, () => false) }
    }
    const judge = rowJudge(requirement, { shelf, ...parts, moment, budget })
    const judgeOrPass = (row: number) => {
      if (budget.isSpent) return true
      budget.spend(WORK.judged)
      return judge(row, budget)
    }
    return { kind: 'rows', bits: shelf.index.rowBits(at, judgeOrPass) }
  })
  const { live, fitting, reports } = shelf.index.count(counted, Number(liveUntilSeconds))
  return {
    live,
    fitting,
    reports: reports.map(({ best, ...report }, at) => ({
      ...report,
      bestOffered: bestAsked(requirements[at]!, best, shelf.denomination, moment),
    })),
  }
}

/** Whether no document on the shelf has what is asked for: then no row has to be looked at. */
function fitsNoKind({ byKind }: Shelf, condition: Condition, { kinds }: Documents, budget: WorkBudget): boolean {
  const fitting = isOfDocuments(condition) ? fittingKinds([condition], kinds, budget) : undefined
  return fitting?.every((fits, kind) => fits === 0 || byKind.count(kind) === 0) ?? false
}

const ALWAYS = { kind: 'flags', flags: 0 } as const

/** All rows but those of these authors. */
function notBy(shelf: Shelf, at: number, authors: ReadonlySet<number>): Counted {
  if (authors.size === 0) return ALWAYS
  return { kind: 'rows', bits: shelf.index.rowBits(at, (row) => !authors.has(shelf.index.authorOf(row))) }
}

/** The hubs behind which an account stands, itself among them. */
export function ownNumbers(accounts: Accounts, account: Address): ReadonlySet<number> {
  const own = new Set(accounts.numbersOf(account))
  const itself = accounts.numberOf(account)
  if (itself !== undefined) own.add(itself)
  return own
}

function countBound(
  query: AskQuery,
  requirements: readonly AskRequirement[],
  { bound }: ExplainParts,
  { liveUntilSeconds, moment, budget }: ExplainOptions,
): Count {
  const reports = requirements.map(() => ({
    turnedAway: 0,
    missedAlone: 0,
    bestOffered: undefined as bigint | undefined,
  }))
  let live = 0
  let fitting = 0
  for (const hash of bound.all()) {
    const facts = bound.facts(hash)
    if (facts.order.expiresAtSeconds < liveUntilSeconds) continue
    live++
    budget.spend(WORK.read)
    const missed = budget.isSpent
      ? []
      : unmet(query, facts, moment).filter((requirement) => requirement !== 'expiry-of-ask')
    if (missed.length === 0) fitting++
    for (const requirement of missed) {
      const report = reports[requirements.indexOf(requirement)]!
      report.turnedAway++
      if (missed.length > 1) continue
      report.missedAlone++
      report.bestOffered = closer(requirement, report.bestOffered, offeredBy(requirement, facts, moment))
    }
  }
  return { live, fitting, reports }
}

function offeredBy(requirement: AskRequirement, facts: AskFacts, moment: SearchMoment): bigint | undefined {
  if (typeof requirement === 'string' || requirement.kind === 'word') return undefined
  if (requirement.kind === 'number') return askNumber(requirement.field, facts, moment)
  const { denomination, pricePerSecond } = facts.order
  return bestAsked(requirement, pricePerSecond, denomination, moment)
}

/** A price of the shelf's denomination as one of the condition's: rounded to the side where the ask has it. */
function bestAsked(
  requirement: AskRequirement,
  best: bigint | undefined,
  denomination: Shelf['denomination'],
  { usdPerSnm }: SearchMoment,
): bigint | undefined {
  if (best === undefined || typeof requirement === 'string' || requirement.kind !== 'price') return best
  if (requirement.price.denomination === denomination) return best
  const from = worthOf(denomination, usdPerSnm)
  const to = worthOf(requirement.price.denomination, usdPerSnm)
  if (from === undefined || !to) return undefined
  return isUpwards(requirement) ? (best * from) / to : (best * from + to - 1n) / to
}

function closer(requirement: AskRequirement, a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (typeof requirement === 'string' || requirement.kind === 'word') return undefined
  if (requirement.op === '=' || requirement.op === '!=') return undefined
  if (a === undefined || b === undefined) return a ?? b
  return a > b === isUpwards(requirement) ? a : b
}

function isUpwards(requirement: Exclude<Condition, { kind: 'word' }>): boolean {
  return requirement.op.startsWith('>')
}
