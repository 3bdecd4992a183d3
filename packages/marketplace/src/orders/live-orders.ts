import type { Address, Hex, Order } from '@sonm/model'
import { OrderBook } from '../market/order-book.ts'
import type { LiveOrder } from './live-order.ts'
import type { OrderObserver } from './order-observer.ts'

export type Side = Order['side']

/** What is left of an order that was cancelled or taken: enough to refuse it until it would have expired. */
export interface WithdrawnOrder {
  readonly author: Address
  readonly expiresAtSeconds: bigint
}

/** Every live order in memory, by hash and by author; the asks in the book. */
export class LiveOrders {
  readonly book = new OrderBook()
  readonly #byHash = new Map<Hex, LiveOrder>()
  readonly #byAuthor = new Map<Address, Set<LiveOrder>>()
  #bids = 0
  readonly #withdrawn = new Map<Hex, WithdrawnOrder>()
  readonly #observer: OrderObserver | undefined

  constructor(observer?: OrderObserver) {
    this.#observer = observer
  }

  get size(): number {
    return this.#byHash.size
  }

  count(side: Side): number {
    return side === 'bid' ? this.#bids : this.size - this.#bids
  }

  get(hash: Hex): LiveOrder | undefined {
    return this.#byHash.get(hash)
  }

  /** All of them, as they came; what comes or goes meanwhile may be among them or not. */
  all(): Iterable<LiveOrder> {
    return this.#byHash.values()
  }

  withdrawn(hash: Hex): WithdrawnOrder | undefined {
    return this.#withdrawn.get(hash)
  }

  /** Oldest first. */
  of(author: Address): readonly LiveOrder[] {
    return [...(this.#byAuthor.get(author) ?? [])].sort((a, b) => a.sequence - b.sequence)
  }

  countOf(author: Address, side: Side): number {
    let count = 0
    for (const { signed } of this.#byAuthor.get(author) ?? []) if (signed.order.side === side) count++
    return count
  }

  add(live: LiveOrder): void {
    const { order } = live.signed
    if (order.side === 'ask') this.book.insert(live)
    else this.#bids++
    this.#byHash.set(live.hash, live)
    const ofAuthor = this.#byAuthor.get(order.author)
    if (ofAuthor) ofAuthor.add(live)
    else this.#byAuthor.set(order.author, new Set([live]))
    this.#observer?.placed(live)
  }

  withdraw(live: LiveOrder): void {
    this.#remove(live)
    const { author, expiresAtSeconds } = live.signed.order
    this.refuse(live.hash, { author, expiresAtSeconds })
  }

  /** Remembers an order that must not come (back) in. */
  refuse(hash: Hex, withdrawn: WithdrawnOrder): void {
    this.#withdrawn.set(hash, withdrawn)
  }

  /** Forgets everything that expired before this second; returns how many live orders that were. */
  expire(nowSeconds: bigint): number {
    let expired = 0
    for (const live of this.#byHash.values()) {
      if (live.signed.order.expiresAtSeconds >= nowSeconds) continue
      this.#remove(live)
      expired++
    }
    for (const [hash, { expiresAtSeconds }] of this.#withdrawn) {
      if (expiresAtSeconds < nowSeconds) this.#withdrawn.delete(hash)
    }
    return expired
  }

  #remove(live: LiveOrder): void {
    const { author, side } = live.signed.order
    if (!this.#byHash.delete(live.hash)) return
    const ofAuthor = this.#byAuthor.get(author)
    ofAuthor?.delete(live)
    if (ofAuthor?.size === 0) this.#byAuthor.delete(author)
    if (side === 'ask') this.book.remove(live)
    else this.#bids--
    this.#observer?.ended(live.hash)
  }
}
