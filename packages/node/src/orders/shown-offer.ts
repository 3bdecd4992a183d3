import { messageOf } from '@sonm/common'
import { type Hex, IDENTITY_LEVELS, type OrderDomain, verifyOrder } from '@sonm/model'
import { type Offer, signedOrderFromMessage } from '@sonm/protocol'
import type { ShownOffer } from './compare-marketplaces.ts'
import { detailsOf } from './details-of.ts'
import { COUNTRY_CHECKS, type VerifiedOffer } from './offers.ts'

const FULL_RELIABILITY = 10_000

/** What marketplaces show that is authentic, by its hash. */
export function authenticHashes(domain: OrderDomain, offers: readonly Offer[]): ReadonlySet<Hex> {
  return new Set(offers.flatMap((offer) => authenticHash(domain, offer)))
}

function authenticHash(domain: OrderDomain, offer: Offer): readonly Hex[] {
  const { signed } = shownOffer(domain, offer)
  return 'forged' in signed ? [] : [signed.hash]
}

/** What a marketplace shows, with the offer in it if its author signed it and it says what it offers. */
export function shownOffer(domain: OrderDomain, offer: Offer): ShownOffer<VerifiedOffer> {
  const { orderHash, placedAtMs, reliability, identity, countryChecked } = offer
  try {
    const ask = signedOrderFromMessage(offer.order)
    const hash = verifyOrder(domain, ask)
    if (ask.order.side === 'ask') detailsOf(ask)
    const claims = {
      reliability: Math.min(reliability, FULL_RELIABILITY),
      identity: Math.min(Math.max(identity, IDENTITY_LEVELS.anonymous), IDENTITY_LEVELS.professional),
      countryChecked: COUNTRY_CHECKS.find((each) => each === countryChecked) ?? 'declared',
    }
    return { orderHash, placedAtMs, signed: { ask, hash, placedAtMs, claims } }
  } catch (error) {
    return { orderHash, placedAtMs, signed: { forged: messageOf(error) } }
  }
}
