import { type AskFacts, askNumber, type Denomination, type Hex, type NumberField, type SearchMoment } from '@sonm/model'
import type { BoundAsks } from './bound-asks.ts'
import type { IndexQuery, Place } from './index/index-query.ts'
import { keepBest } from './keep-best.ts'
import type { Offer } from './search.ts'
import { laneOf, type SearchPlan } from './search-plan.ts'
import type { Shelf } from './shelf.ts'
import { WORK, type WorkBudget } from './work-budget.ts'

/** An ask that fits, not yet read in full. */
export interface Candidate {
  readonly denomination: Denomination
  readonly place: Place
  offer(): Offer
  facts(): AskFacts
  /** undefined: it is not known. */
  figure(field: NumberField, moment: SearchMoment): bigint | undefined
}

export interface Batch {
  /** In the order of price and sequence. */
  readonly candidates: readonly Candidate[]
  readonly isTruncated: boolean
  /** Where it is truncated: what comes up to here was looked at; undefined: nothing was. */
  readonly reached: Place | undefined
}

/** Asks of one denomination in the order of price and sequence; a cursor holds a place in each. */
export interface AskSource {
  readonly key: string
  readonly denomination: Denomination
  first(limit: number, after: Place | undefined, budget: WorkBudget): Batch
}

export function rowCandidate(shelf: Shelf, row: number): Candidate {
  const { denomination, index } = shelf
  return {
    denomination,
    place: index.placeOf(row),
    offer: () => shelf.offer(row),
    facts: () => shelf.facts(row),
    figure: (field, moment) => {
      const lane = laneOf(field)
      return lane === undefined ? askNumber(field, shelf.facts(row), moment) : index.numberOf(row, lane)
    },
  }
}

export function boundCandidate(bound: BoundAsks, hash: Hex): Candidate {
  const offer = bound.offer(hash)!
  const { order } = offer.live.signed
  return {
    denomination: order.denomination,
    place: { price: order.pricePerSecond, sequence: offer.live.sequence },
    offer: () => offer,
    facts: () => bound.facts(hash),
    figure: (field, moment) => askNumber(field, bound.facts(hash), moment),
  }
}

/** What the index of a shelf finds. */
export function indexSource(
  shelf: Shelf,
  plan: SearchPlan,
  options: { liveUntilSeconds: number; accept: Accept | undefined },
): AskSource {
  const { prices } = plan
  const { liveUntilSeconds, accept } = options
  const query = indexQueryOf(plan, liveUntilSeconds)
  // What is cheaper than the lowest price is as if it had been on a page before.
  const start: Place | undefined =
    prices.lowest > 0n ? { price: prices.lowest - 1n, sequence: Number.MAX_SAFE_INTEGER } : undefined
  return {
    key: shelf.denomination,
    denomination: shelf.denomination,
    first(limit, after, budget) {
      const from = after && (!start || comparePlaces(after, start) > 0) ? after : start
      const found = shelf.index.search(query, {
        limit,
        after: from,
        accept: accept && ((row) => (budget.isSpent ? undefined : accept(row, budget))),
        workBound: budget.left,
      })
      const { rows, work, ...rest } = found
      budget.spend(work)
      return { candidates: rows.map((row) => rowCandidate(shelf, row)), ...rest }
    },
  }
}

/** What is left to look at in an ask that the index has found. */
export type Accept = (row: number, budget: WorkBudget) => boolean

function indexQueryOf({ numbers, flags, sets, prices }: SearchPlan, liveUntilSeconds: number): IndexQuery {
  return { numbers, flags, sets, maxPrice: prices.highest, liveUntilSeconds }
}

/** What fits among rows of a shelf that are few: each is looked at, wherever it stands. */
export function rowsSource(
  shelf: Shelf,
  plan: SearchPlan,
  options: { rows: () => Iterable<number>; liveUntilSeconds: number; accept: Accept | undefined },
): AskSource {
  const { denomination, index } = shelf
  const { rows, liveUntilSeconds, accept } = options
  const query = indexQueryOf(plan, liveUntilSeconds)
  return {
    key: denomination,
    denomination,
    first(limit, after, budget) {
      const best: { readonly row: number; readonly place: Place }[] = []
      for (const row of rows()) {
        budget.spend(WORK.listed)
        const place = index.placeOf(row)
        if (place.price < plan.prices.lowest || (after && comparePlaces(place, after) <= 0)) continue
        if (best.length === limit && comparePlaces(place, best.at(-1)!.place) > 0) continue
        if (!index.fits(row, query) || (accept && !accept(row, budget))) continue
        keepBest(best, { row, place }, limit, (a, b) => comparePlaces(a.place, b.place))
      }
      return { candidates: best.map(({ row }) => rowCandidate(shelf, row)), isTruncated: false, reached: undefined }
    },
  }
}

/** What was found already. */
export function listSource(key: string, denomination: Denomination, found: readonly Candidate[]): AskSource {
  const sorted = found
    .filter((candidate) => candidate.denomination === denomination)
    .sort((a, b) => comparePlaces(a.place, b.place))
  return {
    key,
    denomination,
    first: (limit, after, budget) => {
      const candidates = sorted.filter(({ place }) => !after || comparePlaces(place, after) > 0).slice(0, limit)
      budget.spend(candidates.length)
      return { candidates, isTruncated: false, reached: undefined }
    },
  }
}

function comparePlaces(a: Place, b: Place): number {
  if (a.price !== b.price) return a.price < b.price ? -1 : 1
  return a.sequence - b.sequence
}
