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

/** A hub that does not answer: since when, and how long that is borne. */
export class Silence {
  readonly #patience: Patience
  #sinceMs: number | undefined

  constructor(patience: Patience) {
    this.#patience = patience
  }

  /** Something came: it is over. */
  heard(): void {
    this.#sinceMs = undefined
  }

  /**
   * Waits a little after a failure that may pass.
   * @throws the failure, when it cannot pass or the silence has lasted for `patienceMs`
   */
  async bear(error: unknown): Promise<void> {
    const { clock, patienceMs, signal, onSilence } = this.#patience
    signal.throwIfAborted()
    if (!(error instanceof CodedError) || !error.retryable) throw error
    const isNew = this.#sinceMs === undefined
    this.#sinceMs ??= clock.monotonicMs()
    if (clock.monotonicMs() - this.#sinceMs >= patienceMs) throw error
    if (isNew) onSilence(error)
    await sleep(clock, PAUSE_MS, signal)
  }
}

/**
 * Repeats what fails in a way that may pass, as long as it has not failed for `patienceMs` on end.
 * @param attempt calls `heard` whenever something came: with that a silence is over
 * @throws the last failure
 */
export async function patiently<Result>(
  patience: Patience,
  attempt: (heard: () => void) => Promise<Result>,
): Promise<Result> {
  const silence = new Silence(patience)
  for (;;) {
    try {
      return await attempt(() => silence.heard())
    } catch (error) {
      await silence.bear(error)
    }
  }
}
