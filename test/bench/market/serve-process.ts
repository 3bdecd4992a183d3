import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import {
  createMarketplace,
  keepHeapSmall,
  openMarketplaceDatabase,
  startedInLargeHeap,
  VerifyPool,
} from '@sonm/marketplace'
import { ANY_ASK, signerFromPrivateKey } from '@sonm/model'
import { formatPeer, PeerNetwork, pinned } from '@sonm/network'
import { chainThatSaysYes, DOMAIN } from './intake-world.ts'

/** What it prints when it answers. */
export interface Served {
  /** Where it listens. */
  readonly peer: string
  readonly asks: number
}

/**
 * `node serve-process.ts PATH`: a marketplace as its role starts it, but for the chain: on the SQLite file, with its threads and on the network. It
 * prints what it is when it answers, as a line of JSON; for each line that it reads the bytes that its process takes; and ends with its stdin.
 */
keepHeapSmall()
const world = { clock: systemClock, random: systemRandom, logger: silentLogger }
const { store } = await openMarketplaceDatabase({ kind: 'sqlite', path: process.argv[2]! }, world)
const verifier = new VerifyPool({ domain: DOMAIN, threads: availableParallelism(), logger: silentLogger })
const signer = signerFromPrivateKey(systemRandom.bytes(32))
const network = new PeerNetwork({ ...world, signer, resolve: pinned([]) })
const metrics = createMetrics({ processMetrics: false })
const marketplace = createMarketplace({
  ...world,
  network,
  signer,
  chain: chainThatSaysYes,
  follow: { startBlock: 0n, confirmations: 0 },
  store,
  verifier,
  metrics,
})
await startedInLargeHeap(marketplace, systemClock).start()
const endpoint = await network.listen('127.0.0.1', 0)
if (marketplace.search(ANY_ASK, 10).offers.length !== 10) throw new Error('a search finds nothing')
const asks = Number(/^sonm_marketplace_orders_live_count (\d+)$/m.exec(await metrics.text())?.[1])
const served: Served = { peer: formatPeer({ address: network.address, endpoint }), asks }
console.log(JSON.stringify(served))
for await (const _ of createInterface({ input: process.stdin })) console.log(process.memoryUsage.rss())
process.exit()
