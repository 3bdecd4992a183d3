import type { Address } from '@sonm/model'
import { type ClassOfAsk, unitPrice } from './market-class.ts'
import { SliceSet } from './slice-set.ts'

/** One live ask that is for sale to everybody. */
export interface QuotedAsk {
  /** Whom it pays; the hub where that is not known. */
  readonly supplier: Address
  readonly hub: Address
  /** Asks of one hub with one nonce sell the same slice. */
  readonly nonce: bigint
  readonly sold: ClassOfAsk
  /** In wei of SNM; undefined: it is in USD, and no rate is known. */
  readonly pricePerSecond: bigint | undefined
  /** In 1e-18 USD, of an ask whose price is in USD. */
  readonly usdPerSecond: bigint | undefined
}

/** What the book offers of one class, for an hour of one unit. */
export interface Quote {
  readonly marketClass: string
  /** In wei of SNM, prices in USD at the rate; undefined: there are only these, and no rate. */
  readonly bestWei: bigint | undefined
  /** Of each supplier's best price: so one who lies, or who floods the book, is one voice among many. */
  readonly medianWei: bigint | undefined
  readonly suppliers: number
  readonly offeredHundredths: number
  /** Of the asks in USD alone, in 1e-18 USD. */
  readonly usd: Shelf | undefined
}

interface Shelf {
  readonly best: bigint
  readonly median: bigint
  readonly suppliers: number
}

type BestOf = Map<Address, bigint>

interface ClassRound {
  readonly suppliers: Set<Address>
  readonly bestInSnm: BestOf
  readonly bestInUsd: BestOf
  readonly slices: SliceSet
  offeredHundredths: number
}

/** One walk through the live asks, some at a time. */
export class QuoteRound {
  readonly #classes = new Map<string, ClassRound>()

  add({ supplier, hub, nonce, sold, pricePerSecond, usdPerSecond }: QuotedAsk): void {
    let round = this.#classes.get(sold.marketClass)
    if (!round) {
      const [bestInSnm, bestInUsd] = [new Map(), new Map()]
      round = { suppliers: new Set(), bestInSnm, bestInUsd, slices: new SliceSet(), offeredHundredths: 0 }
      this.#classes.set(sold.marketClass, round)
    }
    round.suppliers.add(supplier)
    if (pricePerSecond !== undefined) note(round.bestInSnm, supplier, unitPrice(pricePerSecond, sold))
    if (usdPerSecond !== undefined) note(round.bestInUsd, supplier, unitPrice(usdPerSecond, sold))
    if (round.slices.add(hub, nonce)) round.offeredHundredths += sold.unitHundredths
  }

  quotes(): readonly Quote[] {
    return [...this.#classes].map(([marketClass, { suppliers, bestInSnm, bestInUsd, offeredHundredths }]) => {
      const snm = shelfOf(bestInSnm)
      return {
        marketClass,
        bestWei: snm?.best,
        medianWei: snm?.median,
        suppliers: suppliers.size,
        offeredHundredths,
        usd: shelfOf(bestInUsd),
      }
    })
  }
}

function note(bestOf: BestOf, supplier: Address, price: bigint): void {
  const best = bestOf.get(supplier)
  if (best === undefined || price < best) bestOf.set(supplier, price)
}

function shelfOf(bestOf: BestOf): Shelf | undefined {
  const prices = [...bestOf.values()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const [low, high] = [prices[(prices.length - 1) >> 1], prices[prices.length >> 1]]
  if (low === undefined || high === undefined) return undefined
  return { best: prices[0]!, median: (low + high) / 2n, suppliers: prices.length }
}
