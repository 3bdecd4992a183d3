import { type Order, queryOfBid, type SearchMoment } from '@sonm/model'
import type { AskBook, ListedAsk } from './ask-book.ts'

/** Asks of one price that are compared by reliability; of more, the older ones are. */
const MOST_TIES = 1000

/**
 * The asks that the contract would join with a bid: the cheapest first, of one price the most reliable, then the oldest.
 * A bid that has expired fits nothing.
 */
export function matchBid(
  bid: Order,
  options: { book: AskBook; buyerIdentity: number; limit: number; nowSeconds: bigint },
): readonly ListedAsk[] {
  const { book, buyerIdentity, limit, nowSeconds } = options
  if (bid.expiresAtSeconds < nowSeconds || limit === 0) return []
  const query = queryOfBid(bid, buyerIdentity)
  // No rate: the contract never joins two currencies.
  const moment: SearchMoment = { nowSeconds, usdPerSnm: undefined }
  const asks: ListedAsk[] = []
  let after: string | undefined
  do {
    const page = book.search(query, { limit: Math.max(limit, 100), moment, after })
    asks.push(...page.asks)
    after = page.next
  } while (after !== undefined && isTied(asks, limit) && asks.length < limit + MOST_TIES)
  return asks.sort(compareAsks).slice(0, limit)
}

/** Whether the next page could hold an ask of the price of the last one that is given. */
function isTied(asks: readonly ListedAsk[], limit: number): boolean {
  const last = asks.at(-1)
  const cut = asks[limit - 1]
  return !last || !cut || last.facts.order.pricePerSecond === cut.facts.order.pricePerSecond
}

function compareAsks(a: ListedAsk, b: ListedAsk): number {
  const [priceA, priceB] = [a.facts.order.pricePerSecond, b.facts.order.pricePerSecond]
  if (priceA !== priceB) return priceA < priceB ? -1 : 1
  return b.facts.reliability - a.facts.reliability || a.live.sequence - b.live.sequence
}
