import {
  type Address,
  type BuyerFacts,
  decay,
  type Score,
  type ScoreRules,
  type StartOutcome,
  scoreOf,
  UNKNOWN_RELIABILITY,
} from '@sonm/model'
import { factsOf } from './deal-state.ts'
import type { DealIndex } from './market-fold.ts'

export type OnScore = (master: Address, reliability: number) => void

export interface SupplierScoresOptions {
  readonly deals: DealIndex
  readonly startOf: (dealId: number) => StartOutcome
  readonly rules: ScoreRules
  readonly nowSeconds: () => number
}

/** The reliability of every supplier who has had a deal: computed again when a fact of his changes, and as facts grow old. */
export class SupplierScores {
  readonly #options: SupplierScoresOptions
  readonly #known = new Map<Address, number>()
  /** Whose facts have changed; in the order in which they are looked at. */
  readonly #changed = new Set<Address>()
  readonly #listeners = new Set<OnScore>()

  constructor(options: SupplierScoresOptions) {
    this.#options = options
  }

  /** In ten-thousandths, as of the last look; of whom nothing is known, the prior's. */
  of(master: Address | undefined): number {
    return (master !== undefined && this.#known.get(master)) || UNKNOWN_RELIABILITY
  }

  /** Calls when a supplier's score is another. @returns what ends it */
  onChange(listener: OnScore): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A fact of this supplier has changed. */
  touch(master: Address): void {
    this.#changed.add(master)
  }

  /** Looks at some suppliers: those with news first, then those who were not looked at for longest. */
  refresh(limit: number): void {
    const looked = new Set<Address>()
    for (const master of this.#changed) {
      if (looked.size >= limit) break
      looked.add(master)
    }
    for (const master of this.#known.keys()) {
      if (looked.size >= limit) break
      looked.add(master)
    }
    for (const master of looked) {
      this.#changed.delete(master)
      this.#set(master, this.score(master).reliability)
    }
  }

  /** All suppliers with their scores, the best first, then by address. */
  ranked(): readonly { readonly master: Address; readonly reliability: number }[] {
    return [...this.#known]
      .map(([master, reliability]) => ({ master, reliability }))
      .sort((a, b) => b.reliability - a.reliability || (a.master < b.master ? -1 : 1))
  }

  /** The score of now, with its parts. */
  score(master: Address): Score {
    const { deals, startOf, rules, nowSeconds } = this.#options
    const now = nowSeconds()
    const facts = deals.ofMaster(master).map((state) => factsOf(state, startOf(Number(state.deal.id))))
    return scoreOf({ deals: facts, buyer: (buyer) => this.#buyerFacts(buyer, master, now), nowSeconds: now }, rules)
  }

  #buyerFacts(buyer: Address, master: Address, now: number): BuyerFacts {
    const { deals, rules } = this.#options
    let feesElsewhereSnm = 0
    for (const { deal, feesSnm, settledAtSeconds } of deals.ofBuyer(buyer)) {
      if (deal.master !== master) feesElsewhereSnm += feesSnm * decay(now - settledAtSeconds, rules)
    }
    return { feesElsewhereSnm, isRelated: this.#isRelated(buyer, master) }
  }

  /** Supplier and buyer are one, or each has bought from the other: by himself, or by a hub of his. */
  #isRelated(buyer: Address, master: Address): boolean {
    const { deals } = this.#options
    const own = new Set([master, ...deals.ofMaster(master).map(({ deal }) => deal.hub)])
    return own.has(buyer) || deals.ofMaster(buyer).some(({ deal }) => own.has(deal.buyer))
  }

  #set(master: Address, reliability: number): void {
    const before = this.of(master)
    // Taken out first, so that it comes last in the next round.
    this.#known.delete(master)
    this.#known.set(master, reliability)
    if (before !== reliability) for (const listener of this.#listeners) listener(master, reliability)
  }
}
