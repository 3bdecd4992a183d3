import { type Address, type Hex, IDENTITY_LEVELS, type Order, UNKNOWN_RELIABILITY } from '@sonm/model'
import { OrderBook } from '../book/order-book.ts'
import type { SupplierFacts } from '../book/search.ts'
import type { LiveOrder } from './live-order.ts'
import type { OrderObserver } from './order-observer.ts'

export type Side = Order['side']

/** What is left of an order that was cancelled or taken: enough to refuse it until it would have expired. */
export interface WithdrawnOrder {
  readonly author: Address
  readonly expiresAtSeconds: bigint
}

/** A supplier of whom nothing is known. */
export const UNKNOWN_SUPPLIER: SupplierFacts = {
  master: undefined,
  identity: IDENTITY_LEVELS.anonymous,
  reliability: UNKNOWN_RELIABILITY,
  isCountryContradicted: false,
}

export type SupplierOf = (hub: Address, known: SupplierFacts | undefined) => SupplierFacts

/** Every live order in memory, by hash and by author. The asks are in the book, which keeps them packed; the few bids here. */
export class LiveOrders {
  readonly book: OrderBook
  readonly #bids = new Map<Hex, LiveOrder>()
  readonly #bidsOf = new Map<Address, Set<LiveOrder>>()
  readonly #withdrawn = new Map<Hex, WithdrawnOrder>()
  readonly #withdrawnOf = new Map<Address, number>()
  readonly #observer: OrderObserver | undefined
  readonly #supplierOf: SupplierOf
  #onWithdrawn: (order: LiveOrder) => void = () => {}

  /** @param supplierOf what is known of the supplier of a hub, given what the book had of him */
  constructor(
    observer?: OrderObserver,
    book = new OrderBook(),
    supplierOf: SupplierOf = (_, known) => known ?? UNKNOWN_SUPPLIER,
  ) {
    this.#observer = observer
    this.#supplierOf = supplierOf
    this.book = book
  }

  get size(): number {
    return this.book.size + this.#bids.size
  }

  count(side: Side): number {
    return side === 'bid' ? this.#bids.size : this.book.size
  }

  has(hash: Hex): boolean {
    return this.#bids.has(hash) || this.book.has(hash)
  }

  get(hash: Hex): LiveOrder | undefined {
    return this.#bids.get(hash) ?? this.book.get(hash)?.live
  }

  /** All of them, in no order; what comes or goes meanwhile may be among them or not. */
  *all(): Iterable<LiveOrder> {
    yield* this.#bids.values()
    yield* this.book.all()
  }

  withdrawn(hash: Hex): WithdrawnOrder | undefined {
    return this.#withdrawn.get(hash)
  }

  /** How many of an author are remembered so. */
  withdrawnOf(author: Address): number {
    return this.#withdrawnOf.get(author) ?? 0
  }

  /** Oldest first. */
  of(author: Address): readonly LiveOrder[] {
    return [...(this.#bidsOf.get(author) ?? []), ...this.book.of(author)].sort((a, b) => a.sequence - b.sequence)
  }

  bidsOf(author: Address): Iterable<LiveOrder> {
    return this.#bidsOf.get(author) ?? []
  }

  countOf(author: Address, side: Side): number {
    return side === 'bid' ? (this.#bidsOf.get(author)?.size ?? 0) : this.book.countOf(author)
  }

  /**
   * @param supplier of an ask: what is known of him; without it, what was known before
   * @returns false when it is there already
   * @throws ORDER_INVALID when its details are none
   */
  add(live: LiveOrder, supplier?: SupplierFacts): boolean {
    const { order } = live.signed
    const isNew =
      order.side === 'ask' ? this.book.insert(live, supplier ?? this.#supplier(order.author)) : this.#addBid(live)
    if (isNew) this.#observer?.placed(live)
    return isNew
  }

  /** Tells of each order that is cancelled or taken, when it has gone. */
  onWithdrawn(listener: (order: LiveOrder) => void): void {
    this.#onWithdrawn = listener
  }

  /** As `add`, of many at once: what is known of a supplier is asked for once. */
  adder(): (live: LiveOrder) => boolean {
    let author: Address | undefined
    let supplier: SupplierFacts | undefined
    return (live) => {
      const { order } = live.signed
      if (order.side === 'ask' && order.author !== author) {
        supplier = this.#supplier(order.author)
        author = order.author
      }
      return this.add(live, supplier)
    }
  }

  withdraw(live: LiveOrder): void {
    const { hash, signed } = live
    if (this.book.remove(hash) || this.#removeBid(hash)) {
      this.#observer?.ended(hash)
      this.#onWithdrawn(live)
    }
    const { author, expiresAtSeconds } = signed.order
    this.refuse(hash, { author, expiresAtSeconds })
  }

  /** Remembers an order that must not come (back) in. */
  refuse(hash: Hex, withdrawn: WithdrawnOrder): void {
    if (!this.#withdrawn.has(hash)) this.#withdrawnOf.set(withdrawn.author, this.withdrawnOf(withdrawn.author) + 1)
    this.#withdrawn.set(hash, withdrawn)
  }

  /** Forgets everything that expired before this second; returns how many live orders that were. */
  expire(nowSeconds: bigint): number {
    const expired: Hex[] = []
    this.book.expire(nowSeconds, (hash) => expired.push(hash))
    for (const { hash, signed } of this.#bids.values()) {
      if (signed.order.expiresAtSeconds < nowSeconds && this.#removeBid(hash)) expired.push(hash)
    }
    for (const [hash, { author, expiresAtSeconds }] of this.#withdrawn) {
      if (expiresAtSeconds >= nowSeconds) continue
      this.#withdrawn.delete(hash)
      const left = this.withdrawnOf(author) - 1
      if (left > 0) this.#withdrawnOf.set(author, left)
      else this.#withdrawnOf.delete(author)
    }
    for (const hash of expired) this.#observer?.ended(hash)
    return expired.length
  }

  #supplier(author: Address): SupplierFacts {
    return this.#supplierOf(author, this.book.supplierOf(author))
  }

  #addBid(live: LiveOrder): boolean {
    if (this.#bids.has(live.hash)) return false
    const { author } = live.signed.order
    this.#bids.set(live.hash, live)
    const ofAuthor = this.#bidsOf.get(author)
    if (ofAuthor) ofAuthor.add(live)
    else this.#bidsOf.set(author, new Set([live]))
    return true
  }

  #removeBid(hash: Hex): boolean {
    const live = this.#bids.get(hash)
    if (!live) return false
    const { author } = live.signed.order
    this.#bids.delete(hash)
    const ofAuthor = this.#bidsOf.get(author)
    ofAuthor?.delete(live)
    if (ofAuthor?.size === 0) this.#bidsOf.delete(author)
    return true
  }
}
