import { type Clock, CodedError, sleep } from '@sonm/common'

/** How long a buyer bears with a hub that has fallen silent, unless he says otherwise: it may be restarting. */
export const DEFAULT_PATIENCE_MS = 60_000
const PAUSE_MS = 500

export interface Patience {
  readonly clock: Clock
  readonly patienceMs: number
  readonly signal: AbortSignal
  /** Told once of each silence. */
  readonly onSilence: (error: CodedError) => void
}

/**
 * Repeats what fails in a way that may pass, as long as it has not failed for `patienceMs` on end.
 * @param attempt calls `heard` whenever something came: with that a silence is over
 * @throws the last failure
 */
export async function patiently<Result>(
  { clock, patienceMs, signal, onSilence }: Patience,
  attempt: (heard: () => void) => Promise<Result>,
): Promise<Result> {
  let silentSinceMs: number | undefined
  const heard = () => {
    silentSinceMs = undefined
  }
  for (;;) {
    try {
      return await attempt(heard)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof CodedError) || !error.retryable) throw error
      if (silentSinceMs === undefined) onSilence(error)
      silentSinceMs ??= clock.monotonicMs()
      if (clock.monotonicMs() - silentSinceMs >= patienceMs) throw error
      await sleep(clock, PAUSE_MS, signal)
    }
  }
}
