import { silentLogger, systemClock, systemRandom } from '@sonm/common'
import { LiveOrders, marketplaceLimits, marketplaceService } from '@sonm/marketplace'
import { signerFromPrivateKey } from '@sonm/model'
import { formatPeer, PeerNetwork, pinned } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import { type BookFigures, measureBook } from './book-figures.ts'
import { askQuery, liveAsk, supplierOf } from './book-of-set.ts'
import { ASKS_PER_HUB, dataSet } from './data-set.ts'
import { OPTIONS } from './search-options.ts'

/** What it prints, as one line of JSON. */
export interface Served {
  /** Where it listens. */
  readonly peer: string
  /** What the whole process takes. */
  readonly rssBytes: number
  readonly book: BookFigures
}

/** So many asks are made at once, so that the memory of the process is the book's. */
const MADE_AT_ONCE = 64 * ASKS_PER_HUB

/**
 * `node --expose-gc serve-process.ts ASKS QUERIES`: the searches of a marketplace with so many asks, on the network. It prints
 * what it is, and ends with its stdin.
 */
const [asks, searches] = process.argv.slice(2).map(Number) as [number, number]
const live = new LiveOrders()
fill(asks)
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
  intake: {
    placeAll: unused,
    checkWelcome: unused,
    noteWorthless: () => {},
    limits: marketplaceLimits,
  },
  cancels: { apply: unused },
  countryCheckOf: () => 'declared',
  search: (query, limit, cursor) => live.book.search(query, { ...OPTIONS, limit, cursor }),
  explain: (query) => live.book.explain(query, OPTIONS),
})
network.serve({ routes: (router) => router.service(MarketplaceService, service) })
const endpoint = await network.listen('127.0.0.1', 0)
process.stdin.resume().once('end', () => process.exit(0))
// What only made the asks is no part of a marketplace; what is left is what one has that stands idle for a while.
globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
const rssBytes = process.memoryUsage().rss
const { queries } = dataSet('R', MADE_AT_ONCE, searches)
const book = measureBook(live.book, queries.map(askQuery), dataSet('R', MADE_AT_ONCE, 0), 0, asks)
const served: Served = { peer: formatPeer({ address: network.address, endpoint }), rssBytes, book }
console.log(JSON.stringify(served))

/** No hub has asks in two of the sets. */
function fill(count: number): void {
  for (let first = 0; first < count; first += MADE_AT_ONCE) {
    const set = dataSet('R', Math.min(MADE_AT_ONCE, count - first), 0, first)
    for (let at = 0; at < set.count; at++) live.add(liveAsk(set, at, first + at + 1, first), supplierOf(set, at))
  }
}

async function unused(): Promise<never> {
  throw new Error('the bench only searches')
}
