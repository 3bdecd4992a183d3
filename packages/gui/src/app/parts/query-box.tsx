import { mistakeInQuery, QUERY_FIELDS, type QueryMistake } from '@sonm/model'
import { useState } from 'react'

/**
 * Where a query is written. What is wrong is pointed at while it is written; the market is asked what is right.
 * @param onSearch told the query when it is sent, and never a wrong one
 */
export function QueryBox(props: {
  query: string
  explain: boolean
  onSearch: (query: string, explain: boolean) => void
}) {
  const [text, setText] = useState(props.query)
  const mistake = mistakeInQuery(text)
  const append = (example: string) => setText((before) => `${before.trimEnd()} ${example}`.trimStart())
  return (
    <form
      className="query"
      aria-label="Search"
      onSubmit={(event) => {
        event.preventDefault()
        if (!mistake) props.onSearch(text.trim(), props.explain)
      }}
    >
      <div className="query-line">
        <input
          type="search"
          aria-label="What is wanted"
          aria-invalid={mistake !== undefined}
          aria-describedby={mistake ? 'query-mistake' : undefined}
          value={text}
          spellCheck={false}
          placeholder="ram>=8GiB gpu.model=RTX_4090 price<0.5USD/h country in [DE,IT]"
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="primary" disabled={mistake !== undefined}>
          Search
        </button>
        <label className="check">
          <input
            type="checkbox"
            checked={props.explain}
            onChange={(event) => props.onSearch(props.query, event.target.checked)}
          />
          Explain
        </label>
      </div>
      {mistake && <Mistake mistake={mistake} />}
      <FieldHelp onPick={append} />
    </form>
  )
}

function Mistake({ mistake }: { mistake: QueryMistake }) {
  return (
    <div id="query-mistake" className="mistake" role="status">
      <pre>
        {mistake.excerpt}
        {'\n'}
        {mistake.caret}
      </pre>
      <p>
        At character {mistake.at + 1}: {mistake.reason}
        {mistake.reason.endsWith('?') ? '' : '.'}
      </p>
    </div>
  )
}

function FieldHelp({ onPick }: { onPick: (example: string) => void }) {
  return (
    <details className="fields">
      <summary>What can be asked for</summary>
      <table aria-label="Fields">
        <tbody>
          {QUERY_FIELDS.map(({ name, about, example }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{about.replaceAll('`', '')}</td>
              <td>
                <button type="button" title="Add it to the search" onClick={() => onPick(example)}>
                  {example}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
