import type { Place } from './index-query.ts'

export interface IndexSearch {
  readonly limit: number
  /** Only what comes after. */
  readonly after?: Place | undefined
  /** What the index cannot judge; undefined: that was all the work it may make. */
  readonly accept?: ((row: number) => boolean | undefined) | undefined
  /** In steps of some nanoseconds: blocks looked at, groups of codes and exact values compared. */
  readonly workBound: number
}

export interface IndexAnswer {
  /** In the order of price and sequence. */
  readonly rows: readonly number[]
  /** The work was done before the answer was: it has all that fits up to some price. */
  readonly isTruncated: boolean
  /** Where it is truncated: what comes up to here was looked at; undefined: not even the first was. */
  readonly reached: Place | undefined
  readonly work: number
}

export interface CountReport {
  readonly turnedAway: number
  readonly missedAlone: number
  readonly best: bigint | undefined
}
