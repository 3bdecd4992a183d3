import { BoundedMap } from '@sonm/common'
import type { AskDetails, Order, SearchMoment } from '@sonm/model'
import type { SupplierFacts } from '../book/search.ts'
import { type ClassOfAsk, classOf, priceInSnm } from './market-class.ts'
import { type Quote, QuoteRound } from './quotes.ts'

/** An ask of a page of the book. */
export interface WalkedAsk {
  readonly order: Order
  readonly details: string
  readonly master: SupplierFacts['master']
}

export interface AskPage {
  readonly asks: readonly WalkedAsk[]
  /** undefined: that were all. */
  readonly nextCursor: string | undefined
}

/** The live asks that are for everybody, by pages; what comes and goes in the meantime does not upset it. */
export type AskPages = (cursor: string | undefined, limit: number) => AskPage

/** A hub's asks share their details, and so do machines of one kind. A class takes some 250 bytes. */
const CLASSES_KEPT = 65_536
/** What is sold in no class. */
const NONE = 'none'

/**
 * Goes round and round through the book, one page at a step, and keeps the quotes of the last whole round: no request and no
 * single step looks at more than a page, however many asks there are.
 */
export class QuoteWalk {
  readonly #pages: AskPages
  readonly #moment: () => SearchMoment
  readonly #onAsk: (order: Order, sold: ClassOfAsk) => void
  readonly #classes = new BoundedMap<string, ClassOfAsk | typeof NONE>(CLASSES_KEPT)
  #round = new QuoteRound()
  #cursor: string | undefined
  #quotes: readonly Quote[] = []
  #atSeconds = 0n
  #beganAtSeconds: bigint | undefined

  /** @param options.onAsk told of every ask that is met */
  constructor(options: {
    readonly pages: AskPages
    readonly moment: () => SearchMoment
    readonly onAsk?: (order: Order, sold: ClassOfAsk) => void
  }) {
    this.#pages = options.pages
    this.#moment = options.moment
    this.#onAsk = options.onAsk ?? (() => {})
  }

  /** Of the last whole round. */
  get quotes(): readonly Quote[] {
    return this.#quotes
  }

  /** When the round that they are of began: what came later may be missing; 0: none is complete yet. */
  get atSeconds(): bigint {
    return this.#atSeconds
  }

  /** Looks at the next asks. True: a round is complete. */
  step(limit: number): boolean {
    const { asks, nextCursor } = this.#pages(this.#cursor, limit)
    const moment = this.#moment()
    this.#beganAtSeconds ??= moment.nowSeconds
    for (const { order, details, master } of asks) {
      const sold = this.#classOf(order.detailsHash, details)
      if (sold === NONE) continue
      this.#onAsk(order, sold)
      this.#round.add({
        supplier: master ?? order.author,
        hub: order.author,
        nonce: order.nonce,
        sold,
        pricePerSecond: priceInSnm(order, moment),
        usdPerSecond: order.denomination === 'USD' ? order.pricePerSecond : undefined,
      })
    }
    this.#cursor = nextCursor
    if (nextCursor !== undefined) return false
    this.#quotes = this.#round.quotes()
    this.#atSeconds = this.#beganAtSeconds
    this.#beganAtSeconds = undefined
    this.#round = new QuoteRound()
    return true
  }

  /** A document may name 64 cards: it takes long to read, and is checked when it comes. */
  #classOf(hash: string, document: string): ClassOfAsk | typeof NONE {
    const known = this.#classes.get(hash)
    if (known) return known
    const sold = classOf(JSON.parse(document) as AskDetails) ?? NONE
    this.#classes.set(hash, sold)
    return sold
  }
}
