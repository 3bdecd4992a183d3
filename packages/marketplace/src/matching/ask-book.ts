import type { AskFacts, AskQuery, AskRule, Condition, SearchMoment } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'

/** An ask of the book with everything that can be asked of it. */
export interface ListedAsk {
  readonly live: LiveOrder
  readonly facts: AskFacts
}

export interface AskPage {
  /** Cheapest first, then oldest first. */
  readonly asks: readonly ListedAsk[]
  /** All that fit, beyond the limit too. */
  readonly total: number
  /** For the next page; undefined: there is none. */
  readonly next: string | undefined
}

export interface RequirementCount {
  readonly requirement: AskRule | Condition
  /** Live asks that this requirement turns away by itself. */
  readonly turnedAway: number
  /**
   * Of a condition on a figure: the figure, in its unit, that comes nearest among the asks that fit all the rest; undefined: there is no such ask, or
   * it is no figure.
   */
  readonly nearest: bigint | undefined
}

/** What matching needs of the order book. */
export interface AskBook {
  search(query: AskQuery, options: { limit: number; moment: SearchMoment; after?: string | undefined }): AskPage
  explain(query: AskQuery, moment: SearchMoment): readonly RequirementCount[]
}
