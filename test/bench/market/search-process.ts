import { systemClock } from '@sonm/common'
import { OrderBook, type SearchResult } from '@sonm/marketplace'
import { percentile } from '../figure.ts'
import { askQuery, liveAsk, supplierOf } from './book-of-set.ts'
import { type ChangeRates, measureChanges } from './changes.ts'
import { ColumnScan } from './column-scan.ts'
import { type DataSet, dataSet, type SetName } from './data-set.ts'
import { LIMIT, OPTIONS } from './search-options.ts'

/** What a search process prints; times are in milliseconds. */
export interface SearchTimes {
  readonly book: Percentiles
  readonly scan: Percentiles
  readonly searches: number
  readonly truncated: number
  /** Of R alone. */
  readonly changes?: ChangeRates
}

interface Percentiles {
  readonly p50: number
  readonly p99: number
}

/** The scan is slow, and as steady with fewer. */
const SCANNED = 200
const CHANGES_MS = 3000

function filledBook(set: DataSet): OrderBook {
  const book = new OrderBook({ seed: 1 })
  for (let at = 0; at < set.count; at++) book.insert(liveAsk(set, at), supplierOf(set, at))
  return book
}

function timesOf(name: SetName, set: DataSet): SearchTimes {
  const scan = new ColumnScan(set)
  const book = filledBook(set)
  const queries = set.queries.map(askQuery)
  // As warm as a marketplace is after its first thousand searches.
  for (const query of queries) book.search(query, OPTIONS)
  const bookMs: number[] = []
  const scanMs: number[] = []
  let truncated = 0
  for (const [at, query] of queries.entries()) {
    const startMs = systemClock.monotonicMs()
    const result = book.search(query, OPTIONS)
    bookMs.push(systemClock.monotonicMs() - startMs)
    if (result.isTruncated) truncated++
    if (at >= SCANNED) continue
    const scanStartMs = systemClock.monotonicMs()
    const expected = scan.first(LIMIT, set.queries[at]!)
    scanMs.push(systemClock.monotonicMs() - scanStartMs)
    check(result, expected)
  }
  const times = { book: percentiles(bookMs), scan: percentiles(scanMs), searches: queries.length, truncated }
  return name === 'R' ? { ...times, changes: measureChanges(book, set, queries, CHANGES_MS) } : times
}

/** The scan looks at every ask: what it finds is right. */
function check({ offers, isTruncated }: SearchResult, expected: readonly number[]): void {
  const found = offers.map(({ live }) => live.sequence - 1)
  // A truncated answer is right as far as it goes.
  const right = isTruncated ? expected.slice(0, found.length) : expected
  if (found.join() !== right.join()) throw new Error(`the book answers ${found.join()}, and not ${right.join()}`)
}

function percentiles(valuesMs: readonly number[]): Percentiles {
  return { p50: percentile(valuesMs, 50), p99: percentile(valuesMs, 99) }
}

/** `node search-process.ts SET ASKS QUERIES`: a process of its own for each set, so that none meets the heap of another. */
if (process.argv[1] === import.meta.filename) {
  const [name, asks, queries] = process.argv.slice(2) as [SetName, string, string]
  console.log(JSON.stringify(timesOf(name, dataSet(name, Number(asks), Number(queries)))))
}
