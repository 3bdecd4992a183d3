import { systemClock } from '@sonm/common'
import { SEARCH_WORK } from '@sonm/marketplace/testing'
import { percentile } from '../figure.ts'
import { type ChangeRates, measureChanges } from './changes.ts'
import { ColumnScan } from './column-scan.ts'
import { type DataSet, dataSet, type SetName } from './data-set.ts'
import { filledIndex, indexQuery } from './index-of-set.ts'
import { LIMIT } from './search-options.ts'

/** What a search process prints; times are in milliseconds. */
export interface SearchTimes {
  readonly index: Percentiles
  readonly scan: Percentiles
  readonly searches: number
  readonly truncated: number
  /** Of R alone. */
  readonly changes?: ChangeRates
}

export interface Percentiles {
  readonly p50: number
  readonly p99: number
}

/** The scan is slow, and as steady with fewer. */
const SCANNED = 100
const CHANGES_MS = 3000

function timesOf(name: SetName, set: DataSet): SearchTimes {
  const scan = new ColumnScan(set)
  const index = filledIndex(set)
  const queries = set.queries.map(indexQuery)
  const search = (at: number) => index.search(queries[at]!, { limit: LIMIT, workBound: SEARCH_WORK })
  // As warm as a marketplace is after its first thousand searches.
  for (let at = 0; at < queries.length; at++) search(at)
  const indexMs: number[] = []
  let truncated = 0
  for (let at = 0; at < queries.length; at++) {
    const startMs = systemClock.monotonicMs()
    const { isTruncated } = search(at)
    indexMs.push(systemClock.monotonicMs() - startMs)
    if (isTruncated) truncated++
  }
  // After all searches, so that neither has the caches of the other.
  const scanMs: number[] = []
  for (const [at, query] of set.queries.slice(0, SCANNED).entries()) {
    const startMs = systemClock.monotonicMs()
    const expected = scan.first(LIMIT, query)
    scanMs.push(systemClock.monotonicMs() - startMs)
    const { rows, isTruncated } = search(at)
    check(
      rows.map((row) => index.placeOf(row).sequence - 1),
      isTruncated,
      expected,
    )
  }
  const times = { index: percentiles(indexMs), scan: percentiles(scanMs), searches: queries.length, truncated }
  return name === 'R' ? { ...times, changes: measureChanges(index, set, queries, CHANGES_MS) } : times
}

/** The scan looks at every ask: what it finds is right. */
function check(found: readonly number[], isTruncated: boolean, expected: readonly number[]): void {
  // A truncated answer is right as far as it goes.
  const right = isTruncated ? expected.slice(0, found.length) : expected
  if (found.join() !== right.join()) throw new Error(`the index answers ${found.join()}, and not ${right.join()}`)
}

export function percentiles(valuesMs: readonly number[]): Percentiles {
  return { p50: percentile(valuesMs, 50), p99: percentile(valuesMs, 99) }
}

/** `node search-process.ts SET ASKS QUERIES`: a process of its own for each set, so that none meets the heap of another. */
if (process.argv[1] === import.meta.filename) {
  const [name, asks, queries] = process.argv.slice(2) as [SetName, string, string]
  console.log(JSON.stringify(timesOf(name, dataSet(name, Number(asks), Number(queries)))))
}
