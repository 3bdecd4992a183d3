import { seededRandom, systemClock } from '@sonm/common'
import { type AskIndex, type IndexedAsk, type IndexQuery, SEARCH_WORK } from '@sonm/marketplace/testing'
import { percentile } from '../figure.ts'
import type { DataSet } from './data-set.ts'
import { idOf, indexedAsk } from './index-of-set.ts'
import { LIMIT } from './search-options.ts'

export interface ChangeRates {
  readonly pairsPerSecond: number
  /** Operations per second and searches' p99 in milliseconds, with changes at the rate of the figure's searches. */
  readonly mixed: { readonly operationsPerSecond: number; readonly searchP99Ms: number; readonly searches: number }
}

/** Insertions and removals beside one search: 350,000 operations a second leave room for 3,500 searches. */
const CHANGES_PER_SEARCH = 100
/** Asks that are made before the clock starts, since making them is no work of the index: as many as come in a batch of the intake. */
const BATCH = 1000
const WARM_BATCHES = 100

interface Change {
  readonly gone: Uint8Array
  readonly come: IndexedAsk
}

/** One thread that changes a full index, alone and with searches in between. */
export function measureChanges(
  index: AskIndex,
  set: DataSet,
  queries: readonly IndexQuery[],
  durationMs: number,
): ChangeRates {
  const random = seededRandom(3)
  /** Of the newest of each ask of the set. */
  const sequences = Float64Array.from({ length: set.count }, (_, at) => at + 1)
  let sequence = set.count
  const nextBatch = (): readonly Change[] =>
    Array.from({ length: BATCH }, () => {
      const at = random.integer(set.count)
      const gone = idOf(sequences[at]!)
      sequences[at] = ++sequence
      return { gone, come: indexedAsk(set, at, sequence) }
    })
  const replace = ({ gone, come }: Change) => {
    index.remove(index.find(gone)!)
    index.insert(come)
  }
  for (let warm = 0; warm < WARM_BATCHES; warm++) nextBatch().forEach(replace)

  let pairs = 0
  let spentMs = 0
  while (spentMs < durationMs) {
    const batch = nextBatch()
    const startMs = systemClock.monotonicMs()
    for (const change of batch) replace(change)
    spentMs += systemClock.monotonicMs() - startMs
    pairs += BATCH
  }

  let operations = 0
  let mixedMs = 0
  const searchMs: number[] = []
  while (mixedMs < durationMs) {
    const batch = nextBatch()
    const startMs = systemClock.monotonicMs()
    for (let at = 0; at < BATCH; at++) {
      replace(batch[at]!)
      operations += 2
      if (operations % CHANGES_PER_SEARCH !== 0) continue
      const searchStartMs = systemClock.monotonicMs()
      index.search(queries[searchMs.length % queries.length]!, { limit: LIMIT, workBound: SEARCH_WORK })
      searchMs.push(systemClock.monotonicMs() - searchStartMs)
    }
    mixedMs += systemClock.monotonicMs() - startMs
  }
  return {
    pairsPerSecond: (pairs * 1000) / spentMs,
    mixed: {
      operationsPerSecond: ((operations + searchMs.length) * 1000) / mixedMs,
      searchP99Ms: percentile(searchMs, 99),
      searches: searchMs.length,
    },
  }
}
