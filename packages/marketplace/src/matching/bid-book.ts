import { type Address, BENCHMARKS, type Denomination, mismatches, type Order } from '@sonm/model'

/** What a bid is known by here. */
export interface BookedBid {
  readonly order: Order
  /** Of two that pay the same, the lower comes first. */
  readonly sequence: number
}

/** An ask with what is known of its two sides. */
export interface AskSide {
  readonly ask: Order
  readonly master: Address
  readonly supplierIdentity: number
  readonly nowSeconds: bigint
}

interface Entry<Bid> {
  readonly bid: Bid
  /** The lanes that it asks for at all; as numbers, which are compared twenty times as fast. */
  readonly lanes: readonly { readonly index: number; readonly least: number }[]
}

/**
 * Bids in the order of their price, the highest first, so that an ask looks at none that pays less than it wants, and at most
 * of the others for one figure alone.
 */
export class BidBook<Bid extends BookedBid> {
  readonly #bids: Record<Denomination, Entry<Bid>[]> = { SNM: [], USD: [] }

  get size(): number {
    return this.#bids.SNM.length + this.#bids.USD.length
  }

  /** All of them, in their order. */
  *[Symbol.iterator](): Generator<Bid> {
    for (const entries of [this.#bids.SNM, this.#bids.USD]) for (const { bid } of entries) yield bid
  }

  insert(bid: Bid): void {
    const entries = this.#bids[bid.order.denomination]
    const lanes = BENCHMARKS.flatMap(({ index }) => {
      const least = bid.order.benchmarks[index] ?? 0n
      return least > 0n ? [{ index, least: Number(least) }] : []
    })
    entries.splice(placeOf(entries, bid), 0, { bid, lanes })
  }

  /** False when it was not there. */
  remove(bid: BookedBid): boolean {
    const entries = this.#bids[bid.order.denomination]
    const at = placeOf(entries, bid)
    if (entries[at]?.bid.sequence !== bid.sequence) return false
    entries.splice(at, 1)
    return true
  }

  /**
   * The bids that the contract would join with an ask: who pays most first, then the oldest.
   * @param identityOf the level that a buyer has proved
   */
  matching(side: AskSide, identityOf: (buyer: Address) => number, limit: number): readonly Bid[] {
    const { ask, master, supplierIdentity, nowSeconds } = side
    const offered = ask.benchmarks.map(Number)
    const found: Bid[] = []
    for (const { bid, lanes } of this.#bids[ask.denomination]) {
      if (found.length >= limit || bid.order.pricePerSecond < ask.pricePerSecond) break
      // Rounding keeps the order: what is less as a number is less. What is not, is compared exactly below.
      if (lanes.some(({ index, least }) => offered[index]! < least)) continue
      const parties = { master, supplierIdentity, nowSeconds, buyerIdentity: identityOf(bid.order.author) }
      if (mismatches(ask, bid.order, parties).length === 0) found.push(bid)
    }
    return found
  }
}

/** Where the bid stands, or would stand. */
function placeOf(entries: readonly Entry<BookedBid>[], bid: BookedBid): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareBids(entries[middle]!.bid, bid) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function compareBids(a: BookedBid, b: BookedBid): number {
  const [priceA, priceB] = [a.order.pricePerSecond, b.order.pricePerSecond]
  if (priceA !== priceB) return priceA > priceB ? -1 : 1
  return a.sequence - b.sequence
}
