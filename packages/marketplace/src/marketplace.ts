import { type Checkpoint, Follower, type MarketEvent } from '@sonm/chain'
import { type CancelTimer, isCoded, nowSeconds, repeat, type Startable } from '@sonm/common'
import type { Address, Hex, SignedOrder } from '@sonm/model'
import { ReadCredit } from '@sonm/network'
import { askQuestions } from './book/ask-questions.ts'
import { OrderBook } from './book/order-book.ts'
import { ChainFacts } from './chain/chain-facts.ts'
import { ordersEndedBy } from './chain/ended-orders.ts'
import { Parties } from './chain/parties.ts'
import { masterOfLive } from './chain/removed-hubs.ts'
import { TakenElsewhere } from './chain/taken-elsewhere.ts'
import { UsdRate } from './chain/usd-rate.ts'
import { CountryChecks } from './countries/country-checks.ts'
import { createDataPart, type DataPart } from './data/data-part.ts'
import { createFederation, type Federation } from './federation/federation.ts'
import { type MarketplaceLimits, marketplaceLimits } from './limits.ts'
import { marketplaceMetrics } from './marketplace-metrics.ts'
import { Matching } from './matching/matching.ts'
import type { Marketplace, MarketplaceOptions } from './options.ts'
import type { Outcome } from './orders/coming-order.ts'
import { FULL_OF_SENDER, Intake, type Sender } from './orders/intake.ts'
import { LiveOrders, UNKNOWN_SUPPLIER } from './orders/live-orders.ts'
import type { OrderObserver } from './orders/order-observer.ts'
import { placeRequest } from './orders/place-messages.ts'
import { QUESTIONS_SPENT } from './orders/question-costs.ts'
import { applyOthers, loadOrders } from './orders/stored-orders.ts'
import { serveMarket } from './serve-market.ts'
import { readCancels, readCancelsOf } from './store/cancel-rows.ts'
import { OrderStore } from './store/order-store.ts'
import { othersChanges } from './store/others-changes.ts'
import { SharedOrderRows } from './store/shared-order-rows.ts'
import { SqliteOrderRows } from './store/sqlite-order-rows.ts'
import { inProcessVerifier } from './verification/order-verifier.ts'

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
    onState(failure) {
      if (failure === undefined) logger.warn({}, 'orders can be stored again')
      else logger.error({ err: failure }, 'orders cannot be stored, and are refused until they can')
    },
  })
  let federation: Federation | undefined
  const book = new OrderBook({ seed: new DataView(options.random.bytes(4).buffer).getUint32(0) })
  const rate = new UsdRate({ read: options.usdPerSnm ?? (async () => undefined), clock, logger })
  const usdPerSnm = () => rate.current
  const identityOf = (buyer: Address) => parties.identityOf(buyer)
  const credit = new ReadCredit({ clock, limits, spent: QUESTIONS_SPENT })
  const matching = new Matching({
    clock,
    limits,
    book,
    isLive: (hash) => live.has(hash),
    identityOf,
    usdPerSnm,
    credit,
  })
  const observer: OrderObserver = {
    placed(order) {
      // Asks that demand a level are matched with his bids.
      if (order.signed.order.side === 'bid') parties.identityOf(order.signed.order.author)
      countries.note(order.signed)
      matching.placed(order)
      federation?.observer.placed(order)
    },
    ended: (hash) => matching.ended(hash),
  }
  const facts: ChainFacts = new ChainFacts({ chain, clock, limits, liveBidsOf: (author) => live.bidsOf(author) })
  const live: LiveOrders = new LiveOrders(observer, book, (hub, known = UNKNOWN_SUPPLIER) => {
    // Whoever placed the ask just now, the chain has named his master.
    const party = parties.of('ask', hub) ?? { master: known.master ?? facts.masterOf(hub) }
    const isCountryContradicted = countries.of(hub) === 'contradicts'
    return data.supplierOf(hub, { ...known, ...party, isCountryContradicted })
  })
  const parties: Parties = new Parties({
    ...options,
    limits,
    levelOf: options.levelOf,
    masterOf: (hub) => masterOfLive(hub, { facts, live, withdraw: async (orders) => intake?.withdraw(orders) }),
    isUsed: (side, author) => live.countOf(author, side) > 0,
    onChange(side, author, party) {
      const known = side === 'ask' ? book.supplierOf(author) : undefined
      if (known) book.update(author, data.supplierOf(author, { ...known, ...party }))
      if (matching.watching > 0) matching.learned(live.of(author))
    },
  })
  const stopping = new AbortController()
  const measured = marketplaceMetrics(metrics)
  const countries: CountryChecks = new CountryChecks({
    ...options,
    sources: options.countrySources,
    limits,
    onChange(hub, check) {
      const supplier = book.supplierOf(hub)
      if (supplier) book.update(hub, { ...supplier, isCountryContradicted: check === 'contradicts' })
    },
  })
  let intake: Intake | undefined
  let follower: Follower | undefined
  let others: Startable | undefined
  let takenElsewhere: TakenElsewhere | undefined
  let cancelSweep: CancelTimer = () => {}

  const placeAll = async (orders: readonly SignedOrder[], sender = OWN): Promise<readonly Outcome[]> => {
    if (!federation) throw new Error('the marketplace is not started')
    const outcomes = await federation.placeAll(orders, sender)
    const placed = orders.filter((_, at) => typeof outcomes[at] === 'string')
    for (const outcome of outcomes) {
      if (typeof outcome !== 'string') measured.refused.inc({ code: isCoded(outcome) ? outcome.code : 'INTERNAL' })
    }
    const own = placed.find(({ order }) => order.author === sender.caller)
    if (own) countries.notePlaced(own, sender)
    measured.placed.inc(placed.length)
    measured.live.set(live.size)
    return outcomes
  }

  const place = async (signed: SignedOrder, sender = OWN): Promise<Hex> => {
    const [outcome] = await placeAll([signed], sender)
    if (typeof outcome !== 'string') throw outcome
    return outcome
  }

  const { now, search, explain } = askQuestions({ clock, limits, book, usdPerSnm, seconds: measured.searchSeconds })
  const data: DataPart = createDataPart({ ...options, live, moment: () => now().moment })

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
      onUnexpected: (err) => logger.error({ err }, 'an order could not be judged'),
    })
  }

  /** What the wire may do; it places as everybody else. */
  const messageIntake = (intake: Intake) => ({
    placeAll,
    checkWelcome: intake.checkWelcome.bind(intake),
    roomFor(sender: Sender, orders: number) {
      const room = intake.roomFor(sender, orders)
      if (room < orders) measured.refused.inc({ code: FULL_OF_SENDER.code }, orders - room)
      return room
    },
    noteWorthless: intake.noteWorthless.bind(intake),
    readPlain: intake.readPlain.bind(intake),
    limits,
  })

  const listenToOthers = (intake: Intake, { cancels }: Federation): Startable | undefined =>
    options.sharing &&
    shared &&
    othersChanges({
      rows: shared,
      sharing: options.sharing,
      clock,
      logger,
      async apply(orders) {
        const cancelsOf = (hashes: readonly Hex[]) => readCancelsOf(options.store, hashes)
        await applyOthers(orders, { live, clock, logger, facts, intake, cancels, cancelsOf })
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
      .write({ kind: 'expire', beforeSeconds: now, cancelsKept: limits.cancelsAhead })
      .catch((error: unknown) => logger.warn({ err: error }, 'expired orders could not be removed from the store'))
  }

  return {
    place,
    placeAll,
    async placeRequest(request, sender) {
      if (!intake) throw new Error('the marketplace is not started')
      return placeRequest(request, messageIntake(intake), sender)
    },
    async checkWelcome(sender) {
      await intake?.checkWelcome(sender)
    },
    hashes: () => Array.from(live.all(), ({ hash }) => hash),
    search,
    explain,
    async start() {
      const started = await load()
      intake = started
      takenElsewhere = new TakenElsewhere({ facts, live, logger, withdraw: (orders) => started.withdraw(orders) })
      await data.start()
      const domain = { chainId: chain.chainId, market: chain.market }
      const cancelsKept = await readCancels(options.store, limits.cancelsAhead)
      const parts = { domain, limits, live, intake, cancelsKept }
      federation = createFederation({ ...options, ...parts, peers: options.peers ?? [] })
      serveMarket({
        ...{ network, logger, clock, limits, live, search, explain, matching, countries, credit, measured },
        cancels: federation.cancels,
        intake: messageIntake(started),
        learnIdentity: (buyer) => parties.learnIdentity(buyer),
        routes: [data.routes, federation.routes],
        stopping: stopping.signal,
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
      await rate.start()
      await parties.start()
      await countries.start()
      others = listenToOthers(intake, federation)
      await others?.start()
      cancelSweep = repeat(clock, limits.sweepIntervalMs, sweep)
      // Last: what comes from others is judged by what the chain has said.
      await federation.start()
    },
    async stop() {
      cancelSweep()
      stopping.abort(new Error('the marketplace stops'))
      matching.stop()
      await rate.stop()
      await parties.stop()
      await countries.stop()
      await others?.stop()
      await federation?.stop()
      await follower?.stop()
      await data.stop()
      await takenElsewhere?.idle()
      await intake?.idle()
      await store.idle()
    },
  }
}

/** The sender of what the process itself places. */
const OWN: Sender = { host: 'the process itself', isBounded: true }
