import type { Address } from '../identity/address.ts'
import type { DealFacts } from './deal-facts.ts'
import { decay, exposureShare, feesSnm, memorySeconds, type ScoreRules, scoreRules } from './score-rules.ts'

/** What else is known of a buyer. */
export interface BuyerFacts {
  /** Fees that his deals with other suppliers have burned, decayed until now. */
  readonly feesElsewhereSnm: number
  /** He is the supplier, one of his hubs, or sells to him. */
  readonly isRelated: boolean
}

export interface SupplierFacts {
  readonly deals: Iterable<DealFacts>
  readonly buyer: (buyer: Address) => BuyerFacts
  readonly nowSeconds: number
}

/** A score with what it is made of, in SNM, so that anybody can compute it again. */
export interface Score {
  /** In ten-thousandths. */
  readonly reliability: number
  readonly parts: ScoreParts
}

export interface ScoreParts {
  /** The weight of what is not known: the prior's, and the share of the exposure. */
  readonly priorSnm: number
  readonly exposureSnm: number
  readonly goodSnm: number
  readonly earlyEndsSnm: number
  readonly failedStartsSnm: number
  /** Buyers who add to the good. */
  readonly unrelatedBuyers: number
}

export const NO_FACTS: SupplierFacts = {
  deals: [],
  buyer: () => ({ feesElsewhereSnm: 0, isRelated: false }),
  nowSeconds: 0,
}

interface Pair {
  paidSnm: number
  feesSnm: number
  failedSnm: number
}

/**
 * How far a supplier can be relied on: the share of deals that went well, as a prior of `priorDeals` deals and what is known
 * have it. A good deal counts what an unrelated buyer paid, and never more than a multiple of the fees that it has burned.
 */
export function scoreOf({ deals, buyer, nowSeconds }: SupplierFacts, rules: ScoreRules = scoreRules): Score {
  const share = exposureShare(rules)
  const dealSnm = rules.evidencePerFee * feesSnm(rules.lifeGas, rules)
  const pairs = new Map<Address, Pair>()
  let paidSnm = 0
  let openSnmPerSecond = 0
  let earlyEndsSnm = 0
  for (const deal of deals) {
    const left = decay(nowSeconds - deal.settledAtSeconds, rules)
    paidSnm += deal.paidSnm * left
    openSnmPerSecond += deal.snmPerSecond
    if (deal.end === 'supplier-early') earlyEndsSnm += rules.earlyEndWeight * (dealSnm + share * deal.missedSnm) * left
    addToPair(pairs, deal, left, rules.failedStartWeight * (dealSnm + share * deal.paidSnm) * left)
  }
  // What the market trusts him with: what he has been paid of late, or would be, at what runs now.
  const exposureSnm = Math.max(paidSnm, openSnmPerSecond * memorySeconds(rules))
  const priorSnm = rules.priorDeals * dealSnm + share * exposureSnm
  // The same whatever the exposure: else a deal with oneself, which costs one fee at any price, would dilute early ends.
  const most = rules.mostDealsPerBuyer * dealSnm
  let goodSnm = 0
  let failedStartsSnm = 0
  let unrelatedBuyers = 0
  for (const [address, pair] of pairs) {
    failedStartsSnm += diminished(pair.failedSnm, most)
    const counted = diminished(evidenceOf(pair, buyer(address), rules), most)
    goodSnm += counted
    if (counted > 0) unrelatedBuyers += 1
  }
  const whole = priorSnm + goodSnm + earlyEndsSnm + failedStartsSnm
  // Rounded down, but for what floating point has lost.
  const reliability = Math.floor((10_000 * (rules.prior * priorSnm + goodSnm)) / whole + 1e-6)
  return {
    reliability: Math.min(10_000, Math.max(0, reliability)),
    parts: { priorSnm, exposureSnm, goodSnm, earlyEndsSnm, failedStartsSnm, unrelatedBuyers },
  }
}

function addToPair(pairs: Map<Address, Pair>, deal: DealFacts, left: number, failedSnm: number): void {
  const pair = pairs.get(deal.buyer) ?? { paidSnm: 0, feesSnm: 0, failedSnm: 0 }
  pairs.set(deal.buyer, pair)
  // A buyer alone can take back what his own deal says for the supplier, and no more.
  if (deal.start === 'unanswered') return
  if (deal.start === 'failed') {
    // Whoever paid nothing has nothing to complain of.
    if (deal.paidSnm > 0) pair.failedSnm += failedSnm
    return
  }
  pair.paidSnm += deal.paidSnm * left
  pair.feesSnm += deal.feesSnm * left
}

/** What a buyer's deals say for the supplier: half of it by themselves, all of it where he buys from others as much. */
function evidenceOf({ paidSnm, feesSnm }: Pair, { feesElsewhereSnm, isRelated }: BuyerFacts, rules: ScoreRules) {
  if (isRelated || feesSnm === 0) return 0
  const elsewhere = feesElsewhereSnm / (feesElsewhereSnm + feesSnm)
  return Math.min(paidSnm, rules.evidencePerFee * feesSnm) * (0.5 + 0.5 * elsewhere)
}

/** Grows ever slower towards `most`. */
function diminished(value: number, most: number): number {
  return value === 0 ? 0 : (value * most) / (value + most)
}

/** The score of a supplier of whom nothing is known. */
export const UNKNOWN_RELIABILITY = scoreOf(NO_FACTS).reliability
