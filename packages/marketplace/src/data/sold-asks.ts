import { BoundedMap } from '@sonm/common'
import { type Address, type Deal, type Hex, type Order, readDetails, type SignedOrder } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { type ClassOfAsk, classOf } from './market-class.ts'

/** Asks are gone from the book soon after the deal that took them; so many are remembered. */
const REMEMBERED = 100_000

/** Between an ask's end and the chain's word of its deal are seconds, or the confirmations of a block. */
const WITHDRAWN_REMEMBERED = 4_096

/** The orders of a marketplace, as far as deals are told from them. */
interface Orders {
  get(hash: Hex): LiveOrder | undefined
  of(author: Address): readonly LiveOrder[]
  onWithdrawn(listener: (order: LiveOrder) => void): void
}

/**
 * What deals sell. A deal names the hash of its ask, and mostly that is one which the hub signed for its buyer alone and
 * placed nowhere: then it sells what the hub's ask of the same price did, which has left the book for it a moment ago.
 */
export class SoldAsks {
  readonly #live: Orders
  readonly #seen = new BoundedMap<string, ClassOfAsk>(REMEMBERED)
  /** Details of asks by the same key; they are read when a deal asks for them. */
  readonly #withdrawn = new BoundedMap<string, string>(WITHDRAWN_REMEMBERED)

  constructor(live: Orders) {
    this.#live = live
    live.onWithdrawn(({ signed: { order, details } }) => {
      if (order.side !== 'ask') return
      this.#withdrawn.set(keyOf(order.author, order.denomination, order.pricePerSecond), details)
    })
  }

  /** Remembers an ask beyond its life. */
  see({ author, denomination, pricePerSecond }: Order, sold: ClassOfAsk): void {
    this.#seen.set(keyOf(author, denomination, pricePerSecond), sold)
  }

  classify({ askHash, hub, usdPerSecond, pricePerSecond }: Deal): ClassOfAsk | undefined {
    const [denomination, price] =
      usdPerSecond > 0n ? (['USD', usdPerSecond] as const) : (['SNM', pricePerSecond] as const)
    const isLike = ({ order }: SignedOrder) =>
      order.side === 'ask' && order.denomination === denomination && order.pricePerSecond === price
    const found = this.#live.get(askHash) ?? this.#live.of(hub).find(({ signed }) => isLike(signed))
    const key = keyOf(hub, denomination, price)
    const details = found?.signed.details ?? this.#withdrawn.get(key)
    return details === undefined ? this.#seen.get(key) : classOf(readDetails(details))
  }
}

function keyOf(author: Address, denomination: string, pricePerSecond: bigint): string {
  return `${author} ${denomination} ${pricePerSecond}`
}
