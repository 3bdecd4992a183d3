import type { CodedError } from '@sonm/common'
import { type Address, fail, type Order } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'
import type { LiveOrders, Side } from './live-orders.ts'

type RoomLimits = Pick<
  MarketplaceLimits,
  'liveOrders' | 'liveOrdersPerAuthor' | 'liveBids' | 'liveBidsPerAuthor' | 'withdrawnPerAuthor'
>
type Counts = Pick<LiveOrders, 'count' | 'countOf' | 'withdrawnOf'>

/** Orders that are coming in, counted so that many at once do not pass a quota together. Asks and bids share no room. */
export class Reservations {
  readonly #live: Counts
  readonly #limits: RoomLimits
  /** How many there are of each author on each side. */
  readonly #ofAuthor = { ask: new Map<Address, number>(), bid: new Map<Address, number>() }
  readonly #ofSide = { ask: 0, bid: 0 }

  constructor(options: { live: Counts; limits: RoomLimits }) {
    this.#live = options.live
    this.#limits = options.limits
  }

  /** Why there is no room; undefined: one place is reserved. */
  add({ side, author }: Order): CodedError | undefined {
    const limits = this.#limits
    const [most, mostOfAuthor] =
      side === 'ask' ? [limits.liveOrders, limits.liveOrdersPerAuthor] : [limits.liveBids, limits.liveBidsPerAuthor]
    if (this.#live.countOf(author, side) + (this.#ofAuthor[side].get(author) ?? 0) >= mostOfAuthor) {
      return fail('ORDER_QUOTA', { author, limit: mostOfAuthor, side })
    }
    if (this.#live.count(side) + this.#ofSide[side] >= most) {
      return fail('MARKETPLACE_FULL', { limit: most, side })
    }
    if (this.#live.withdrawnOf(author) >= limits.withdrawnPerAuthor) {
      return fail('WITHDRAWN_QUOTA', { author, limit: limits.withdrawnPerAuthor })
    }
    this.#change(side, author, 1)
    return undefined
  }

  remove({ side, author }: Order): void {
    this.#change(side, author, -1)
  }

  #change(side: Side, author: Address, change: 1 | -1): void {
    this.#ofSide[side] += change
    const ofAuthor = this.#ofAuthor[side]
    const count = (ofAuthor.get(author) ?? 0) + change
    if (count > 0) ofAuthor.set(author, count)
    else ofAuthor.delete(author)
  }
}
