import { createClient } from '@connectrpc/connect'
import { messageOf, silentLogger, systemClock, systemRandom } from '@sonm/common'
import { findPostgres } from '@sonm/common/testing'
import { formatQuery, signerFromPrivateKey } from '@sonm/model'
import { PeerNetwork, parsePeer, pinned } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import { alone, beside, type Figure, type Measured, percentile } from '../figure.ts'
import { askQuery } from './book-of-set.ts'
import type { ChangeRates } from './changes.ts'
import { endChild, firstLine, startChild } from './child.ts'
import { ColumnScan } from './column-scan.ts'
import { type DataSet, dataSet, SET_NAMES, type SetName } from './data-set.ts'
import type { SearchTimes } from './search-process.ts'
import type { Served } from './serve-process.ts'
import { postgresP50, sqliteP50 } from './sql-peers.ts'

const ASKS = 1_000_000
const SEARCHES = 2000
/** A search that is ended by its bound takes hundreds of times as long as others, and each as long as the next. */
const BOUNDED_SEARCHES = 300
/** Databases take half a second each. */
const SQL_SEARCHES = 30
const RPC_SEARCHES = 2000

/**
 * The best ten of a million asks on each data set: their rows in the index beside a scan of columns and beside databases, whole offers of the
 * book, and over the network; and changes of a full index.
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
  yield* network()
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

/** A marketplace in a process of its own, with TLS on loopback: what a search takes there and in its book, and what the process. */
async function* network(): AsyncIterable<Measured> {
  const child = startChild('serve-process.ts', [ASKS, SEARCHES])
  try {
    const { peer, rssBytes, book } = await firstLine<Served>(child)
    const server = parsePeer(peer)
    const client = new PeerNetwork({
      signer: signerFromPrivateKey(systemRandom.bytes(32)),
      clock: systemClock,
      random: systemRandom,
      logger: silentLogger,
      resolve: pinned([server]),
    })
    const marketplace = createClient(MarketplaceService, client.rpc(server.address))
    const queries = dataSet('R', 10_000, RPC_SEARCHES).queries.map((query) =>
      formatQuery({ ...askQuery(query), any: [] }),
    )
    for (const query of queries.slice(0, 500)) await marketplace.search({ query })
    const times: number[] = []
    for (const query of queries) {
      const startMs = systemClock.monotonicMs()
      await marketplace.search({ query })
      times.push(systemClock.monotonicMs() - startMs)
    }
    await client.close()
    yield alone(lower('market.search.rpc.p50', percentile(times, 50), 'ms', times.length))
    yield alone(lower('market.book.search.p50', book.searchP50, 'ms', book.searches))
    yield alone(lower('market.book.search.p99', book.searchP99, 'ms', book.searches))
    yield alone(lower('market.book.explain.p50', book.explainP50, 'ms', book.explains))
    const { pairsPerSecond } = book
    yield alone({ name: 'market.book.pairs', value: pairsPerSecond, unit: 'pairs/s', better: 'higher', n: ASKS })
    yield alone(lower('market.memory', rssBytes / 1e6, 'MB', ASKS))
  } finally {
    await endChild(child)
  }
}

function lower(name: Figure['name'], value: number, unit: string, n: number): Figure {
  return { name, value, unit, better: 'lower', n }
}
