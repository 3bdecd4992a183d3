import { type AskFacts, compareByKeys, type OrderDomain, type SearchMoment } from '@sonm/model'
import type { Network } from '@sonm/network'
import type { Answer } from './compare-marketplaces.ts'
import type { Comparison, Review } from './comparison.ts'
import { localParts } from './local-parts.ts'
import { factsOf, type VerifiedOffer } from './offers.ts'
import type { OrderTruths } from './order-truths.ts'
import { searchAlone } from './search-alone.ts'
import { shownOffer } from './shown-offer.ts'
import { surelyBefore } from './surely-before.ts'
import { surelyFits } from './surely-fits.ts'
import type { Wanted } from './wanted.ts'

/** Holds what marketplaces have answered to one search against each other and against the chain. */
export async function reviewSearch(
  seen: readonly Answer<VerifiedOffer>[],
  wanted: Wanted,
  moment: SearchMoment,
  parts: {
    readonly comparison: Comparison
    readonly truths: Pick<OrderTruths, 'mastersOf'>
    readonly domain: OrderDomain
    readonly network: Network
  },
): Promise<Review> {
  const { comparison, truths, domain } = parts
  const { remote } = localParts(wanted.query)
  const byKeys = compareByKeys([...remote.order, { field: 'price', descending: false }], moment)
  const surely = surelyBefore(remote.order, moment)
  const facts = new Map<VerifiedOffer, AskFacts>()
  const factsOnce = (offer: VerifiedOffer) => {
    const known = facts.get(offer) ?? factsOf(offer)
    facts.set(offer, known)
    return known
  }
  const query = { ...wanted.query, ...remote }
  const masterOf = await truths.mastersOf(seen.flatMap(({ offers }) => offers))
  const sure = surelyFits(query, moment, { masterOf, isLevelSaid: true })
  return await comparison.review(seen, {
    ...sure,
    side: 'ask',
    compare: (a, b) => byKeys(factsOnce(a), factsOnce(b)),
    isSurelyBefore: (a, b) => surely(factsOnce(a), factsOnce(b)),
    showsAlone: searchAlone(query, parts),
    fitsAsShown: (offer) => {
      const { signed } = shownOffer(domain, offer)
      return 'forged' in signed ? signed : sure.fits(signed)
    },
  })
}
