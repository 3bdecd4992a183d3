import { type Clock, nowSeconds } from '@sonm/common'
import { type Address, type AskQuery, type Hex, mismatches, type Order, queryOfBid, unmet } from '@sonm/model'
import type { ReadCredit } from '@sonm/network'
import type { AskBook, Offer } from '../book/search.ts'
import { WorkBudget } from '../book/work-budget.ts'
import type { MarketplaceLimits } from '../limits.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import type { OrderObserver } from '../orders/order-observer.ts'
import type { AskSide } from './bid-book.ts'
import { explainQuery, type Reasons } from './explain.ts'
import { FactsOfSome } from './facts.ts'
import { matchBid } from './match-bid.ts'
import { StandingBids } from './standing-bids.ts'
import { Watch, type Watched, type WatchUpdate } from './watch.ts'
import { type WatchCaller, WatchCounts } from './watch-limits.ts'
import { Watches, type Watching } from './watches.ts'

export interface MatchingOptions {
  readonly clock: Clock
  readonly limits: MarketplaceLimits
  readonly book: Pick<AskBook, 'search' | 'explain' | 'get' | 'of'>
  readonly isLive: (hash: Hex) => boolean
  /** The level that an account has proved. */
  readonly identityOf: (account: Address) => number
  readonly credit: Pick<ReadCredit, 'measure' | 'isSpent'>
  /** In 1e-18 USD; undefined: no rate is known. */
  readonly usdPerSnm: () => bigint | undefined
}

/** An order for which matches are sought, and its hash where the marketplace holds it. */
export interface Sought {
  readonly order: Order
  readonly hash: Hex | undefined
}

/** Who fits whom, now and from now on. */
export class Matching implements OrderObserver {
  readonly #options: MatchingOptions
  /** Each reader of a book asks whether the ask that has come concerns him. */
  readonly #facts = new FactsOfSome(1)
  readonly #bids = new StandingBids()
  readonly #watches: Watches
  readonly #counts: WatchCounts

  constructor(options: MatchingOptions) {
    this.#options = options
    this.#watches = new Watches({ clock: options.clock, flushMs: options.limits.matchPauseMs })
    this.#counts = new WatchCounts(options.limits)
  }

  /** Streams that are open. */
  get watching(): number {
    return this.#counts.open
  }

  placed(live: LiveOrder): void {
    this.#bids.placed(live)
    const side = () => this.#sideOf({ order: live.signed.order, hash: live.hash })
    this.#watches.placed(live, side, this.#options.identityOf)
  }

  /** Something else is known of the author of these orders than when they came. */
  learned(orders: readonly LiveOrder[]): void {
    for (const live of orders) {
      this.#watches.learned(live.hash)
      const side = () => this.#sideOf({ order: live.signed.order, hash: live.hash })
      this.#watches.placed(live, side, this.#options.identityOf)
    }
  }

  ended(hash: Hex): void {
    this.#bids.ended(hash)
    this.#watches.ended(hash)
  }

  stop(): void {
    this.#watches.stop()
  }

  /** The best orders of the other side that the contract would join with this one. */
  match(sought: Sought, limit: number): Watched {
    const { order } = sought
    if (order.side === 'ask') {
      const bids = this.#bids.book.matching(this.#sideOf(sought), this.#options.identityOf, limit)
      return { orders: bids.map(({ live }) => live), isTruncated: false }
    }
    const { book, identityOf } = this.#options
    const when = { nowSeconds: this.#now(), liveUntilSeconds: this.#liveUntil() }
    const found = matchBid(order, { book, buyerIdentity: identityOf(order.author), limit, ...when })
    return { orders: found.offers.map(({ live }) => live), isTruncated: found.isTruncated }
  }

  explainBid(bid: Order): Reasons {
    // As for a match: the contract never joins two currencies.
    return this.#explain(queryOfBid(bid, this.#options.identityOf(bid.author)), undefined)
  }

  explain(query: AskQuery): Reasons {
    return this.#explain(query, this.#options.usdPerSnm())
  }

  /** @throws WATCH_QUOTA */
  watchMatches(sought: Sought, limit: number, caller: WatchCaller, signal: AbortSignal) {
    const { order, hash } = sought
    const isOver = () => order.expiresAtSeconds < this.#now() || (hash !== undefined && !this.#options.isLive(hash))
    return this.#open(caller, signal, {
      about: hash,
      bid: order.side === 'bid' ? order : undefined,
      pauseMs: this.#options.limits.matchPauseMs,
      current: () => (isOver() ? undefined : this.match(sought, limit)),
      concerns: ({ signed }) => signed.order.side === 'bid' && this.#joins(sought, signed.order),
    })
  }

  /** @throws WATCH_QUOTA */
  watchAsks(query: AskQuery, depth: number, caller: WatchCaller, signal: AbortSignal) {
    const { book, limits } = this.#options
    return this.#open(caller, signal, {
      about: undefined,
      bid: undefined,
      pauseMs: limits.bookPauseMs,
      current: () => {
        const when = { moment: this.#moment(), liveUntilSeconds: this.#liveUntil() }
        const { offers, isTruncated } = book.search(query, { limit: depth, ...when })
        return { orders: offers.map(({ live }) => live), isTruncated }
      },
      concerns: ({ signed, hash }) => signed.order.side === 'ask' && this.#answers(query, book.get(hash)),
    })
  }

  /** @throws WATCH_QUOTA */
  watchBids(depth: number, caller: WatchCaller, signal: AbortSignal) {
    return this.#open(caller, signal, {
      about: undefined,
      bid: undefined,
      pauseMs: this.#options.limits.bookPauseMs,
      current: () => ({ orders: this.#bids.best(depth, this.#now()), isTruncated: false }),
      concerns: ({ signed }) => signed.order.side === 'bid',
    })
  }

  async *#open(
    caller: WatchCaller,
    signal: AbortSignal,
    question: Omit<Watching, 'watch'> & { current: () => Watched | undefined; pauseMs: number },
  ): AsyncGenerator<WatchUpdate> {
    const { clock, limits, credit } = this.#options
    const sender = { caller: caller.key, host: caller.host }
    const release = this.#counts.take(caller)
    const watch = new Watch({
      clock,
      current: () => credit.measure(sender, question.current),
      // Whose looks have taken as much time as they may, sees changes later.
      pauseMs: () => (credit.isSpent(sender) ? limits.spentPauseMs : question.pauseMs),
      heartbeatMs: limits.watchHeartbeatMs,
      changesAtMs: (told) => this.#firstEndMs(told),
    })
    const close = this.#watches.add({ ...question, watch })
    try {
      yield* watch.updates(signal)
    } finally {
      close()
      release()
    }
  }

  /** When the first of these is no longer shown. */
  #firstEndMs(told: readonly LiveOrder[]): number | undefined {
    const { shownAtLeastSeconds } = this.#options.limits
    const ends = told.map(({ signed: { order } }) => {
      const lastSecond = order.side === 'ask' ? order.expiresAtSeconds - shownAtLeastSeconds : order.expiresAtSeconds
      return (Number(lastSecond) + 1) * 1000
    })
    return ends.length === 0 ? undefined : Math.min(...ends)
  }

  #explain(query: AskQuery, usdPerSnm: bigint | undefined): Reasons {
    const moment = { nowSeconds: this.#now(), usdPerSnm }
    const budget = new WorkBudget(this.#options.limits.explainWork)
    return explainQuery(query, this.#options.book, { moment, liveUntilSeconds: this.#liveUntil(), budget })
  }

  #answers(query: AskQuery, offer: Offer | undefined): boolean {
    return offer !== undefined && unmet(query, this.#facts.of(offer), this.#moment()).length === 0
  }

  #joins(sought: Sought, bid: Order): boolean {
    const buyerIdentity = this.#options.identityOf(bid.author)
    return mismatches(sought.order, bid, { ...this.#sideOf(sought), buyerIdentity }).length === 0
  }

  /** Where the marketplace knows no ask of this hub, and so not its master, the hub stands for him. */
  #sideOf({ order, hash }: Sought): AskSide {
    const { book } = this.#options
    const known = hash ?? book.of(order.author)[0]?.hash
    const supplier = known === undefined ? undefined : book.get(known)?.supplier
    return {
      ask: order,
      master: supplier?.master ?? order.author,
      supplierIdentity: supplier?.identity ?? 1,
      nowSeconds: this.#now(),
    }
  }

  #moment() {
    return { nowSeconds: this.#now(), usdPerSnm: this.#options.usdPerSnm() }
  }

  #now(): bigint {
    return BigInt(nowSeconds(this.#options.clock))
  }

  #liveUntil(): bigint {
    return this.#now() + this.#options.limits.shownAtLeastSeconds
  }
}
