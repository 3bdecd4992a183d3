import { QUERY_FIELDS, type QueryMistake } from '@sonm/model'

/**
 * Where a query is written. What is wrong is pointed at while it is written; the market is asked what is right.
 * @param props.mistake of the text; while there is one, nothing is sent
 */
export function QueryBox(props: {
  text: string
  mistake: QueryMistake | undefined
  explain: boolean
  onText: (text: string) => void
  onSearch: () => void
  onExplain: (explain: boolean) => void
}) {
  const { text, mistake, explain, onText, onSearch, onExplain } = props
  return (
    <form
      className="query"
      aria-label="Search"
      onSubmit={(event) => {
        event.preventDefault()
        if (!mistake) onSearch()
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
          autoCapitalize="none"
          autoComplete="off"
          placeholder="ram>=8GiB gpu.model=RTX_4090 price<0.5USD/h country in [DE,IT]"
          onChange={(event) => onText(event.target.value)}
        />
        <button type="submit" className="primary" disabled={mistake !== undefined}>
          Search
        </button>
        <label className="check">
          <input
            type="checkbox"
            checked={explain}
            disabled={mistake !== undefined}
            onChange={(event) => onExplain(event.target.checked)}
          />
          Explain
        </label>
      </div>
      {mistake && <Mistake mistake={mistake} />}
      <FieldHelp onPick={(example) => onText(`${text.trimEnd()} ${example}`.trimStart())} />
    </form>
  )
}

function Mistake({ mistake }: { mistake: QueryMistake }) {
  return (
    <div id="query-mistake" className="mistake" role="status">
      <pre>
        {mistake.excerpt}
        {'\n'}
        <strong>
          {mistake.caret.slice(0, -1)}
          <span key={mistake.caret} ref={bringIntoView}>
            {mistake.caret.slice(-1)}
          </span>
        </strong>
      </pre>
      <p>
        At character {mistake.at + 1}: {mistake.reason}
        {mistake.reason.endsWith('?') ? '' : '.'}
      </p>
    </div>
  )
}

/** On a narrow screen the place of a mistake may stand outside. */
function bringIntoView(mark: HTMLElement | null): void {
  mark?.scrollIntoView({ block: 'nearest', inline: 'center' })
}

function FieldHelp({ onPick }: { onPick: (example: string) => void }) {
  return (
    <details className="fields">
      <summary>What can be asked for</summary>
      <div className="table">
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
      </div>
    </details>
  )
}
