import { type ReactNode, useState } from 'react'
import { type Problem, problemOf } from '../api.ts'
import { Dialog, ProblemBox } from './parts.tsx'

/** Asks before something that pays or destroys; stays open with the reason when it fails. */
export function Confirm(props: {
  title: string
  action: string
  busyAction: string
  danger?: boolean
  run: () => Promise<void>
  onClose: () => void
  children: ReactNode
}) {
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
    <Dialog title={props.title} onClose={() => !busy && props.onClose()}>
      {props.children}
      <ProblemBox problem={problem} />
      <div className="actions">
        <button type="button" onClick={props.onClose} disabled={busy}>
          Cancel
        </button>
        <button type="button" className={props.danger ? 'danger' : 'primary'} onClick={run} disabled={busy}>
          {busy ? props.busyAction : props.action}
        </button>
      </div>
    </Dialog>
  )
}
