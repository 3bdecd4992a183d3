import type { Clock } from '@sonm/common'

const MINUTE_MS = 60_000

/** Counts the calls of each caller, be it a key or a host, in the running minute. */
export class CallQuota {
  readonly #clock: Clock
  readonly #callsPerMinute: number
  readonly #maxCallers: number
  readonly #calls = new Map<string, number>()
  #minuteEndsMs = 0

  constructor(options: { clock: Clock; callsPerMinute: number; maxCallers: number }) {
    this.#clock = options.clock
    this.#callsPerMinute = options.callsPerMinute
    this.#maxCallers = options.maxCallers
  }

  /** Counts one call; false when the caller has used up his minute. */
  take(caller: string): boolean {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs >= this.#minuteEndsMs || this.#calls.size >= this.#maxCallers) {
      this.#calls.clear()
      this.#minuteEndsMs = nowMs + MINUTE_MS
    }
    const calls = this.#calls.get(caller) ?? 0
    if (calls >= this.#callsPerMinute) return false
    this.#calls.set(caller, calls + 1)
    return true
  }
}
