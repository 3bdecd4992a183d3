import { useEffect, useRef, useState } from 'react'
import { type Api, type Problem, problemOf } from '../api.ts'
import { Dialog } from '../parts/parts.tsx'
import { ProblemBox } from '../parts/problem.tsx'

/** The page keeps the end of a long log; the command line reads all of it. */
const MAX_CHARACTERS = 200_000
/** As near to the end counts as at the end. */
const END_PIXELS = 24

/** What a task writes, as it writes it. */
export function TaskLogs({ api, taskId, onClose }: { api: Api; taskId: string; onClose: () => void }) {
  const [text, setText] = useState('')
  const [ended, setEnded] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const view = useRef<HTMLPreElement>(null)
  const atEnd = useRef(true)

  useEffect(() => {
    const reading = new AbortController()
    const decoder = new TextDecoder()
    const read = async () => {
      const chunks = api.tasks.readLogs({ taskId, follow: true }, { signal: reading.signal })
      for await (const { data } of chunks) {
        const piece = decoder.decode(data, { stream: true })
        setText((last) => (last + piece).slice(-MAX_CHARACTERS))
      }
      setEnded(true)
    }
    read().catch((error: unknown) => {
      if (!reading.signal.aborted) setProblem(problemOf(error))
    })
    return () => reading.abort()
  }, [api, taskId])

  useEffect(() => {
    if (atEnd.current) view.current?.scrollTo({ top: view.current.scrollHeight })
    // New text moves the view to its end, unless the reader has gone up from there.
  }, [text])

  return (
    <Dialog title={`Log of ${taskId.slice(0, 8)}`} wide onClose={onClose}>
      <pre
        ref={view}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
        tabIndex={0}
        role="log"
        aria-label="Output"
        aria-live="off"
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < END_PIXELS
        }}
      >
        {text || (ended ? 'The task wrote nothing.' : 'Waiting for output…')}
      </pre>
      <ProblemBox problem={problem} />
      <footer className="actions">
        <span className="note">{ended ? 'The log is complete.' : ''}</span>
        <button type="button" className="primary" onClick={onClose}>
          Close
        </button>
      </footer>
    </Dialog>
  )
}
