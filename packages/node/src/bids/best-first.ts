import { priceAt } from '@sonm/model'
import type { VerifiedOffer } from '../orders/offers.ts'

/**
 * Orders of one side, the best first, as marketplaces match them: the ask that costs least, of one price that of the most reliable
 * supplier; the bid that pays most; then the older. Where nothing else tells two apart, the order does not depend on who answered first.
 * @param usdPerSnm in 1e-18; undefined: prices in USD cannot be compared with those in SNM, and stand last
 */
export function bestFirst(offers: Iterable<VerifiedOffer>, usdPerSnm: bigint | undefined): readonly VerifiedOffer[] {
  // Between prices in USD any rate says the same.
  const priceOf = ({ ask: { order } }: VerifiedOffer) => priceAt(order, usdPerSnm ?? 1n)
  const standsLast = ({ ask }: VerifiedOffer) => usdPerSnm === undefined && ask.order.denomination === 'USD'
  return [...offers].sort((a, b) => {
    const isAsk = a.ask.order.side === 'ask'
    return (
      Number(standsLast(a)) - Number(standsLast(b)) ||
      (isAsk ? compare(priceOf(a), priceOf(b)) : compare(priceOf(b), priceOf(a))) ||
      (isAsk ? b.claims.reliability - a.claims.reliability : 0) ||
      compare(a.placedAtMs, b.placedAtMs) ||
      compare(a.hash, b.hash)
    )
  })
}

function compare<Value extends bigint | string>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0
}
