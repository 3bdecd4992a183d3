import type { Clock } from './clock.ts'

/**
 * Says a thing at once, and then no more often than so, with the number of times that it was so meanwhile. For what strangers can
 * bring about as often as they like: else they could fill a disk with the log.
 */
export class Seldom {
  readonly #clock: Clock
  readonly #everyMs: number
  #againAtMs = Number.NEGATIVE_INFINITY
  #times = 0

  constructor(options: { clock: Clock; everyMs: number }) {
    this.#clock = options.clock
    this.#everyMs = options.everyMs
  }

  /** @param say is given how often it was so since it was said last, with this time */
  tell(say: (times: number) => void): void {
    const nowMs = this.#clock.monotonicMs()
    this.#times++
    if (nowMs < this.#againAtMs) return
    this.#againAtMs = nowMs + this.#everyMs
    say(this.#times)
    this.#times = 0
  }
}
