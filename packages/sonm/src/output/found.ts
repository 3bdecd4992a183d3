import type { SearchResponse } from '@sonm/protocol'
import { explainText, truncatedText, whyNothing } from './explain.ts'
import { offersTable } from './offers.ts'
import { withWarnings } from './warnings.ts'

/** What a search has found. */
export function foundText(found: SearchResponse, explain: boolean): string {
  const { offers, total, nextCursor, usdPerSnm, truncated } = found
  const parts: string[] = []
  if (explain) parts.push(explainText(found))
  if (offers.length === 0)
    parts.push(explain && !truncated && found.rejections.length > 0 ? 'No offer fits.' : whyNothing(found))
  else {
    const of = total === undefined ? '' : ` of ${total}`
    const more = nextCursor === '' ? '' : `; more with --all, or --cursor ${nextCursor}`
    const shown = `Shown ${offers.length}${of} ${offers.length === 1 && total === undefined ? 'offer' : 'offers'}${more}.`
    parts.push(offersTable(offers, usdPerSnm), shown)
  }
  if (truncated) parts.push(truncatedText(found))
  return withWarnings(parts.join('\n\n'), found.warnings)
}
