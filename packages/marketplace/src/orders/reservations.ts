import type { CodedError } from '@sonm/common'
import { fail, type Order } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'
import type { LiveOrders } from './live-orders.ts'

type RoomLimits = Pick<MarketplaceLimits, 'liveOrders' | 'liveOrdersPerAuthor' | 'liveBids' | 'liveBidsPerAuthor'>

/** Orders that are coming in, counted so that many at once do not pass a quota together. Asks and bids share no room. */
export class Reservations {
  readonly #live: Pick<LiveOrders, 'count' | 'countOf'>
  readonly #limits: RoomLimits
  /** How many there are of each side, and of each author on it. */
  readonly #counts = new Map<string, number>()

  constructor(options: { live: Pick<LiveOrders, 'count' | 'countOf'>; limits: RoomLimits }) {
    this.#live = options.live
    this.#limits = options.limits
  }

  /** Why there is no room; undefined: one place is reserved. */
  add({ side, author }: Order): CodedError | undefined {
    const limits = this.#limits
    const [most, mostOfAuthor] =
      side === 'ask' ? [limits.liveOrders, limits.liveOrdersPerAuthor] : [limits.liveBids, limits.liveBidsPerAuthor]
    const ofAuthor = side + author
    if (this.#live.countOf(author, side) + (this.#counts.get(ofAuthor) ?? 0) >= mostOfAuthor) {
      return fail('ORDER_QUOTA', { author, limit: mostOfAuthor, side })
    }
    if (this.#live.count(side) + (this.#counts.get(side) ?? 0) >= most) {
      return fail('MARKETPLACE_FULL', { limit: most, side })
    }
    this.#change(side, 1)
    this.#change(ofAuthor, 1)
    return undefined
  }

  remove({ side, author }: Order): void {
    this.#change(side, -1)
    this.#change(side + author, -1)
  }

  #change(key: string, change: 1 | -1): void {
    const count = (this.#counts.get(key) ?? 0) + change
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}
