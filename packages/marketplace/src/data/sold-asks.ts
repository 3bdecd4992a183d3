import { BoundedMap } from '@sonm/common'
import { type Address, type Deal, type Hex, type Order, readDetails, type SignedOrder } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { type ClassOfAsk, classOf } from './market-class.ts'

/** Asks are gone from the book soon after the deal that took them; so many are remembered. */
const REMEMBERED = 100_000

/**
 * What deals sell. A deal names the hash of its ask, and mostly that is one which the hub signed for its buyer alone and
 * placed nowhere: then it sells what the hub's ask of the same price did.
 */
export class SoldAsks {
  readonly #live: { get(hash: Hex): LiveOrder | undefined; of(author: Address): readonly LiveOrder[] }
  readonly #seen = new BoundedMap<string, ClassOfAsk>(REMEMBERED)

  constructor(live: { get(hash: Hex): LiveOrder | undefined; of(author: Address): readonly LiveOrder[] }) {
    this.#live = live
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
    return found ? classOf(readDetails(found.signed.details)) : this.#seen.get(keyOf(hub, denomination, price))
  }
}

function keyOf(author: Address, denomination: string, pricePerSecond: bigint): string {
  return `${author} ${denomination} ${pricePerSecond}`
}
