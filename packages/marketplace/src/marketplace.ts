import { create } from '@bufbuild/protobuf'
import { type ChainClient, type Checkpoint, Follower, type MarketEvent } from '@sonm/chain'
import {
  type CancelTimer,
  type Clock,
  isCoded,
  type Logger,
  type Metrics,
  nowSeconds,
  type Random,
  repeat,
  type Startable,
} from '@sonm/common'
import {
  type Address,
  type AskQuery,
  type Hex,
  IDENTITY_LEVELS,
  type SearchMoment,
  type SignedOrder,
  type Signer,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService, MatchingService, OfferSchema, type SignedOrderMessage } from '@sonm/protocol'
import { OrderBook } from './book/order-book.ts'
import type { Explanation, SearchResult } from './book/search.ts'
import { ChainFacts, type OrderChain } from './chain/chain-facts.ts'
import { ordersEndedBy } from './chain/ended-orders.ts'
import { TakenElsewhere } from './chain/taken-elsewhere.ts'
import { createFederation, type Federation } from './federation/federation.ts'
import { type MarketplaceLimits, marketplaceLimits } from './limits.ts'
import { marketplaceMetrics } from './marketplace-metrics.ts'
import { Matching } from './matching/matching.ts'
import { matchingService } from './matching/matching-service.ts'
import { offerMessage } from './offer-message.ts'
import type { Outcome } from './orders/acceptance.ts'
import type { OnIntakePoint } from './orders/crashpoints.ts'
import { Intake, type Sender } from './orders/intake.ts'
import { LiveOrders } from './orders/live-orders.ts'
import type { OrderObserver } from './orders/order-observer.ts'
import { placeMessages } from './orders/place-messages.ts'
import { applyOthers, loadOrders } from './orders/stored-orders.ts'
import { marketplaceService } from './service.ts'
import { OrderStore } from './store/order-store.ts'
import { othersChanges, type Sharing } from './store/others-changes.ts'
import { SharedOrderRows } from './store/shared-order-rows.ts'
import { SqliteOrderRows } from './store/sqlite-order-rows.ts'
import type { MarketplaceStore } from './store/tables.ts'
import { inProcessVerifier, type OrderVerifier } from './verification/order-verifier.ts'

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
  /** Where several marketplaces share the store, which is PostgreSQL then. */
  readonly sharing?: Sharing
  /** How far the start has come with the orders of the store. */
  readonly onLoaded?: (loaded: number, total: number) => void
  /** Whoever opened it closes it, after `stop`; by default signatures are judged in this thread. */
  readonly verifier?: OrderVerifier
  /** Told of each moment of the intake; for tests. */
  readonly onIntakePoint?: OnIntakePoint
  /** The key of the network's own address: it signs what this marketplace says of its orders. */
  readonly signer: Signer
  /** Marketplaces whose orders are taken in too; none by default. */
  readonly peers?: readonly Address[]
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly limits?: Partial<MarketplaceLimits>
}

export interface Marketplace extends Startable {
  /**
   * As PlaceOrder of the API: resolves with the order's hash when it is durable and in the book.
   * @param sender by default the process itself
   */
  place(signed: SignedOrder, sender?: Sender): Promise<Hex>
  /** As PlaceOrders of the API: each by itself, in their order. */
  placeAll(orders: readonly SignedOrder[], sender?: Sender): Promise<readonly Outcome[]>
  /** What PlaceOrders of the API does with its message. @throws MARKETPLACE_BUSY */
  placeMessages(messages: readonly SignedOrderMessage[], sender: Sender): ReturnType<typeof placeMessages>
  /** Of all live orders. */
  hashes(): readonly Hex[]
  /** As Search of the API. */
  search(query: AskQuery, limit: number, cursor?: string): SearchResult
  /** What each requirement of a search turns away. */
  explain(query: AskQuery): Explanation
}

/** Nobody has proved more to this marketplace, and no order that asks for more is taken in. */
const identityOf = () => IDENTITY_LEVELS.anonymous
/** Not known here. */
const usdPerSnm = () => undefined

/**
 * The marketplace: takes signed orders in, keeps them, and finds the cheapest asks that fit.
 * `start` brings the orders of the store back and then serves; so start it before the network lets others in.
 */
export function createMarketplace(options: MarketplaceOptions): Marketplace {
  const { network, chain, clock, logger, metrics } = options
  const limits: MarketplaceLimits = { ...marketplaceLimits, ...options.limits }
  const shared = options.sharing && new SharedOrderRows(options.store, options.sharing.random)
  const store = new OrderStore({
    rows: shared ?? new SqliteOrderRows(options.store),
    clock,
    maxPerCommit: limits.ordersPerCommit,
    member: network.address,
  })
  let federation: Federation | undefined
  const book = new OrderBook()
  const matching = new Matching({ clock, limits, book, isLive: (hash) => live.has(hash), identityOf, usdPerSnm })
  const observer: OrderObserver = {
    placed(order) {
      matching.placed(order)
      federation?.observer.placed(order)
    },
    ended: (hash) => matching.ended(hash),
  }
  const live = new LiveOrders(observer, book)
  const stopping = new AbortController()
  const facts = new ChainFacts({ chain, clock, limits })
  const measured = marketplaceMetrics(metrics)
  let intake: Intake | undefined
  let follower: Follower | undefined
  let others: Startable | undefined
  let takenElsewhere: TakenElsewhere | undefined
  let cancelSweep: CancelTimer = () => {}

  const placeAll = async (orders: readonly SignedOrder[], sender = OWN): Promise<readonly Outcome[]> => {
    if (!federation) throw new Error('the marketplace is not started')
    const outcomes = await federation.placeAll(orders, sender)
    let placed = 0
    for (const outcome of outcomes) {
      if (typeof outcome === 'string') placed++
      else measured.refused.inc({ code: isCoded(outcome) ? outcome.code : 'INTERNAL' })
    }
    measured.placed.inc(placed)
    measured.live.set(live.size)
    return outcomes
  }

  const place = async (signed: SignedOrder, sender = OWN): Promise<Hex> => {
    const [outcome] = await placeAll([signed], sender)
    if (typeof outcome !== 'string') throw outcome
    return outcome
  }

  const now = (): { moment: SearchMoment; liveUntilSeconds: bigint } => {
    const seconds = BigInt(nowSeconds(clock))
    return {
      moment: { nowSeconds: seconds, usdPerSnm: usdPerSnm() },
      liveUntilSeconds: seconds + limits.shownAtLeastSeconds,
    }
  }

  const search = (query: AskQuery, limit: number, cursor?: string): SearchResult => {
    const startMs = clock.monotonicMs()
    const result = live.book.search(query, { limit, cursor, ...now() })
    measured.searchSeconds.observe((clock.monotonicMs() - startMs) / 1000)
    return result
  }

  const explain = (query: AskQuery): Explanation => live.book.explain(query, now())

  const load = async (): Promise<Intake> => {
    // What others change from here on is heard of later, also what is loaded changed already.
    await shared?.hearFromNow()
    await loadOrders({ ...options, store, live })
    measured.live.set(live.size)
    return new Intake({
      clock,
      limits,
      verifier: options.verifier ?? inProcessVerifier({ chainId: chain.chainId, market: chain.market }),
      facts,
      store,
      live,
      ...(options.onIntakePoint && { onPoint: options.onIntakePoint }),
    })
  }

  /** What the wire may do; it places as everybody else. */
  const messageIntake = (intake: Intake) => ({
    place,
    placeAll,
    cancel: intake.cancel.bind(intake),
    checkWelcome: intake.checkWelcome.bind(intake),
    noteWorthless: intake.noteWorthless.bind(intake),
  })

  const listenToOthers = (intake: Intake): Startable | undefined =>
    options.sharing &&
    shared &&
    othersChanges({
      rows: shared,
      sharing: options.sharing,
      clock,
      logger,
      async apply(orders) {
        await applyOthers(orders, { live, clock, logger, facts, intake })
        measured.live.set(live.size)
      },
    })

  const onEvents = async (events: readonly MarketEvent[], checkpoint: Checkpoint) => {
    // First for what is on its way in, which looks at the facts before it enters the book; then for what is in it.
    for (const event of events) facts.apply(event)
    const ended = ordersEndedBy(events, live)
    const sequences = ended.map(({ sequence }) => sequence)
    await store.write({ kind: 'withdraw', sequences }, { kind: 'checkpoint', checkpoint })
    for (const order of ended) live.withdraw(order)
    measured.live.set(live.size)
    for (const event of events) {
      if (event.kind !== 'dealOpened') continue
      takenElsewhere?.look(event.deal.hub)
      takenElsewhere?.look(event.deal.buyer)
    }
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
    placeAll,
    async placeMessages(messages, sender) {
      if (!intake) throw new Error('the marketplace is not started')
      return placeMessages(messages, messageIntake(intake), sender)
    },
    hashes: () => Array.from(live.all(), ({ hash }) => hash),
    search,
    explain,
    async start() {
      const started = await load()
      intake = started
      takenElsewhere = new TakenElsewhere({ facts, live, logger, withdraw: (orders) => started.withdraw(orders) })
      const domain = { chainId: chain.chainId, market: chain.market }
      federation = createFederation({ ...options, domain, limits, live, intake, peers: options.peers ?? [] })
      const { cancels, routes } = federation
      const service = marketplaceService({
        clock,
        limits,
        live,
        search,
        explain,
        cancels,
        intake: messageIntake(started),
      })
      const found = matchingService({
        matching,
        limits,
        offerOf: (order) => create(OfferSchema, offerMessage(order, book.get(order.hash)?.supplier)),
        identityOf,
        find: (hash) => live.get(hash),
        stopping: stopping.signal,
      })
      network.serve({
        routes(router) {
          router.service(MarketplaceService, service)
          router.service(MatchingService, found)
          routes(router)
        },
      })
      follower = new Follower({
        ...options.follow,
        chain,
        clock,
        logger,
        checkpoint: await store.checkpoint(),
        onEvents,
        // An order that a vanished block had taken stays out: its author signs a fresh one within minutes.
        onRollback: async (_, checkpoint) => {
          facts.forget()
          await store.write({ kind: 'checkpoint', checkpoint })
        },
      })
      await follower.start()
      others = listenToOthers(intake)
      await others?.start()
      cancelSweep = repeat(clock, limits.sweepIntervalMs, sweep)
      // Last: what comes from others is judged by what the chain has said.
      await federation.start()
    },
    async stop() {
      cancelSweep()
      stopping.abort(new Error('the marketplace stops'))
      matching.stop()
      await others?.stop()
      await federation?.stop()
      await follower?.stop()
      await takenElsewhere?.idle()
      await intake?.idle()
      await store.idle()
    },
  }
}

/** The sender of what the process itself places. */
const OWN: Sender = { host: 'the process itself', isBounded: true }
