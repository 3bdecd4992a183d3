import { type AskDetails, readDetails, type SignedOrder } from '@sonm/model'

const read = new WeakMap<SignedOrder, AskDetails>()

/**
 * What an ask says of itself, read once: a search looks at it a handful of times, and a marketplace may show hundreds whose details are as long as they may be.
 * @throws ORDER_INVALID
 */
export function detailsOf(ask: SignedOrder): AskDetails {
  const details = read.get(ask) ?? readDetails(ask.details)
  read.set(ask, details)
  return details
}
