import { fail, formatAmount, type Order, snmPriceOf, usualCap } from '@sonm/model'

/** What a price costs in SNM when a deal opens now. */
export interface SettledPrice {
  /** In wei of SNM. */
  readonly pricePerSecond: bigint
  /** Of a price in USD alone. */
  readonly usd?: UsdTerms
}

/** Both in wei of SNM for 1 USD. */
export interface UsdTerms {
  /** As the market settles now. */
  readonly snmPerUsd: bigint
  /** The most that the deal may ever cost its buyer. */
  readonly snmPerUsdCap: bigint
}

/**
 * As the contract would settle it.
 * @param allowedCap the most SNM for 1 USD that the buyer allows; undefined: the usual
 * @throws PRICE_UNAVAILABLE, CAP_TOO_LOW
 */
export function settledPrice(
  order: Order,
  snmPerUsd: bigint | undefined,
  allowedCap: bigint | undefined,
): SettledPrice {
  if (order.denomination === 'SNM') return { pricePerSecond: order.pricePerSecond }
  if (snmPerUsd === undefined) throw fail('PRICE_UNAVAILABLE', {})
  const snmPerUsdCap = allowedCap ?? usualCap(snmPerUsd)
  const least = order.snmPerUsdCap > snmPerUsd ? order.snmPerUsdCap : snmPerUsd
  if (snmPerUsdCap < least) throw fail('CAP_TOO_LOW', { cap: formatAmount(snmPerUsdCap), least: formatAmount(least) })
  return { pricePerSecond: snmPriceOf(order, snmPerUsd), usd: { snmPerUsd, snmPerUsdCap } }
}

/** The cap of a bid: in USD, where its buyer names none, the usual. @throws PRICE_UNAVAILABLE */
export async function capOfBid(
  { denomination, snmPerUsdCap }: Pick<Order, 'denomination' | 'snmPerUsdCap'>,
  snmPerUsd: (() => Promise<bigint | undefined>) | undefined,
): Promise<bigint> {
  if (denomination === 'SNM' || snmPerUsdCap > 0n) return snmPerUsdCap
  const rate = await snmPerUsd?.()
  if (rate === undefined) throw fail('PRICE_UNAVAILABLE', {})
  return usualCap(rate)
}
