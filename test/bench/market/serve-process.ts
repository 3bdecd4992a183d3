import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { LiveOrders, marketplaceLimits, marketplaceService } from '@sonm/marketplace'
import { signerFromPrivateKey } from '@sonm/model'
import { formatPeer, PeerNetwork, pinned } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import { liveAsk, supplierOf } from './book-of-set.ts'
import { dataSet } from './data-set.ts'
import { OPTIONS } from './search-options.ts'

/**
 * `node --expose-gc serve-process.ts ASKS`: the searches of a marketplace with so many asks, on the network. It prints where it
 * listens and how many bytes of memory the whole process takes, as one line of JSON, and ends with its stdin.
 */
const live = new LiveOrders()
fill(Number(process.argv[2]))
const network = new PeerNetwork({
  signer: signerFromPrivateKey(systemRandom.bytes(32)),
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
  resolve: pinned([]),
})
const service = marketplaceService({
  clock: systemClock,
  limits: marketplaceLimits,
  live,
  intake: { place: unused, placeAll: unused, cancel: unused, checkWelcome: unused, noteWorthless: () => {} },
  cancels: { apply: unused },
  countryCheckOf: () => 'unknown',
  search: (query, limit, cursor) => live.book.search(query, { ...OPTIONS, limit, cursor }),
  explain: (query) => live.book.explain(query, OPTIONS),
})
network.serve({ routes: (router) => router.service(MarketplaceService, service) })
const endpoint = await network.listen('127.0.0.1', 0)
process.stdin.resume().once('end', () => process.exit(0))
// What only made the asks is no part of a marketplace.
globalThis.gc?.()
console.log(
  JSON.stringify({ peer: formatPeer({ address: network.address, endpoint }), rssBytes: process.memoryUsage().rss }),
)

function fill(count: number): void {
  const set = dataSet('R', count, 0)
  for (let at = 0; at < count; at++) live.add(liveAsk(set, at), supplierOf(set, at))
}

async function unused(): Promise<never> {
  throw new Error('the bench only searches')
}
