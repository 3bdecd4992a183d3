import { type Order, queryOfBid, type SearchMoment } from '@sonm/model'
import type { AskBook, Offer } from '../book/search.ts'

/** Asks of one price that are compared by reliability; of more, the older ones are. */
const MOST_TIES = 1000
const TIES_PER_PAGE = 200

/**
 * The asks that the contract would join with a bid: the cheapest first, of one price the most reliable, then the oldest.
 * A bid that has expired fits nothing.
 */
export function matchBid(
  bid: Order,
  options: {
    book: Pick<AskBook, 'search'>
    buyerIdentity: number
    limit: number
    nowSeconds: bigint
    /** Asks that expire before are as if they were not there. */
    liveUntilSeconds: bigint
  },
): { readonly offers: readonly Offer[]; readonly isTruncated: boolean } {
  const { book, buyerIdentity, limit, nowSeconds, liveUntilSeconds } = options
  if (bid.expiresAtSeconds < nowSeconds || limit === 0) return { offers: [], isTruncated: false }
  const query = queryOfBid(bid, buyerIdentity)
  // No rate: the contract never joins two currencies.
  const moment: SearchMoment = { nowSeconds, usdPerSnm: undefined }
  const asks: Offer[] = []
  let cursor: string | undefined
  let isTruncated = false
  do {
    const page = book.search(query, {
      limit: cursor === undefined ? limit + 1 : TIES_PER_PAGE,
      moment,
      liveUntilSeconds,
      cursor,
    })
    asks.push(...page.offers)
    cursor = page.nextCursor
    // Dearer asks are not worth more than the work of one search.
    isTruncated = page.isTruncated
  } while (!isTruncated && cursor !== undefined && isTied(asks, limit) && asks.length < limit + MOST_TIES)
  return { offers: asks.sort(compareAsks).slice(0, limit), isTruncated }
}

/** Whether the next page could hold an ask of the price of the last one that is given. */
function isTied(asks: readonly Offer[], limit: number): boolean {
  const last = asks.at(-1)
  const cut = asks[limit - 1]
  return !last || !cut || priceOf(last) === priceOf(cut)
}

function compareAsks(a: Offer, b: Offer): number {
  const [priceA, priceB] = [priceOf(a), priceOf(b)]
  if (priceA !== priceB) return priceA < priceB ? -1 : 1
  return b.supplier.reliability - a.supplier.reliability || a.live.sequence - b.live.sequence
}

function priceOf({ live }: Offer): bigint {
  return live.signed.order.pricePerSecond
}
