import type { Address } from '@sonm/model'
import { type ClassOfAsk, unitPrice } from './market-class.ts'

/** One live ask that is for sale to everybody. */
export interface QuotedAsk {
  /** Whom it pays; the hub where that is not known. */
  readonly supplier: Address
  readonly hub: Address
  /** Asks of one hub with one nonce sell the same slice. */
  readonly nonce: bigint
  readonly sold: ClassOfAsk
  /** In wei of SNM. */
  readonly pricePerSecond: bigint
}

/** What the book offers of one class. */
export interface Quote {
  readonly marketClass: string
  /** In wei of SNM for an hour of one unit. */
  readonly bestWei: bigint
  /** Of each supplier's best price: so one who lies, or who floods the book, is one voice among many. */
  readonly medianWei: bigint
  readonly suppliers: number
  readonly offeredHundredths: number
}

interface ClassRound {
  readonly bestOf: Map<Address, bigint>
  readonly slices: Set<string>
  offeredHundredths: number
}

/** One walk through the live asks, some at a time. */
export class QuoteRound {
  readonly #classes = new Map<string, ClassRound>()

  add({ supplier, hub, nonce, sold, pricePerSecond }: QuotedAsk): void {
    let round = this.#classes.get(sold.marketClass)
    if (!round) {
      round = { bestOf: new Map(), slices: new Set(), offeredHundredths: 0 }
      this.#classes.set(sold.marketClass, round)
    }
    const price = unitPrice(pricePerSecond, sold)
    const best = round.bestOf.get(supplier)
    if (best === undefined || price < best) round.bestOf.set(supplier, price)
    const slice = `${hub.slice(2, 14)}${nonce.toString(36).slice(-8)}`
    if (round.slices.has(slice)) return
    round.slices.add(slice)
    round.offeredHundredths += sold.unitHundredths
  }

  quotes(): readonly Quote[] {
    return [...this.#classes].map(([marketClass, { bestOf, offeredHundredths }]) => {
      const prices = [...bestOf.values()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      const [low, high] = [prices[(prices.length - 1) >> 1]!, prices[prices.length >> 1]!]
      return {
        marketClass,
        bestWei: prices[0]!,
        medianWei: (low + high) / 2n,
        suppliers: prices.length,
        offeredHundredths,
      }
    })
  }
}
