import { type Clock, sleep } from '@sonm/common'

/** Who names a deal that nobody knows costs us a look at the chain; so often it is had for all who ask, and not more. */
const PAUSE_MS = 500

/** One look at a time, shared by all who ask for one before it begins. */
export class SharedLook {
  readonly #clock: Clock
  readonly #look: () => Promise<void>
  #next: Promise<void> | undefined
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock, look: () => Promise<void>) {
    this.#clock = clock
    this.#look = look
  }

  /** Resolves after a look that began after this call. @throws what the look throws */
  take(): Promise<void> {
    this.#next ??= this.#pause().then(() => {
      this.#next = undefined
      this.#lastMs = this.#clock.monotonicMs()
      return this.#look()
    })
    return this.#next
  }

  async #pause(): Promise<void> {
    const waitMs = this.#lastMs + PAUSE_MS - this.#clock.monotonicMs()
    if (waitMs > 0) await sleep(this.#clock, waitMs)
  }
}
