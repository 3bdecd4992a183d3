import { requirementWords } from '@sonm/model'
import type { SearchResponse } from '@sonm/protocol'
import type { ReactNode } from 'react'
import { grouped } from '../format.ts'
import { Table } from './parts.tsx'

/** What a search was, and what each requirement of it turns away. */
export function Explanation({
  found,
  children,
}: {
  found: Pick<SearchResponse, 'query' | 'defaults' | 'rejections' | 'offers'>
  /** What would help. */
  children: ReactNode
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
        <Table
          label="Turned away"
          rows={rejections}
          keyOf={({ requirement }) => requirement}
          columns={[
            { name: 'Requirement', cell: ({ requirement }) => requirementWords(requirement) },
            { name: 'Turns away', numeric: true, cell: ({ count }) => grouped(String(count)) },
            { name: 'Alone', hint: ALONE, numeric: true, cell: ({ missedAlone }) => grouped(String(missedAlone)) },
            { name: 'The nearest would fit', cell: ({ closest }) => (closest === '' ? '–' : <code>{closest}</code>) },
          ]}
        />
      )}
      {children}
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

const ALONE = 'Offers that fit in everything else'
