import type { Clock } from '@sonm/common'

/**
 * What `work` comes to, if it does so within `timeoutMs`; who waited leaves it behind otherwise.
 * @throws what `late` makes when it takes longer, and the signal's reason when that aborts
 */
export function within<Result>(
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  work: () => Promise<Result>,
  late: () => Error,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = () => reject(signal.reason)
    const cancel = clock.after(timeoutMs, () => reject(late()))
    signal.addEventListener('abort', abort, { once: true })
    work()
      .then(resolve, reject)
      .finally(() => {
        cancel()
        signal.removeEventListener('abort', abort)
      })
  })
}
