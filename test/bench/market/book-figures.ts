import { systemClock } from '@sonm/common'
import type { OrderBook } from '@sonm/marketplace'
import type { AskQuery } from '@sonm/model'
import { percentile } from '../figure.ts'
import { liveAsk, supplierOf } from './book-of-set.ts'
import type { DataSet } from './data-set.ts'
import { OPTIONS } from './search-options.ts'

/** What the book takes for whole answers: ten signed orders with their details, and not the numbers of rows. Times are in milliseconds. */
export interface BookFigures {
  readonly searchP50: number
  readonly searchP99: number
  readonly searches: number
  readonly explainP50: number
  readonly explains: number
  readonly pairsPerSecond: number
}

const EXPLAINS = 20
const PAIR_ROUNDS = 10

/** @param first the number of the set's first ask among those of the book @param sequence the newest in the book */
export function measureBook(
  book: OrderBook,
  queries: readonly AskQuery[],
  set: DataSet,
  first: number,
  sequence: number,
): BookFigures {
  const searchMs = timed(queries, 2, (query) => book.search(query, OPTIONS))
  const explainMs = timed(queries.slice(0, EXPLAINS), 2, (query) => book.explain(query, OPTIONS))
  return {
    searchP50: percentile(searchMs, 50),
    searchP99: percentile(searchMs, 99),
    searches: searchMs.length,
    explainP50: percentile(explainMs, 50),
    explains: explainMs.length,
    pairsPerSecond: pairs(book, set, first, sequence),
  }
}

/** The times of the last of so many rounds. */
function timed(queries: readonly AskQuery[], rounds: number, ask: (query: AskQuery) => unknown): readonly number[] {
  let times: number[] = []
  for (let round = 0; round < rounds; round++) {
    times = queries.map((query) => {
      const startMs = systemClock.monotonicMs()
      ask(query)
      return systemClock.monotonicMs() - startMs
    })
  }
  return times
}

/** Each ask of the set is taken out and put in anew, as if signed again. */
function pairs(book: OrderBook, set: DataSet, first: number, newest: number): number {
  let sequence = newest
  let hashes = Array.from({ length: set.count }, (_, at) => liveAsk(set, at, first + at + 1, first).hash)
  let spentMs = 0
  for (let round = 0; round < PAIR_ROUNDS; round++) {
    const fresh = hashes.map((_, at) => liveAsk(set, at, ++sequence, first))
    const startMs = systemClock.monotonicMs()
    for (const [at, live] of fresh.entries()) {
      book.remove(hashes[at]!)
      book.insert(live, supplierOf(set, at))
    }
    spentMs += systemClock.monotonicMs() - startMs
    hashes = fresh.map(({ hash }) => hash)
  }
  return (PAIR_ROUNDS * set.count * 1000) / spentMs
}
