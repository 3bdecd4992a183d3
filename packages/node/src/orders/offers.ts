import type { Hex, SignedOrder } from '@sonm/model'

/** An ask that is live on a marketplace, its signature checked. */
export interface VerifiedOffer {
  readonly ask: SignedOrder
  readonly hash: Hex
  readonly placedAtMs: bigint
}

/** One list of what several marketplaces answered: each order once, cheapest first, then oldest first. */
export function mergeOffers(lists: readonly (readonly VerifiedOffer[])[]): readonly VerifiedOffer[] {
  const byHash = new Map<Hex, VerifiedOffer>()
  for (const offer of lists.flat()) {
    const known = byHash.get(offer.hash)
    if (!known || offer.placedAtMs < known.placedAtMs) byHash.set(offer.hash, offer)
  }
  return [...byHash.values()].sort(cheapestFirst)
}

function cheapestFirst(a: VerifiedOffer, b: VerifiedOffer): number {
  return (
    compare(a.ask.order.pricePerSecond, b.ask.order.pricePerSecond) ||
    compare(a.placedAtMs, b.placedAtMs) ||
    // Nothing else tells them apart, and the order must not depend on who answered first.
    compare(a.hash, b.hash)
  )
}

function compare<Value extends bigint | string>(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** How many asks each requirement turned away, over marketplaces that may know the same asks: the largest figure of any. */
export function mergeRejections(
  lists: readonly (readonly { readonly requirement: string; readonly count: number }[])[],
): readonly { readonly requirement: string; readonly count: number }[] {
  const counts = new Map<string, number>()
  for (const { requirement, count } of lists.flat()) {
    counts.set(requirement, Math.max(counts.get(requirement) ?? 0, count))
  }
  return [...counts].map(([requirement, count]) => ({ requirement, count })).filter(({ count }) => count > 0)
}
