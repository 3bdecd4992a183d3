import type { Address } from '../identity/address.ts'
import type { AskDetails } from '../orders/details.ts'
import type { Order } from '../orders/order.ts'

/** Everything about one ask that a condition can ask for. */
export interface AskFacts {
  readonly order: Order
  readonly details: AskDetails
  readonly placedAtSeconds: bigint
  /** The confirmed master of the hub; undefined where the chain was not asked. */
  readonly master: Address | undefined
  /** The identity level that the master has proved. */
  readonly identity: number
  /** In ten-thousandths. */
  readonly reliability: number
  /** The declared country is not where the hub was seen: no condition on country or region is met by such an ask. */
  readonly isCountryContradicted: boolean
  /** From the buyer's node to the hub; undefined: not measured, and then no condition on it is met. */
  readonly latencyMicros?: number | undefined
}

/** When a search is answered. */
export interface SearchMoment {
  readonly nowSeconds: bigint
  /** In 1e-18 USD; undefined: no rate is known, and then a price in one currency meets no condition in the other. */
  readonly usdPerSnm: bigint | undefined
}
