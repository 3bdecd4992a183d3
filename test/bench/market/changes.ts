import { seededRandom, systemClock } from '@sonm/common'
import type { OrderBook } from '@sonm/marketplace'
import type { AskQuery } from '@sonm/model'
import { percentile } from '../figure.ts'
import { liveAsk, supplierOf } from './book-of-set.ts'
import type { DataSet } from './data-set.ts'
import { OPTIONS } from './search-options.ts'

export interface ChangeRates {
  readonly pairsPerSecond: number
  /** Operations per second and searches' p99 in milliseconds, with changes at the rate of the figure's searches. */
  readonly mixed: { readonly operationsPerSecond: number; readonly searchP99Ms: number; readonly searches: number }
}

/** Insertions and removals beside one search: 350,000 operations a second leave room for 3,500 searches. */
const CHANGES_PER_SEARCH = 100
/** Orders that are made before the clock starts: making them is no work of the book. */
const FRESH = 100_000

/** One thread that changes a full book, alone and with searches in between. */
export function measureChanges(
  book: OrderBook,
  set: DataSet,
  queries: readonly AskQuery[],
  durationMs: number,
): ChangeRates {
  const asks = set.count
  const random = seededRandom(3)
  /** The newest order of each ask of the set. */
  const hashes = Array.from({ length: asks }, (_, at) => liveAsk(set, at).hash)
  let sequence = asks
  let fresh: { at: number; live: ReturnType<typeof liveAsk>; supplier: ReturnType<typeof supplierOf> }[] = []
  const makeFresh = () => {
    fresh = Array.from({ length: FRESH }, () => {
      const at = random.integer(asks)
      return { at, live: liveAsk(set, at, ++sequence), supplier: supplierOf(set, at) }
    })
  }
  const replaceNext = () => {
    const { at, live, supplier } = fresh.pop()!
    book.remove(hashes[at]!)
    book.insert(live, supplier)
    hashes[at] = live.hash
  }
  makeFresh()
  for (let at = 0; at < FRESH; at++) replaceNext()

  let pairs = 0
  let spentMs = 0
  while (spentMs < durationMs) {
    makeFresh()
    const startMs = systemClock.monotonicMs()
    for (let at = 0; at < FRESH; at++) replaceNext()
    spentMs += systemClock.monotonicMs() - startMs
    pairs += FRESH
  }

  let operations = 0
  let mixedMs = 0
  const searchMs: number[] = []
  while (mixedMs < durationMs) {
    makeFresh()
    const startMs = systemClock.monotonicMs()
    while (fresh.length > 0) {
      for (let change = 0; change < CHANGES_PER_SEARCH; change += 2) replaceNext()
      const searchStartMs = systemClock.monotonicMs()
      book.search(queries[searchMs.length % queries.length]!, OPTIONS)
      searchMs.push(systemClock.monotonicMs() - searchStartMs)
      operations += CHANGES_PER_SEARCH + 1
    }
    mixedMs += systemClock.monotonicMs() - startMs
  }
  return {
    pairsPerSecond: (pairs * 1000) / spentMs,
    mixed: {
      operationsPerSecond: (operations * 1000) / mixedMs,
      searchP99Ms: percentile(searchMs, 99),
      searches: searchMs.length,
    },
  }
}
