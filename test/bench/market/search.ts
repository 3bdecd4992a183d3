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
import { type DataSet, dataSet, SET_NAMES, type SetName } from './data-set.ts'
import type { SearchTimes } from './search-process.ts'
import { postgresP50, sqliteP50 } from './sql-peers.ts'

const ASKS = 1_000_000
const SEARCHES = 2000
/** Databases take longer. */
const SQL_SEARCHES = 200
const RPC_SEARCHES = 2000

/** The best ten of a million asks on each data set beside a scan of columns, in databases, and over the network; and changes of a full book. */
export async function* measureSearch(): AsyncIterable<Measured> {
  let ofR: SearchTimes | undefined
  for (const name of SET_NAMES) {
    const times = await timesOf(name)
    for (const percent of ['p50', 'p99'] as const) {
      const figure = lower(`market.search.${name}.${percent}`, times.book[percent], 'ms', times.searches)
      yield beside(figure, 'column scan', times.scan[percent])
    }
    if (name === 'R') ofR = times
  }
  yield* changes(ofR!.changes!)
  yield* databases(ofR!.book.p50)
  yield* network()
}

async function timesOf(name: SetName): Promise<SearchTimes> {
  const child = startChild('search-process.ts', [name, ASKS, SEARCHES])
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
  yield beside(ours('market.search.sqlite.p50'), 'SQLite', sqliteP50(set, SQL_SEARCHES))
  const name = 'market.search.postgres.p50'
  if (findPostgres()) yield await besidePostgres(ours(name), set)
  else yield { name, leftOut: 'PostgreSQL is not installed: on Debian, apt-get install postgresql' }
}

async function besidePostgres(ours: Figure, set: DataSet): Promise<Measured> {
  try {
    return beside(ours, 'PostgreSQL', await postgresP50(set, SQL_SEARCHES))
  } catch (error) {
    return { name: ours.name, leftOut: messageOf(error) }
  }
}

/** A marketplace in a process of its own, with TLS on loopback: what a search takes, and what the process. */
async function* network(): AsyncIterable<Measured> {
  const child = startChild('serve-process.ts', [ASKS])
  try {
    const { peer, rssBytes } = await firstLine<{ peer: string; rssBytes: number }>(child)
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
    yield alone(lower('market.memory', rssBytes / 2 ** 20, 'MB', ASKS))
  } finally {
    await endChild(child)
  }
}

function lower(name: Figure['name'], value: number, unit: string, n: number): Figure {
  return { name, value, unit, better: 'lower', n }
}
