import { createClient } from '@connectrpc/connect'
import {
  type Address,
  type AskFacts,
  type Condition,
  compareByKeys,
  formatQuery,
  type OrderDomain,
  type SearchMoment,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService, type Offer } from '@sonm/protocol'
import type { Answer } from './compare-marketplaces.ts'
import type { Comparison, Review } from './comparison.ts'
import { localParts } from './local-parts.ts'
import { factsOf, type VerifiedOffer } from './offers.ts'
import { shownOffer } from './shown-offer.ts'
import { surelyBefore } from './surely-before.ts'
import { reasonsAgainst, unlisted } from './unmet.ts'
import type { Wanted } from './wanted.ts'

/** A marketplace does not show an ask in its last seconds, and its clock is another. */
const SHOWN_FOR_SECONDS = 15n
/** What a marketplace gives at once, at most. */
const PAGE_SIZE = 100

/** Holds what marketplaces have answered to one search against each other and against the chain. */
export function reviewSearch(
  seen: readonly Answer<VerifiedOffer>[],
  wanted: Wanted,
  moment: SearchMoment,
  parts: { readonly comparison: Comparison; readonly domain: OrderDomain; readonly network: Network },
): Promise<Review> {
  const { remote } = localParts(wanted.query)
  const byKeys = compareByKeys([...remote.order, { field: 'price', descending: false }], moment)
  const surely = surelyBefore(remote.order, moment)
  const facts = new Map<VerifiedOffer, AskFacts>()
  const factsOnce = (offer: VerifiedOffer) => {
    const known = facts.get(offer) ?? factsOf(offer)
    facts.set(offer, known)
    return known
  }
  const fits = (offer: VerifiedOffer) =>
    offer.ask.order.expiresAtSeconds >= moment.nowSeconds + SHOWN_FOR_SECONDS &&
    unlisted(offer.ask).length === 0 &&
    reasonsAgainst(offer, { ...wanted, query: { ...wanted.query, ...remote } }, moment).length === 0
  return parts.comparison.review(seen, {
    side: 'ask',
    compare: (a, b) => byKeys(factsOnce(a), factsOnce(b)),
    isSurelyBefore: (a, b) => surely(factsOnce(a), factsOnce(b)),
    fits,
    showsAlone: (marketplace, offer, timeoutMs) => showsAlone(parts, marketplace, offer, wanted, timeoutMs),
    fitsAsShown: (offer) => {
      const { signed } = shownOffer(parts.domain, offer)
      return 'forged' in signed ? signed : fits(signed)
    },
  })
}

/** Asks for the offers of one hub at one price: no marketplace has to look through many for that. */
async function showsAlone(
  { network, domain }: { readonly network: Network; readonly domain: OrderDomain },
  marketplace: Address,
  { ask: { order }, hash }: VerifiedOffer,
  { query }: Wanted,
  timeoutMs: number,
): Promise<boolean | undefined> {
  const { denomination, pricePerSecond } = order
  const alone: readonly Condition[] = [
    { kind: 'word', field: 'hub', op: 'in', values: [order.author] },
    { kind: 'price', op: '=', price: { denomination, pricePerSecond } },
  ]
  const request = {
    buyer: query.buyer,
    buyerIdentity: query.buyerIdentity,
    query: formatQuery({ conditions: [...localParts(query).remote.conditions, ...alone], any: [] }),
    limit: PAGE_SIZE,
  }
  const { offers, nextCursor } = await createClient(MarketplaceService, network.rpc(marketplace)).search(request, {
    timeoutMs,
  })
  const isIt = (offer: Offer) => {
    const { signed } = shownOffer(domain, offer)
    return !('forged' in signed) && signed.hash === hash
  }
  if (offers.slice(0, PAGE_SIZE).some(isIt)) return true
  // An empty page has no excuse, whatever it says of the next: this takes no work.
  return nextCursor === '' || offers.length === 0 ? false : undefined
}
