import type { MarketplaceWarning } from '@sonm/protocol'
import type { Problem } from '../api.ts'
import { problemView, shortened } from '../problem-view.ts'

/** What went wrong and what to do, at a glance; the rest on demand. */
export function ProblemBox({ problem }: { problem: Problem | undefined }) {
  if (!problem) return null
  const { code, headline, todo, details } = problemView(problem)
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{headline}</strong>
      </p>
      <p>
        <Instruction text={todo} />
      </p>
      <Details of={[...details, `Error code ${code}`]} />
    </div>
  )
}

/** A sentence of somebody else's beside what it is about, shortened where it is long. */
export function Remark({ text }: { text: string }) {
  if (text === '') return null
  const { headline, details } = shortened(text)
  return (
    <div className="remark">
      {headline}
      <Details of={details} />
    </div>
  )
}

/** What may be nobody's fault. */
const NOTES: ReadonlySet<string> = new Set(['MARKETPLACE_LACKS', 'MARKETPLACE_SILENT', 'MARKETPLACE_SLOW'])

/** What marketplaces were found at while they answered, and which did not. */
export function Warnings({ of = [] }: { of: readonly MarketplaceWarning[] | undefined }) {
  return of.map(({ code, what }) => {
    const isNote = NOTES.has(code)
    const { headline, details } = shortened(what)
    return (
      <div className={isNote ? 'warning' : 'problem'} role="status" key={what}>
        <p>
          <strong>{isNote ? 'Note' : 'Beware'}:</strong> {headline}
        </p>
        <Details of={details} />
      </div>
    )
  })
}

function Details({ of }: { of: readonly string[] }) {
  if (of.length === 0) return null
  return (
    <details className="particulars">
      <summary>Details</summary>
      <ul>
        {of.map((part) => (
          <li key={part}>{part}</li>
        ))}
      </ul>
    </details>
  )
}

/** Commands stand between backticks. */
function Instruction({ text }: { text: string }) {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part))
}
