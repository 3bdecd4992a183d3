import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@connectrpc/connect'
import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { fillStore } from '@sonm/marketplace/testing'
import { formatQuery, signerFromPrivateKey } from '@sonm/model'
import { PeerNetwork, parsePeer, pinned } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import { alone, type Measured, median, percentile } from '../figure.ts'
import { askQuery, asksOfSet } from './book-of-set.ts'
import { endChild, linesOf, startChild } from './child.ts'
import { dataSet, LANE_OF_STANDING, SET_PART } from './data-set.ts'
import type { Served } from './serve-process.ts'

const ASKS = 1_000_000
const ROUNDS = 3
const SEARCHES = 2000
/** As warm as a marketplace is after its first searches. */
const FIRST_SEARCHES = 500

/** A whole marketplace over a million asks on disk: its start, what its process takes, and a search over the network. */
export async function* measureRunning(): AsyncIterable<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-'))
  try {
    const path = join(folder, 'orders.sqlite')
    await fillStore(path, stored())
    const seconds: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      const startMs = systemClock.monotonicMs()
      const child = startChild('serve-process.ts', [path])
      try {
        const lines = linesOf(child)
        const { peer, asks } = await lines.next<Served>()
        seconds.push((systemClock.monotonicMs() - startMs) / 1000)
        if (asks !== ASKS) throw new Error(`${asks} asks came back, not ${ASKS}`)
        if (round === ROUNDS) yield* whileItRuns(child, peer, lines)
      } finally {
        await endChild(child)
      }
    }
    yield alone({ name: 'market.restart', value: median(seconds), unit: 's', better: 'lower', n: ROUNDS })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function* stored() {
  for (const { ask } of asksOfSet('R', ASKS)) yield ask
}

async function* whileItRuns(
  child: ChildProcess,
  peer: string,
  lines: ReturnType<typeof linesOf>,
): AsyncIterable<Measured> {
  const times = await searchTimes(peer)
  child.stdin!.write('\n')
  const rssBytes = await lines.next<number>()
  const p50 = percentile(times, 50)
  yield alone({ name: 'market.search.rpc.p50', value: p50, unit: 'ms', better: 'lower', n: times.length })
  yield alone({ name: 'market.memory', value: rssBytes / 1e6, unit: 'MB', better: 'lower', n: ASKS })
}

async function searchTimes(peer: string): Promise<readonly number[]> {
  const server = parsePeer(peer)
  const signer = signerFromPrivateKey(systemRandom.bytes(32))
  const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const client = new PeerNetwork({ ...world, signer, resolve: pinned([server]) })
  try {
    const marketplace = createClient(MarketplaceService, client.rpc(server.address))
    const queries = dataSet('R', SET_PART, SEARCHES).queries.map(({ least, ...query }) =>
      // How far suppliers can be relied on the chain says, which says nothing here.
      formatQuery({ ...askQuery({ ...query, least: least.filter(({ lane }) => lane < LANE_OF_STANDING) }), any: [] }),
    )
    for (const query of queries.slice(0, FIRST_SEARCHES)) await marketplace.search({ query })
    const times: number[] = []
    for (const query of queries) {
      const startMs = systemClock.monotonicMs()
      await marketplace.search({ query })
      times.push(systemClock.monotonicMs() - startMs)
    }
    return times
  } finally {
    await client.close()
  }
}
