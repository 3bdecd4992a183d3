/** Seeds that once found a defect; they always run, whatever else does. */
export const interestingSeeds: readonly number[] = [
  // A reorg took back a deal's opening before the node had followed the chain there, and the node kept the deal for ever.
  15,
  51, 94, 172, 1064, 2411,
]

/** What every run tries. */
export const SEEDS_PER_RUN = 1_000
