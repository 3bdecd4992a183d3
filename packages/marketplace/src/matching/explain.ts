import {
  type AskQuery,
  type AskRule,
  type Condition,
  changeOf,
  type Relaxed,
  relaxedTo,
  relaxedToValue,
  roundedLimit,
  withRelaxed,
} from '@sonm/model'
import type { AskBook, RequirementReport, SearchOptions } from '../book/search.ts'
import { WORK, type WorkBudget } from '../book/work-budget.ts'
import { FactsOfSome } from './facts.ts'

/** Why nothing matched. */
export interface Reasons {
  /** Asks that fit as it is. */
  readonly fitting: number
  /** Live asks that each requirement turns away by itself. */
  readonly turnedAway: readonly { readonly requirement: AskRule | Condition; readonly count: number }[]
  /** The smallest change first; empty where something fits. */
  readonly suggestions: readonly SuggestedChange[]
  /** The bound of work was met: at least so many are turned away, at most so many fit, and not every change was tried. */
  readonly isTruncated: boolean
}

export interface SuggestedChange {
  readonly relaxed: readonly Relaxed[]
  /** Asks that fit then. */
  readonly offers: number
}

/** Asks that are looked at, the cheapest first, where more than one requirement or a word has to give way. */
const CANDIDATES = 50
/** Sets of requirements that are tried together. */
const MOST_SETS = 300
/** Changes that are told: each is counted in the whole book. */
const MOST_SUGGESTIONS = 5
/** Of so many requirements together every set is tried; where more have to give way, the offer nearest to all of them is told. */
const MOST_TOGETHER = 3

/**
 * Why nothing matched: what each requirement turns away by itself, and what would have to give way that something fits. Of one requirement on a
 * figure the change is the smallest there is, as people would write it; of several together, or of words, the smallest that the cheapest asks would
 * need.
 */
export function explainQuery(query: AskQuery, book: Book, asked: Asked): Reasons {
  const when: When = { ...asked, facts: new FactsOfSome(MOST_SETS) }
  const { fitting, requirements } = book.explain(query, when)
  const turnedAway = requirements.flatMap(({ requirement, turnedAway }) =>
    turnedAway > 0 ? [{ requirement, count: turnedAway }] : [],
  )
  const { budget } = when
  if (fitting > 0) return { fitting, turnedAway, suggestions: [], isTruncated: budget.isSpent }
  const alone = requirements.flatMap((report) => relaxAlone(query, report, book, when))
  const found = alone.length > 0 ? alone.map((change) => [change]) : relaxTogether(query, requirements, book, when)
  const suggestions: SuggestedChange[] = []
  for (const change of found.sort(compareChanges).slice(0, MOST_SUGGESTIONS)) {
    if (budget.isSpent) break
    const relaxed = change.map(({ from, to }) => ({ from, to: to && roundedLimit(to) }))
    suggestions.push({ relaxed, offers: book.explain(withRelaxed(query, relaxed), when).fitting })
  }
  return { fitting, turnedAway, suggestions, isTruncated: budget.isSpent }
}

type Book = Pick<AskBook, 'search' | 'explain'>
type Asked = Pick<SearchOptions, 'liveUntilSeconds' | 'moment'> & { readonly budget: WorkBudget }
type When = Asked & { readonly facts: FactsOfSome }

/** How this requirement must give way when all others stay; none: then still nothing fits. */
function relaxAlone(
  query: AskQuery,
  { requirement, missedAlone, bestOffered }: RequirementReport,
  book: Book,
  when: When,
): Relaxed[] {
  if (typeof requirement === 'string' || missedAlone === 0) return []
  if (requirement.kind !== 'word' && bestOffered !== undefined) return [relaxedToValue(requirement, bestOffered)]
  const best = smallestChange(query, [requirement], book, when)
  return best ? [best[0]!] : []
}

/** The same for the fewest requirements that do it together. */
function relaxTogether(
  query: AskQuery,
  reports: readonly RequirementReport[],
  book: Book,
  when: When,
): (readonly Relaxed[])[] {
  const rejecting = reports.flatMap(({ requirement, turnedAway }) =>
    typeof requirement !== 'string' && turnedAway > 0 ? [requirement] : [],
  )
  let tried = 0
  for (let size = 2; size <= MOST_TOGETHER; size++) {
    const found: (readonly Relaxed[])[] = []
    for (const set of subsets(rejecting, size)) {
      if (++tried > MOST_SETS || when.budget.isSpent) break
      const change = smallestChange(query, set, book, when)
      if (change) found.push(change)
    }
    if (found.length > 0) return found
  }
  const nearest = smallestChange(query, rejecting, book, when)
  return nearest ? [nearest] : []
}

/** Among the cheapest asks that fit without these conditions, the one for which they give way least. */
function smallestChange(
  query: AskQuery,
  dropped: readonly Condition[],
  book: Book,
  when: When,
): readonly Relaxed[] | undefined {
  const without = { ...query, conditions: query.conditions.filter((condition) => !dropped.includes(condition)) }
  if (when.budget.isSpent) return undefined
  const { budget } = when
  const { offers } = book.search(without, { ...when, limit: CANDIDATES })
  budget.spend(offers.length * dropped.reduce((sum, condition) => sum + workOf(condition), 0))
  const changes = offers
    .map((offer) => when.facts.of(offer, (characters) => budget.spend(characters * WORK.character)))
    .map((facts) => dropped.flatMap((condition) => relaxedTo(condition, facts, when.moment) ?? []))
  return changes.sort(compareChanges)[0]
}

/** Of trying how a condition must give way. */
function workOf(condition: Condition): number {
  return WORK.read + (condition.kind === 'word' ? condition.values.length * WORK.word : 0)
}

/** The smallest first; of equal ones, a price to pay before a requirement to miss. */
function compareChanges(a: readonly Relaxed[], b: readonly Relaxed[]): number {
  const total = (relaxed: readonly Relaxed[]) => relaxed.reduce((sum, change) => sum + changeOf(change), 0n)
  const [totalA, totalB] = [total(a), total(b)]
  if (totalA !== totalB) return totalA < totalB ? -1 : 1
  const prices = (relaxed: readonly Relaxed[]) => relaxed.filter(({ from }) => from.kind === 'price').length
  return prices(b) - prices(a)
}

function* subsets<Item>(items: readonly Item[], size: number, from = 0): Generator<readonly Item[]> {
  if (size === 0) return yield []
  for (let at = from; at <= items.length - size; at++) {
    for (const rest of subsets(items, size - 1, at + 1)) yield [items[at]!, ...rest]
  }
}
