import { createClient } from '@connectrpc/connect'
import { type AskQuery, type Condition, formatQuery, type OrderDomain } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import type { VerifiedOffer } from './offers.ts'
import { authenticHashes } from './shown-offer.ts'
import type { Excuses } from './why-left-out.ts'

/** What a marketplace gives at once, at most. */
const PAGE_SIZE = 100

/** Asks for the offers of one hub at one price: no marketplace has to look through many for that. */
export function searchAlone(
  { buyer, buyerIdentity, conditions }: AskQuery,
  { network, domain }: { readonly network: Network; readonly domain: OrderDomain },
): Excuses<VerifiedOffer>['showsAlone'] {
  return async (marketplace, { ask: { order }, hash }, timeoutMs) => {
    const { denomination, pricePerSecond } = order
    const alone: readonly Condition[] = [
      { kind: 'word', field: 'hub', op: 'in', values: [order.author] },
      { kind: 'price', op: '=', price: { denomination, pricePerSecond } },
    ]
    const query = formatQuery({ conditions: [...conditions, ...alone], any: [] })
    const request = { buyer: buyer ?? '', buyerIdentity, query, limit: PAGE_SIZE }
    const client = createClient(MarketplaceService, network.rpc(marketplace))
    const { offers, nextCursor } = await client.search(request, { timeoutMs })
    if (authenticHashes(domain, offers.slice(0, PAGE_SIZE)).has(hash)) return true
    // An empty page has no excuse, whatever it says of the next: this takes no work.
    return nextCursor === '' || offers.length === 0 ? false : undefined
  }
}
