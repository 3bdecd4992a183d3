import { type ChainClient, type Checkpoint, Follower, type MarketEvent } from '@sonm/chain'
import {
  type CancelTimer,
  type Clock,
  isCoded,
  type Logger,
  type Metrics,
  nowSeconds,
  repeat,
  type Startable,
} from '@sonm/common'
import type { Hex, SignedOrder } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import { ChainFacts, type OrderChain } from './chain/chain-facts.ts'
import { ordersEndedBy } from './chain/ended-orders.ts'
import { type MarketplaceLimits, marketplaceLimits } from './limits.ts'
import type { AskQuery } from './market/ask-query.ts'
import type { SearchResult } from './market/order-book.ts'
import { Intake } from './orders/intake.ts'
import { LiveOrders } from './orders/live-orders.ts'
import { type MarketplaceStore, OrderStore } from './orders/order-store.ts'
import { marketplaceService } from './service.ts'

export interface MarketplaceOptions {
  readonly network: Network
  readonly chain: OrderChain & Pick<ChainClient, 'chainId' | 'market' | 'latest' | 'blockHash' | 'readBlocks'>
  /** Where the market's events begin, and how deep a block must lie to be believed. */
  readonly follow: {
    readonly startBlock: bigint
    readonly confirmations: number
    readonly pollIntervalMs?: number
  }
  /** From `openMarketplaceStore`; whoever opened it closes it, after `stop`. */
  readonly store: MarketplaceStore
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly limits?: Partial<MarketplaceLimits>
}

export interface Marketplace extends Startable {
  /** As PlaceOrder of the API: resolves with the order's hash when it is durable and in the book. */
  place(signed: SignedOrder): Promise<Hex>
  /** As Search of the API. */
  search(query: AskQuery, limit: number): SearchResult
}

/**
 * The marketplace: takes signed orders in, keeps them, and finds the cheapest asks that fit.
 * `start` brings the orders of the store back and then serves; so start it before the network lets others in.
 */
export function createMarketplace(options: MarketplaceOptions): Marketplace {
  const { network, chain, clock, logger, metrics } = options
  const limits: MarketplaceLimits = { ...marketplaceLimits, ...options.limits }
  const store = new OrderStore({ store: options.store, clock, maxPerCommit: limits.ordersPerCommit })
  const live = new LiveOrders()
  const facts = new ChainFacts({ chain, clock, limits })
  const measured = marketplaceMetrics(metrics)
  let intake: Intake | undefined
  let follower: Follower | undefined
  let cancelSweep: CancelTimer = () => {}

  const place = async (signed: SignedOrder): Promise<Hex> => {
    if (!intake) throw new Error('the marketplace is not started')
    try {
      const hash = await intake.place(signed)
      measured.placed.inc()
      return hash
    } catch (error) {
      measured.refused.inc({ code: isCoded(error) ? error.code : 'INTERNAL' })
      throw error
    } finally {
      measured.live.set(live.size)
    }
  }

  const search = (query: AskQuery, limit: number): SearchResult => {
    const startMs = clock.monotonicMs()
    const liveUntilSeconds = BigInt(nowSeconds(clock)) + limits.shownAtLeastSeconds
    const result = live.book.search(query, { limit, liveUntilSeconds })
    measured.searchSeconds.observe((clock.monotonicMs() - startMs) / 1000)
    return result
  }

  const load = async (): Promise<Intake> => {
    const orders = await store.load(BigInt(nowSeconds(clock)))
    for (const { withdrawn, ...order } of orders) {
      const { author, expiresAtSeconds } = order.signed.order
      if (withdrawn) live.refuse(order.hash, { author, expiresAtSeconds })
      else live.add(order)
    }
    measured.live.set(live.size)
    logger.info({ orders: live.size }, 'the orders of the store are live again')
    const domain = { chainId: chain.chainId, market: chain.market }
    // What has expired and is not loaded may still be on disk, so the disk says where to go on.
    return new Intake({ domain, clock, limits, facts, store, live, nextSequence: (await store.lastSequence()) + 1 })
  }

  const onEvents = async (events: readonly MarketEvent[], checkpoint: Checkpoint) => {
    // First for what is on its way in, which looks at the facts before it enters the book; then for what is in it.
    for (const event of events) facts.apply(event)
    const ended = ordersEndedBy(events, live)
    const sequences = ended.map(({ sequence }) => sequence)
    await store.write({ kind: 'withdraw', sequences }, { kind: 'checkpoint', checkpoint })
    for (const order of ended) live.withdraw(order)
    measured.live.set(live.size)
  }

  const sweep = async () => {
    const now = BigInt(nowSeconds(clock))
    const expired = live.expire(now)
    measured.live.set(live.size)
    if (expired > 0) logger.debug({ expired }, 'orders have expired')
    await store
      .write({ kind: 'expire', beforeSeconds: now })
      .catch((error: unknown) => logger.warn({ err: error }, 'expired orders could not be removed from the store'))
  }

  return {
    place,
    search,
    async start() {
      intake = await load()
      const service = marketplaceService({
        clock,
        limits,
        live,
        search,
        intake: { place, cancel: intake.cancel.bind(intake) },
      })
      network.serve({ routes: (router) => router.service(MarketplaceService, service) })
      follower = new Follower({
        ...options.follow,
        chain,
        clock,
        logger,
        checkpoint: await store.checkpoint(),
        onEvents,
        // An order that a vanished block had taken stays out: its author signs a fresh one within minutes.
        onRollback: (_, checkpoint) => store.write({ kind: 'checkpoint', checkpoint }),
      })
      await follower.start()
      cancelSweep = repeat(clock, limits.sweepIntervalMs, sweep)
    },
    async stop() {
      cancelSweep()
      await follower?.stop()
      await intake?.idle()
      await store.idle()
    },
  }
}

function marketplaceMetrics(metrics: Metrics) {
  return {
    live: metrics.gauge('sonm_marketplace_orders_live_count', 'Orders that are live'),
    placed: metrics.counter('sonm_marketplace_orders_placed_total', 'Orders that were acknowledged'),
    refused: metrics.counter('sonm_marketplace_orders_refused_total', 'Orders that were refused, by error code', [
      'code',
    ]),
    searchSeconds: metrics.histogram(
      'sonm_marketplace_search_seconds',
      'Time of a search in the book',
      [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5],
    ),
  }
}
