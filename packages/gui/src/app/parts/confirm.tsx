import { type ReactNode, useState } from 'react'
import { type Problem, problemOf } from '../api.ts'
import { Dialog } from './parts.tsx'
import { ProblemBox } from './problem.tsx'

/** Asks before something that pays or destroys; stays open with the reason when it fails. */
export function Confirm(props: {
  title: string
  action: string
  busyAction: string
  danger?: boolean
  /** What the other button says. */
  dismiss?: string
  run: () => Promise<void>
  onClose: () => void
  children: ReactNode
}) {
  const { title, action, busyAction, danger, dismiss = 'Cancel', onClose, children } = props
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const run = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      await props.run()
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} onClose={() => !busy && onClose()}>
      {children}
      <footer>
        <ProblemBox problem={problem} />
        <div className="actions">
          <button type="button" onClick={onClose} disabled={busy}>
            {dismiss}
          </button>
          <button type="button" className={danger ? 'danger' : 'primary'} onClick={run} disabled={busy}>
            {busy ? busyAction : action}
          </button>
        </div>
      </footer>
    </Dialog>
  )
}
