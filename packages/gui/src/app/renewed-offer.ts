import type { OfferView } from './offer-view.ts'

/**
 * What took the place of an offer that is gone: hubs sign their offers anew every few minutes. Of the same hub and the same machine, for as
 * long, and for no more; undefined: there is none.
 */
export function renewedOffer(gone: OfferView, offers: readonly OfferView[]): OfferView | undefined {
  const wanted = gone.order
  return offers.find(
    ({ askHash, order }) =>
      askHash !== gone.askHash &&
      order.author === wanted.author &&
      order.detailsHash === wanted.detailsHash &&
      order.benchmarks.every((figure, at) => figure === wanted.benchmarks[at]) &&
      order.durationSeconds === wanted.durationSeconds &&
      order.denomination === wanted.denomination &&
      order.pricePerSecond <= wanted.pricePerSecond &&
      order.bond >= wanted.bond,
  )
}
