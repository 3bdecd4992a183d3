import {
  type Address,
  type AskFacts,
  type AskQuery,
  compareAsks,
  type Hex,
  type SearchMoment,
  type SignedOrder,
} from '@sonm/model'
import { detailsOf } from './details-of.ts'

/** An ask that is live on a marketplace, its signature checked. */
export interface VerifiedOffer {
  readonly ask: SignedOrder
  readonly hash: Hex
  readonly placedAtMs: bigint
  /** What the marketplace says of the supplier; nobody else can. */
  readonly claims: MarketplaceClaims
  /** Who is paid, as the chain says; undefined: it was not asked, or names nobody. */
  readonly supplier?: Address | undefined
  /** Measured by this node. */
  readonly latencyMicros?: number | undefined
}

export interface MarketplaceClaims {
  /** In ten-thousandths. */
  readonly reliability: number
  readonly identity: number
  readonly countryChecked: CountryChecked
}

export const COUNTRY_CHECKS = ['agrees', 'contradicts', 'declared'] as const
export type CountryChecked = (typeof COUNTRY_CHECKS)[number]

/**
 * What the conditions of a query are judged by.
 * @throws ORDER_INVALID when the ask's details are none
 */
export function factsOf({ ask, placedAtMs, claims, supplier, latencyMicros }: VerifiedOffer): AskFacts {
  return {
    order: ask.order,
    details: detailsOf(ask),
    placedAtSeconds: placedAtMs / 1000n,
    master: supplier,
    identity: claims.identity,
    reliability: claims.reliability,
    isCountryContradicted: claims.countryChecked === 'contradicts',
    latencyMicros,
  }
}

/** Each order once: of two marketplaces that show it the one counts that says it has had it for longer. */
export function eachOnce(offers: Iterable<VerifiedOffer>): readonly VerifiedOffer[] {
  const byHash = new Map<Hex, VerifiedOffer>()
  for (const offer of offers) {
    const known = byHash.get(offer.hash)
    if (!known || offer.placedAtMs < known.placedAtMs) byHash.set(offer.hash, offer)
  }
  return [...byHash.values()]
}

/** One list of what several marketplaces answered: each order once, in the order that was asked for. */
export function mergeOffers(
  lists: readonly (readonly VerifiedOffer[])[],
  order: AskQuery['order'],
  moment: SearchMoment,
): readonly VerifiedOffer[] {
  const compareFacts = compareAsks(order, moment)
  const compare = (a: VerifiedOffer, b: VerifiedOffer) =>
    a.placedAtMs < b.placedAtMs ? -1 : a.placedAtMs > b.placedAtMs ? 1 : a.hash < b.hash ? -1 : 1
  return (
    eachOnce(lists.flat())
      .map((offer) => ({ offer, facts: factsOf(offer) }))
      // Where nothing else tells two apart, the order must not depend on who answered first.
      .sort((a, b) => compareFacts(a.facts, b.facts) || compare(a.offer, b.offer))
      .map(({ offer }) => offer)
  )
}

export interface Rejection {
  readonly requirement: string
  readonly count: number
  readonly missedAlone: number
  readonly closest: string
}

/** How many asks each requirement turned away, over marketplaces that may know the same asks: the largest figure of any. */
export function mergeRejections(lists: readonly (readonly Rejection[])[]): readonly Rejection[] {
  const most = new Map<string, Rejection>()
  for (const rejection of lists.flat()) {
    const known = most.get(rejection.requirement)
    if (!known || rejection.count > known.count) most.set(rejection.requirement, rejection)
  }
  return [...most.values()].filter(({ count }) => count > 0)
}
