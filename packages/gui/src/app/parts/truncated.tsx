import type { SearchResponse } from '@sonm/protocol'

/** That offers may be missing, and the way on. */
export function Truncated({
  found,
  onMore,
}: {
  found: Pick<SearchResponse, 'offers' | 'nextCursor'>
  onMore: (cursor: string) => void
}) {
  const { offers, nextCursor } = found
  return (
    <p className="note" role="status">
      {offers.length === 0 && 'No offer that fits was found so far. '}
      The search met its bound of work before it had looked at all offers: some that fit may be missing. Ask for more
      precisely that{nextCursor === '' ? '.' : ', or '}
      {nextCursor !== '' && (
        <button type="button" onClick={() => onMore(nextCursor)}>
          look further
        </button>
      )}
    </p>
  )
}
