import type { Address, AskQuery, AskRule, Condition, Hex, SearchMoment } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import type { WorkBudget } from './work-budget.ts'

/** What is known of an ask's supplier beyond the order; it may change while the ask is live. */
export interface SupplierFacts {
  /** The confirmed master of the hub; undefined: the chain was not asked. */
  readonly master: Address | undefined
  /** The identity level that the master has proved. */
  readonly identity: number
  /** In ten-thousandths. */
  readonly reliability: number
  /** The declared country is not where the hub was seen. */
  readonly isCountryContradicted: boolean
}

export interface Offer {
  readonly live: LiveOrder
  readonly supplier: SupplierFacts
}

export interface SearchOptions {
  readonly limit: number
  /** Asks that expire before are as if they were not there. */
  readonly liveUntilSeconds: bigint
  readonly moment: SearchMoment
  /** `nextCursor` of the page before: what came or went in the meantime neither repeats nor hides another ask. */
  readonly cursor?: string | undefined
  /** Of the question that this search is a part of. */
  readonly budget?: WorkBudget | undefined
}

export interface SearchResult {
  /** In the query's order; then the cheapest, then the oldest. */
  readonly offers: readonly Offer[]
  /** undefined: nothing follows. A page may be empty and have one: it ends where the work was done. */
  readonly nextCursor: string | undefined
  /** The bound of work was met: dearer asks were not looked at, or, in another order than that of prices, any. */
  readonly isTruncated: boolean
}

/** What one requirement does to the search, the others held as they are. */
export interface RequirementReport {
  readonly requirement: AskRule | Condition
  /** Live asks that do not have it, whatever else they lack. */
  readonly turnedAway: number
  /** Live asks that lack this alone: so many more would fit without it. */
  readonly missedAlone: number
  /** Of those, the closest figure: the highest where at least something is asked, the lowest (also of prices) where at most. */
  readonly bestOffered: bigint | undefined
}

export interface Explanation {
  /** All live asks. */
  readonly live: number
  readonly fitting: number
  readonly requirements: readonly RequirementReport[]
}

/** The live asks: every answer is exact. */
export interface AskBook {
  readonly size: number
  /** @throws ORDER_INVALID when the details are none; then it is not in the book */
  insert(live: LiveOrder, supplier: SupplierFacts): void
  /** False when it was not in the book. */
  remove(hash: Hex): boolean
  has(hash: Hex): boolean
  /** Takes out what expires before; the count. */
  expire(nowSeconds: bigint, each?: (hash: Hex) => void): number
  /** In no order; what comes or goes meanwhile may be among them or not. */
  all(): Iterable<LiveOrder>
  get(hash: Hex): Offer | undefined
  /** Oldest first. */
  of(author: Address): readonly LiveOrder[]
  countOf(author: Address): number
  /** undefined: he has no ask here. */
  supplierOf(author: Address): SupplierFacts | undefined
  /** Sets what is known of the supplier of all asks of this hub. */
  update(author: Address, supplier: SupplierFacts): void
  /** @throws INPUT_INVALID when the cursor is none of this query */
  search(query: AskQuery, options: SearchOptions): SearchResult
  /**
   * Goes through all live asks: some ten milliseconds a million. Where the budget is spent, what was not looked at counts as
   * fitting: what is turned away is at least so much then, and what fits at most.
   */
  explain(query: AskQuery, options: Pick<SearchOptions, 'liveUntilSeconds' | 'moment' | 'budget'>): Explanation
}
