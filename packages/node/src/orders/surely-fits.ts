import { type Address, type AskQuery, type AskRule, type Condition, type SearchMoment, unmet } from '@sonm/model'
import type { Question } from './compare-marketplaces.ts'
import { factsOf, type VerifiedOffer } from './offers.ts'

/** A marketplace does not show an order in its last seconds, and its clock is another. */
export const SHOWN_FOR_SECONDS = 15n
/** By so many hundredths may a marketplace's rate of the dollar be another than ours. */
const RATE_STEP = 10n

/** What time, or the chain, says at another moment to another: no marketplace is blamed for it. */
const UNSURE: ReadonlySet<string> = new Set(['age', 'latency', 'supplier', 'deal-with-self', 'expiry-of-ask'])

/**
 * What all honest marketplaces say alike of an ask that somebody has asked for.
 * @param masterOf as the chain says; no marketplace is asked
 * @param isLevelSaid who asks has told them the level that he has proved; otherwise they may have learned another one
 */
export function surelyFits(
  query: AskQuery,
  moment: SearchMoment,
  { masterOf, isLevelSaid }: { masterOf: (hub: Address) => Address | undefined; isLevelSaid: boolean },
): Pick<Question<VerifiedOffer>, 'fits' | 'isUnfit' | 'mayMiss'> {
  const { nowSeconds } = moment
  const moments = nearMoments(moment)
  const needsRate = ({ ask }: VerifiedOffer, condition: AskRule | Condition) =>
    typeof condition === 'object' &&
    condition.kind === 'price' &&
    condition.price.denomination !== ask.order.denomination
  const known = new Map<VerifiedOffer, readonly (readonly (AskRule | Condition)[])[]>()
  const reasons = (offer: VerifiedOffer) => {
    const before = known.get(offer)
    if (before) return before
    const facts = factsOf({ ...offer, supplier: masterOf(offer.ask.order.author) })
    const found = moments.map((at) => unmet(query, facts, at))
    known.set(offer, found)
    return found
  }
  return {
    fits: (offer) =>
      offer.ask.order.side === 'ask' &&
      offer.ask.order.expiresAtSeconds >= nowSeconds + SHOWN_FOR_SECONDS &&
      (isLevelSaid || offer.ask.order.identityLevel <= 1) &&
      reasons(offer).every((each) => each.length === 0),
    isUnfit: (offer) => {
      const [now = [], ...others] = reasons(offer)
      return now.some(
        (reason) =>
          !UNSURE.has(nameOf(reason)) &&
          (isLevelSaid || reason !== 'identity-of-buyer') &&
          (!needsRate(offer, reason) || (others.length > 0 && others.every((each) => each.includes(reason)))),
      )
    },
    // Without a rate none in another currency can be said to fit; who shows any has one.
    mayMiss: (offer, shown) => {
      const isOfOther = (other: VerifiedOffer) => query.conditions.some((condition) => needsRate(other, condition))
      return isOfOther(offer) && !shown.some(isOfOther)
    },
  }
}

/** With our rate of the dollar, and with those that a marketplace may have meanwhile. */
export function nearMoments(moment: SearchMoment): readonly SearchMoment[] {
  const { usdPerSnm } = moment
  if (usdPerSnm === undefined) return [moment]
  return [100n, 100n - RATE_STEP, 100n + RATE_STEP].map((hundredths) => ({
    ...moment,
    usdPerSnm: (usdPerSnm * hundredths) / 100n,
  }))
}

function nameOf(reason: AskRule | Condition): string {
  if (typeof reason === 'string') return reason
  return reason.kind === 'price' ? 'price' : reason.field
}
