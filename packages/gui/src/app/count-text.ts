import type { SearchResponse } from '@sonm/protocol'

/** How many offers are shown, and of how many where they were counted. */
export function countText(
  { offers, nextCursor, total, truncated }: Pick<SearchResponse, 'offers' | 'nextCursor' | 'total' | 'truncated'>,
  isFirstPage: boolean,
): string {
  const count = offers.length
  const noun = count === 1 ? 'offer' : 'offers'
  if (truncated) return `${count} ${noun} so far`
  if (!isFirstPage) return `${count} more ${noun}`
  if (total !== undefined && total > count) return `${count} of ${total} offers`
  return nextCursor === '' ? `${count} ${noun}` : `The first ${count} ${noun}`
}
