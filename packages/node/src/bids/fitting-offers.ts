import { type Clock, nowSeconds } from '@sonm/common'
import { type Order, type OrderDomain, queryOfBid, unmet } from '@sonm/model'
import type { Offer } from '@sonm/protocol'
import { factsOf, type VerifiedOffer } from '../orders/offers.ts'
import type { OrderTruths } from '../orders/order-truths.ts'
import { shownOffer } from '../orders/shown-offer.ts'
import type { Suppliers } from '../orders/suppliers.ts'

/** Of what a marketplace shows for a bid: what is signed by its hub, not over, and joined with the bid by the contract. */
export async function fittingOffers(
  bid: Order,
  offers: readonly Offer[],
  options: {
    readonly domain: OrderDomain
    readonly suppliers: Pick<Suppliers, 'complete' | 'levelOf'>
    readonly truths: Pick<OrderTruths, 'look'>
    readonly clock: Clock
  },
): Promise<readonly VerifiedOffer[]> {
  const { domain, suppliers, truths, clock } = options
  const signed = offers.flatMap((offer) => {
    const shown = shownOffer(domain, offer).signed
    return 'forged' in shown || shown.ask.order.side !== 'ask' ? [] : [shown]
  })
  const query = queryOfBid(bid, (await suppliers.levelOf(bid.author)) ?? 1)
  const [complete, truthOf] = await Promise.all([suppliers.complete(signed, query), truths.look(signed)])
  // No rate: the contract never joins two currencies.
  const moment = { nowSeconds: BigInt(nowSeconds(clock)), usdPerSnm: undefined }
  return complete.filter((offer) => {
    const { master, endedForMs } = truthOf(offer)
    return master !== undefined && endedForMs === undefined && unmet(query, factsOf(offer), moment).length === 0
  })
}
