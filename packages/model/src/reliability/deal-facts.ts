import type { Address } from '../identity/address.ts'
import { decay, type ScoreRules } from './score-rules.ts'

/** How a deal ended: `done` is everything that is nobody's fault, a spot deal that its buyer closed too. */
export type DealEnd = 'open' | 'done' | 'supplier-early' | 'buyer-early'

/** What both sides' receipts say of the tasks of a deal. `unanswered`: the buyer alone reports a failure. */
export type StartOutcome = 'unknown' | 'started' | 'failed' | 'unanswered'

/** What the score needs to know of one deal. Sums have decayed until `settledAtSeconds`. */
export interface DealFacts {
  readonly dealId: number
  readonly buyer: Address
  readonly hub: Address
  readonly master: Address
  readonly end: DealEnd
  readonly start: StartOutcome
  readonly settledAtSeconds: number
  readonly paidSnm: number
  readonly feesSnm: number
  /** What is paid a second while it is open, else 0. */
  readonly snmPerSecond: number
  /** What would have been paid of it, where the supplier ended it early: of a spot deal a day at least. */
  readonly missedSnm: number
}

/** What a deal counts after another settlement of it. */
export function settled(
  deal: DealFacts,
  by: { readonly atSeconds: number; readonly paidSnm: number; readonly feesSnm: number },
  rules: ScoreRules,
): DealFacts {
  const left = decay(by.atSeconds - deal.settledAtSeconds, rules)
  return {
    ...deal,
    settledAtSeconds: by.atSeconds,
    paidSnm: deal.paidSnm * left + by.paidSnm,
    feesSnm: deal.feesSnm * left + by.feesSnm,
  }
}
