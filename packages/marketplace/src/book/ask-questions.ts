import { type Clock, type Metrics, nowSeconds } from '@sonm/common'
import type { AskQuery, SearchMoment } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'
import type { AskBook, Explanation, SearchResult } from './search.ts'
import { WorkBudget } from './work-budget.ts'

export interface AskQuestionsOptions {
  readonly clock: Clock
  readonly limits: Pick<MarketplaceLimits, 'shownAtLeastSeconds' | 'explainWork'>
  readonly book: Pick<AskBook, 'search' | 'explain'>
  readonly usdPerSnm: () => bigint | undefined
  /** How long searches take. */
  readonly seconds: ReturnType<Metrics['histogram']>
}

/** With `isTruncated` the bound of work was met, and there are more than were counted. */
export type BoundedExplanation = Explanation & { readonly isTruncated: boolean }

/** What is asked of the live asks now. */
export function askQuestions({ clock, limits, book, usdPerSnm, seconds }: AskQuestionsOptions) {
  const now = (): { moment: SearchMoment; liveUntilSeconds: bigint } => {
    const second = BigInt(nowSeconds(clock))
    return {
      moment: { nowSeconds: second, usdPerSnm: usdPerSnm() },
      liveUntilSeconds: second + limits.shownAtLeastSeconds,
    }
  }
  return {
    now,
    search(query: AskQuery, limit: number, cursor?: string): SearchResult {
      const startMs = clock.monotonicMs()
      const result = book.search(query, { limit, cursor, ...now() })
      seconds.observe((clock.monotonicMs() - startMs) / 1000)
      return result
    },
    explain(query: AskQuery): BoundedExplanation {
      const budget = new WorkBudget(limits.explainWork)
      return { ...book.explain(query, { ...now(), budget }), isTruncated: budget.isSpent }
    },
  }
}
