import type { Clock } from '@sonm/common'

/** Carries things one way: each takes its time, and none overtakes another. */
export class Wire {
  readonly #clock: Clock
  readonly #drawLatencyMs: () => number
  readonly #onTheWay: (() => void)[] = []
  #lastArrivalMs = 0

  constructor(clock: Clock, drawLatencyMs: () => number) {
    this.#clock = clock
    this.#drawLatencyMs = drawLatencyMs
  }

  /** Runs `arrive` when the thing is there; within this call where nothing takes time. */
  send(arrive: () => void): void {
    const now = this.#clock.monotonicMs()
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, now + this.#drawLatencyMs())
    const waitMs = this.#lastArrivalMs - now
    if (waitMs <= 0 && this.#onTheWay.length === 0) {
      arrive()
      return
    }
    this.#onTheWay.push(arrive)
    this.#clock.after(waitMs, () => this.#onTheWay.shift()!())
  }
}
