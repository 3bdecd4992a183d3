import type { Hex, Order } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { BidBook } from './bid-book.ts'

interface StandingBid {
  readonly order: Order
  readonly sequence: number
  readonly live: LiveOrder
}

/** The bids that the marketplace holds, in the order in which asks want them. */
export class StandingBids {
  readonly book = new BidBook<StandingBid>()
  readonly #byHash = new Map<Hex, StandingBid>()

  placed(live: LiveOrder): void {
    const { order } = live.signed
    if (order.side !== 'bid' || this.#byHash.has(live.hash)) return
    const bid = { order, sequence: live.sequence, live }
    this.#byHash.set(live.hash, bid)
    this.book.insert(bid)
  }

  ended(hash: Hex): void {
    const bid = this.#byHash.get(hash)
    if (!bid) return
    this.#byHash.delete(hash)
    this.book.remove(bid)
  }

  /** Who pays most first, SNM before USD: the two are never compared by their digits. */
  best(limit: number, nowSeconds: bigint): readonly LiveOrder[] {
    const found: LiveOrder[] = []
    for (const { order, live } of this.book) {
      if (found.length >= limit) break
      if (order.expiresAtSeconds >= nowSeconds) found.push(live)
    }
    return found
  }
}
