import { messageOf } from '@sonm/common'
import { findPostgres } from '@sonm/common/testing'
import { alone, beside, type Figure, type Measured } from '../figure.ts'
import type { BookFigures } from './book-figures.ts'
import type { ChangeRates } from './changes.ts'
import { endChild, firstLine, startChild } from './child.ts'
import { ColumnScan } from './column-scan.ts'
import { type DataSet, dataSet, SET_NAMES, type SetName } from './data-set.ts'
import type { SearchTimes } from './search-process.ts'
import { postgresP50, sqliteP50 } from './sql-peers.ts'

const ASKS = 1_000_000
const SEARCHES = 2000
/** A search that is ended by its bound takes hundreds of times as long as others, and each as long as the next. */
const BOUNDED_SEARCHES = 300
/** Databases take half a second each. */
const SQL_SEARCHES = 30

/**
 * The best ten of a million asks on each data set: their rows in the index beside a scan of columns and beside databases, and whole offers of the
 * book; and changes of a full index.
 */
export async function* measureSearch(): AsyncIterable<Measured> {
  let ofR: SearchTimes | undefined
  for (const name of SET_NAMES) {
    const times = await timesOf(name)
    for (const percent of ['p50', 'p99'] as const) {
      const figure = lower(`market.search.${name}.${percent}`, times.index[percent], 'ms', times.searches)
      yield beside(figure, 'column scan', times.scan[percent])
    }
    if (name === 'R') ofR = times
  }
  yield* changes(ofR!.changes!)
  yield* databases(ofR!.index.p50)
  yield* book()
}

async function timesOf(name: SetName): Promise<SearchTimes> {
  const child = startChild('search-process.ts', [name, ASKS, name === 'X3' ? BOUNDED_SEARCHES : SEARCHES])
  try {
    return await firstLine(child)
  } finally {
    await endChild(child)
  }
}

function* changes({ pairsPerSecond, mixed }: ChangeRates): Iterable<Measured> {
  const { operationsPerSecond, searchP99Ms, searches } = mixed
  const n = ASKS
  yield alone({ name: 'market.pairs', value: pairsPerSecond, unit: 'pairs/s', better: 'higher', n })
  yield alone({ name: 'market.mixed.ops', value: operationsPerSecond, unit: 'ops/s', better: 'higher', n })
  yield alone(lower('market.mixed.p99', searchP99Ms, 'ms', searches))
}

/** Their figures beside ours on R. */
async function* databases(oursMs: number): AsyncIterable<Measured> {
  const set = dataSet('R', ASKS, SQL_SEARCHES)
  const ours = (name: Figure['name']) => lower(name, oursMs, 'ms', SQL_SEARCHES)
  const scan = new ColumnScan(set)
  yield beside(ours('market.search.sqlite.p50'), 'SQLite', sqliteP50(set, scan, SQL_SEARCHES))
  const name = 'market.search.postgres.p50'
  if (findPostgres()) yield await besidePostgres(ours(name), set, scan)
  else yield { name, leftOut: 'PostgreSQL is not installed: on Debian, apt-get install postgresql' }
}

async function besidePostgres(ours: Figure, set: DataSet, scan: ColumnScan): Promise<Measured> {
  try {
    return beside(ours, 'PostgreSQL', await postgresP50(set, scan, SQL_SEARCHES))
  } catch (error) {
    return { name: ours.name, leftOut: messageOf(error) }
  }
}

/** A whole answer: ten signed orders with their details. */
async function* book(): AsyncIterable<Measured> {
  const child = startChild('book-process.ts', [ASKS, SEARCHES])
  try {
    const figures = await firstLine<BookFigures>(child)
    yield alone(lower('market.book.search.p50', figures.searchP50, 'ms', figures.searches))
    yield alone(lower('market.book.search.p99', figures.searchP99, 'ms', figures.searches))
    yield alone(lower('market.book.explain.p50', figures.explainP50, 'ms', figures.explains))
    const { pairsPerSecond: value } = figures
    yield alone({ name: 'market.book.pairs', value, unit: 'pairs/s', better: 'higher', n: ASKS })
  } finally {
    await endChild(child)
  }
}

function lower(name: Figure['name'], value: number, unit: string, n: number): Figure {
  return { name, value, unit, better: 'lower', n }
}
