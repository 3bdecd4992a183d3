import { requirementWords } from '@sonm/model'
import type { SearchResponse } from '@sonm/protocol'

/** What a search was, and what each requirement of it turns away. */
export function Explanation({
  found,
}: {
  found: Pick<SearchResponse, 'query' | 'defaults' | 'rejections' | 'offers'>
}) {
  const { query, defaults, rejections, offers } = found
  return (
    <section className="explanation" aria-label="Explanation">
      <p>
        Searched for <code>{query || 'anything'}</code>.
        {defaults.length > 0 && (
          <>
            {' '}
            Of this, <code>{defaults.join(' ')}</code> is asked by default; <code>FIELD=any</code> lifts it.
          </>
        )}
      </p>
      {rejections.length > 0 && (
        <table aria-label="Turned away">
          <thead>
            <tr>
              <th scope="col">Requirement</th>
              <th scope="col" className="numeric">
                Turns away
              </th>
              <th scope="col" className="numeric" title="Offers that fit in everything else">
                Alone
              </th>
              <th scope="col">The nearest would fit</th>
            </tr>
          </thead>
          <tbody>
            {rejections.map(({ requirement, count, missedAlone, closest }) => (
              <tr key={requirement}>
                <td>{requirementWords(requirement)}</td>
                <td className="numeric">{count}</td>
                <td className="numeric">{missedAlone}</td>
                <td>{closest === '' ? '–' : <code>{closest}</code>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {offers.length > 0 && (
        <details>
          <summary>By what each offer fits</summary>
          <ol>
            {offers.map(({ orderHash, satisfied }) => (
              <li key={orderHash}>{satisfied.join(', ') || 'nothing was asked'}</li>
            ))}
          </ol>
        </details>
      )}
    </section>
  )
}
