import type { Clock } from '@sonm/common'

/** One of several ways to the same thing. */
export type Attempt<Result> = (signal: AbortSignal) => Promise<Result>

/**
 * The first attempt that succeeds ("happy eyeballs"). Each starts when the one before it failed or took `staggerMs(at)`, where
 * `at` is the place of the one before.
 * The others are aborted, and what they still bring is handed to `discard`.
 * @throws AggregateError with the failures in the order of the attempts, or the signal's reason
 */
export function firstOf<Result>(
  attempts: readonly Attempt<Result>[],
  options: {
    clock: Clock
    staggerMs: (at: number) => number
    signal: AbortSignal
    discard: (result: Result) => void
  },
): Promise<Result> {
  const { clock, staggerMs, signal, discard } = options
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const controller = new AbortController()
    const failures: unknown[] = []
    let started = 0
    let failed = 0
    let settled = false
    let cancelTimer = () => {}

    const settle = (action: () => void) => {
      if (settled) return
      settled = true
      cancelTimer()
      signal.removeEventListener('abort', onAbort)
      action()
      controller.abort(new Error('another way was faster'))
    }
    const onAbort = () => {
      controller.abort(signal.reason)
      settle(() => reject(signal.reason))
    }
    const startNext = () => {
      cancelTimer()
      const at = started++
      const attempt = attempts[at]
      if (settled || attempt === undefined) return
      cancelTimer = clock.after(staggerMs(at), startNext)
      attempt(controller.signal).then(
        (result) => (settled ? discard(result) : settle(() => resolve(result))),
        (error: unknown) => {
          failures[at] = error
          failed++
          if (failed === attempts.length) settle(() => reject(new AggregateError(failures, 'every attempt failed')))
          else if (failed === started) startNext()
        },
      )
    }
    signal.addEventListener('abort', onAbort, { once: true })
    if (attempts.length === 0) settle(() => reject(new AggregateError([], 'there is no attempt')))
    else startNext()
  })
}
