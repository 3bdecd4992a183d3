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
    <div className="warning truncated" role="status">
      <p>
        {offers.length === 0
          ? 'No offer that fits was found so far, and the search ended before it had looked at every one.'
          : 'The search ended before it had looked at every offer: some that fit may be missing.'}{' '}
        Ask for it more precisely
        {nextCursor === '' ? '.' : ', or look further.'}
      </p>
      {nextCursor !== '' && (
        <button type="button" onClick={() => onMore(nextCursor)}>
          Look further
        </button>
      )}
    </div>
  )
}
