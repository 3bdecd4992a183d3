import { useCallback, useEffect, useRef, useState } from 'react'
import { type Problem, problemOf } from './api.ts'

export interface Live<Value> {
  /** The last good answer, also while a later question fails. */
  readonly value: Value | undefined
  readonly problem: Problem | undefined
  /** Asks again now. */
  refresh(): void
}

const INTERVAL_MS = 4000

/** Asks again and again while the page is looked at. A change of `key` begins anew. */
export function useLive<Value>(ask: () => Promise<Value>, key = ''): Live<Value> {
  const [state, setState] = useState<{ key: string; value?: Value; problem?: Problem }>({ key })
  const [round, setRound] = useState(0)
  const latestAsk = useRef(ask)
  latestAsk.current = ask

  useEffect(() => {
    let stopped = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const run = async () => {
      if (!document.hidden) {
        try {
          const value = await latestAsk.current()
          if (!stopped) setState({ key, value })
        } catch (error) {
          const problem = problemOf(error)
          if (!stopped) setState((last) => (last.key === key ? { ...last, problem } : { key, problem }))
        }
      }
      if (!stopped) timer = setTimeout(run, INTERVAL_MS)
    }
    void run()
    return () => {
      stopped = true
      clearTimeout(timer)
    }
    // A new round asks again at once.
  }, [key, round])

  const refresh = useCallback(() => setRound((last) => last + 1), [])
  const current = state.key === key ? state : { value: undefined, problem: undefined }
  return { value: current.value, problem: current.problem, refresh }
}
