import { type AskRule, type Condition, type SearchMoment, type SignedOrder, unmet, unmetText } from '@sonm/model'
import { factsOf, type VerifiedOffer } from './offers.ts'
import type { Wanted } from './wanted.ts'

/** Why this offer is no answer to the query; empty: it is one. The signature is not looked at. */
export function reasonsAgainst(
  offer: VerifiedOffer,
  { query }: Wanted,
  moment: SearchMoment,
): readonly (AskRule | Condition)[] {
  return unmet(query, factsOf(offer), moment)
}

/** What no search asks for, as phrases. */
export function unlisted({ order }: SignedOrder): readonly string[] {
  return order.side === 'ask' ? [] : ['it is no ask']
}

/** Everything against taking this offer, as phrases; empty: it may be taken. */
export function unmetBy(offer: VerifiedOffer, wanted: Wanted, moment: SearchMoment): readonly string[] {
  const facts = factsOf(offer)
  return [
    ...unlisted(offer.ask),
    ...reasonsAgainst(offer, wanted, moment).map((reason) => unmetText(reason, facts, moment)),
  ]
}
