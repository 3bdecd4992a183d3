import type { AskQuery, SearchMoment, SortKey } from '@sonm/model'
import type { AskSource, Candidate } from './ask-source.ts'
import { type KeyCursor, readKeyCursor, readPriceCursor, writeKeyCursor, writePriceCursor } from './cursor.ts'
import type { Place } from './index/index-query.ts'
import { keepBest } from './keep-best.ts'
import { worthOf } from './price-bounds.ts'
import type { SearchResult } from './search.ts'
import { laneOf } from './search-plan.ts'
import { WORK, type WorkBudget } from './work-budget.ts'

/** What is taken from a source at once where all that fits must be looked at. */
const BATCH = 2048
/** Steps of the index that take as long as reading an ask's figures and finding its place. */
const WORK_PER_CANDIDATE = 40

export interface Page {
  readonly limit: number
  readonly cursor: string | undefined
  readonly moment: SearchMoment
  readonly budget: WorkBudget
}

/** The first of all sources together, in the order of the query. @throws INPUT_INVALID when the cursor is none of this order */
export function searchAsks(sources: readonly AskSource[], order: AskQuery['order'], page: Page): SearchResult {
  const [first, second] = order
  const isByPrice = !first || (first.field === 'price' && !first.descending && !second)
  return isByPrice ? byPrice(sources, page) : byKeys(sources, order, page)
}

/** Merges the sources; the cheapest first, then the oldest. */
function byPrice(sources: readonly AskSource[], { limit, cursor, moment, budget }: Page): SearchResult {
  const places = new Map<string, Place>(cursor === undefined ? [] : readPriceCursor(cursor))
  const heads = sources.map(({ key, denomination, first }, at) => {
    // One more, to know whether something follows. Each has its share of the work, so that each gets on.
    const batch = budget.share(budget.left / (sources.length - at), (part) => first(limit + 1, places.get(key), part))
    const { candidates, isTruncated, reached } = batch
    const end = isTruncated && reached ? { denomination, place: reached } : undefined
    return { key, candidates, end, isTruncated, at: 0 }
  })
  const offers = []
  const headOf = ({ candidates, at, end }: (typeof heads)[number]): Priced | undefined => candidates[at] ?? end
  let next: (typeof heads)[number] | undefined
  for (;;) {
    next = undefined
    for (const head of heads) {
      const first = headOf(head)
      if (first && (!next || compareWorth(first, headOf(next)!, moment) < 0)) next = head
    }
    const candidate = next?.candidates[next.at]
    // Where a source was looked through no further, what is dearer waits for the next page.
    if (!next || !candidate || offers.length === limit) break
    next.at++
    offers.push(candidate.offer())
    places.set(next.key, candidate.place)
  }
  for (const { key, candidates, at, end } of heads) if (end && at === candidates.length) places.set(key, end.place)
  return {
    offers,
    nextCursor: next && places.size > 0 ? writePriceCursor(places) : undefined,
    isTruncated: heads.some(({ isTruncated }) => isTruncated),
  }
}

interface Keyed extends KeyCursor {
  readonly candidate: Candidate
}

/** Looks at all that fits and keeps the best. */
function byKeys(sources: readonly AskSource[], order: readonly SortKey[], page: Page): SearchResult {
  const { limit, cursor, moment, budget } = page
  const fields = order.flatMap(({ field }) => (field === 'price' ? [] : [field]))
  const compare = (a: KeyCursor, b: KeyCursor) => compareKeyed(a, b, order, moment)
  const after = cursor === undefined ? undefined : readKeyCursor(cursor, fields.length)
  const best: Keyed[] = []
  // Figures that stand in no lane are read from the ask.
  const workPerCandidate = fields.every((field) => laneOf(field) !== undefined) ? WORK_PER_CANDIDATE : WORK.read
  let isTruncated = false
  for (const source of sources) {
    for (let from: Place | undefined; ; ) {
      const batch = source.first(BATCH, from, budget)
      budget.spend(batch.candidates.length * workPerCandidate)
      for (const candidate of batch.candidates) {
        const figures = fields.map((field) => candidate.figure(field, moment))
        const { denomination, place } = candidate
        const keyed: Keyed = { candidate, figures, denomination, place }
        if (!after || compare(keyed, after) > 0) keepBest(best, keyed, limit + 1, compare)
      }
      const last = batch.candidates.at(-1)
      from = last?.place
      if (batch.isTruncated || (budget.isSpent && batch.candidates.length === BATCH)) isTruncated = true
      if (!last || batch.candidates.length < BATCH || isTruncated) break
      // What follows is dearer than all that is kept.
      if (isPriceFirst(order) && best.length > limit && compareWorth(last, best.at(-1)!, moment) > 0) break
    }
  }
  const shown = best.slice(0, limit)
  const last = shown.at(-1)
  return {
    offers: shown.map(({ candidate }) => candidate.offer()),
    nextCursor: last && best.length > limit ? writeKeyCursor(last) : undefined,
    isTruncated,
  }
}

function isPriceFirst([first]: readonly SortKey[]): boolean {
  return first?.field === 'price' && !first.descending
}

function compareKeyed(a: KeyCursor, b: KeyCursor, order: readonly SortKey[], moment: SearchMoment): number {
  let at = 0
  for (const { field, descending } of order) {
    const side =
      field === 'price' ? comparePrices(a, b, moment) : compareFigures(a.figures[at], b.figures[at], descending)
    if (field !== 'price') at++
    if (side !== 0) return field === 'price' && descending ? -side : side
  }
  return compareWorth(a, b, moment)
}

/** What is not known comes last either way. */
function compareFigures(a: bigint | undefined, b: bigint | undefined, descending: boolean): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return a < b === descending ? 1 : -1
}

type Priced = Pick<KeyCursor, 'denomination' | 'place'>

/** The cheaper, then the older. */
function compareWorth(a: Priced, b: Priced, moment: SearchMoment): number {
  return comparePrices(a, b, moment) || a.place.sequence - b.place.sequence
}

/** Without a rate, what is priced in SNM comes first: the market's own currency. */
function comparePrices(a: Priced, b: Priced, { usdPerSnm }: SearchMoment): number {
  let [priceOfA, priceOfB] = [a.place.price, b.place.price]
  if (a.denomination !== b.denomination) {
    const worthOfA = worthOf(a.denomination, usdPerSnm)
    const worthOfB = worthOf(b.denomination, usdPerSnm)
    if (worthOfA === undefined || worthOfB === undefined) return a.denomination === 'SNM' ? -1 : 1
    priceOfA *= worthOfA
    priceOfB *= worthOfB
  }
  return priceOfA === priceOfB ? 0 : priceOfA < priceOfB ? -1 : 1
}
