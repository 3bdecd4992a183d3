import { AMOUNT_LIMIT, type Order } from '../orders/order.ts'
import { snmPrice } from './settle.ts'

/** A USD and an SNM in their smallest units, multiplied: the rate of one is turned into that of the other. */
const ONE_OF_BOTH = 10n ** 36n
/**
 * How far above the rate of the day a buyer lets a USD rise, where he says nothing: a deal goes on at the cap when the rate passes it,
 * so it need not reach further than a bad week; its supplier may leave then.
 */
export const CAP_MARGIN_PERCENT = 20n

/** The most wei of SNM for 1 USD that a buyer allows who says nothing. */
export function usualCap(snmPerUsd: bigint): bigint {
  const cap = (snmPerUsd * (100n + CAP_MARGIN_PERCENT)) / 100n
  return cap < AMOUNT_LIMIT ? cap : AMOUNT_LIMIT - 1n
}

/** Wei of SNM for 1 USD, of what 1 SNM costs in 1e-18 USD, or the other way round; undefined: it is no rate. */
export function inverseRate(rate: bigint | undefined): bigint | undefined {
  const inverse = rate === undefined || rate === 0n ? 0n : ONE_OF_BOTH / rate
  return inverse === 0n ? undefined : inverse
}

/** An order's price in wei of SNM a second. @param snmPerUsd of meaning in USD alone */
export function snmPriceOf(
  { pricePerSecond, denomination }: Pick<Order, 'pricePerSecond' | 'denomination'>,
  snmPerUsd: bigint,
): bigint {
  return denomination === 'SNM' ? pricePerSecond : snmPrice(pricePerSecond, snmPerUsd)
}
