import type { CancelTimer, Clock } from '@sonm/common'
import type { Address, Hex, Order } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { type AskSide, BidBook } from './bid-book.ts'
import type { Watch } from './watch.ts'

/** A reader, and which new orders may concern him. */
export interface Watching {
  readonly watch: Watch
  /** The order that is watched for; with its end the stream ends. */
  readonly about: Hex | undefined
  /** Of an order for which matches are watched: what fits a bid is found by its place in a book, the rest by asking each. */
  readonly bid: Order | undefined
  readonly concerns: (placed: LiveOrder) => boolean
}

/** Who watches what: an order that comes wakes those alone whom it may concern. */
export class Watches {
  readonly #clock: Clock
  readonly #flushMs: number
  readonly #all = new Set<Watching>()
  readonly #bids = new BidBook<{ order: Order; sequence: number; watch: Watch }>()
  /** Ended since the last flush: many end together, as when a hub signs its asks anew. */
  readonly #ended = new Set<Hex>()
  #flushing: CancelTimer | undefined
  #sequence = 0

  constructor(options: { clock: Clock; flushMs: number }) {
    this.#clock = options.clock
    this.#flushMs = options.flushMs
  }

  /** @returns how to end it */
  add(watching: Watching): () => void {
    this.#all.add(watching)
    const { bid, watch } = watching
    const entry = bid && { order: bid, sequence: ++this.#sequence, watch }
    if (entry) this.#bids.insert(entry)
    return () => {
      this.#all.delete(watching)
      if (entry) this.#bids.remove(entry)
    }
  }

  /** @param side of an ask: what is known of its two sides */
  placed(live: LiveOrder, side: () => AskSide, identityOf: (buyer: Address) => number): void {
    if (this.#all.size === 0) return
    const isAsk = live.signed.order.side === 'ask'
    if (isAsk && this.#bids.size > 0) {
      for (const { watch } of this.#bids.matching(side(), identityOf, Number.POSITIVE_INFINITY)) watch.wake()
    }
    for (const { watch, bid, concerns } of this.#all) if (!bid && concerns(live)) watch.wake()
  }

  /** More or less fits this order than before. */
  learned(hash: Hex): void {
    for (const { watch, about } of this.#all) if (about === hash) watch.wake()
  }

  ended(hash: Hex): void {
    if (this.#all.size === 0) return
    this.#ended.add(hash)
    this.#flushing ??= this.#clock.after(this.#flushMs, () => this.#flush())
  }

  /** Ends the streams' waits; those who read end by their own signals. */
  stop(): void {
    this.#flushing?.()
  }

  #flush(): void {
    this.#flushing = undefined
    for (const { watch, about } of this.#all) {
      if ((about && this.#ended.has(about)) || watch.hasAny(this.#ended)) watch.wake()
    }
    this.#ended.clear()
  }
}
