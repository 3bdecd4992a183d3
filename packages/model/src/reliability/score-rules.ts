/** The figures of the reliability score; docs/reliability.md derives it and says why each is what it is. */
export interface ScoreRules {
  /** What a unit of gas costs at the least, in wei of SNM. It prices the fees that a deal has certainly burned. */
  readonly weiPerGas: bigint
  /** The least gas that a deal takes to be opened and closed, in the largest batches. */
  readonly lifeGas: number
  /** The least gas of one bill or amendment. */
  readonly billGas: number
  /** How old a payment is when it counts half. */
  readonly halfLifeSeconds: number
  /** The score of a supplier of whom nothing is known, as a share. */
  readonly prior: number
  /** How much more buyers pay, as a share of the price, to a supplier of score 1 than to one of score 0. */
  readonly premium: number
  /** How many times the fees that a deal has burned it counts at most. */
  readonly evidencePerFee: number
  /** How many deals, each counted as high as its fees allow, weigh as much as the prior. */
  readonly priorDeals: number
  /** How many good deals a deal weighs that the supplier ended early, and one whose task did not start for a fault of his. */
  readonly earlyEndWeight: number
  readonly failedStartWeight: number
  /** What one buyer can add at most, good or bad, in such deals. */
  readonly mostDealsPerBuyer: number
}

const DAY = 86_400

export const scoreRules: ScoreRules = {
  weiPerGas: 10n ** 12n,
  lifeGas: 50_000,
  billGas: 10_000,
  halfLifeSeconds: 90 * DAY,
  prior: 0.95,
  premium: 0.05,
  evidencePerFee: 20,
  priorDeals: 10,
  earlyEndWeight: 3,
  failedStartWeight: 1,
  mostDealsPerBuyer: 5,
}

/** In SNM: scores are estimates, so they are computed in floating point; nothing is paid by them. */
export function feesSnm(gas: number, { weiPerGas }: Pick<ScoreRules, 'weiPerGas'>): number {
  return snmOf(weiPerGas * BigInt(gas))
}

export function snmOf(wei: bigint): number {
  return Number(wei) / 1e18
}

/** How much of a weight is left after so long. */
export function decay(seconds: number, { halfLifeSeconds }: Pick<ScoreRules, 'halfLifeSeconds'>): number {
  return seconds <= 0 ? 1 : 2 ** (-seconds / halfLifeSeconds)
}

/** The sum of all that a steady stream of 1 a second has left: the mean age at which a payment is forgotten. */
export function memorySeconds({ halfLifeSeconds }: Pick<ScoreRules, 'halfLifeSeconds'>): number {
  return halfLifeSeconds / Math.LN2
}

/**
 * The part of the exposure that joins the prior's weight. By it a fee that a ring burns never earns itself back: see the
 * proof in docs/reliability.md.
 */
export function exposureShare({ premium, evidencePerFee, prior }: ScoreRules): number {
  return premium * evidencePerFee * (1 - prior)
}
