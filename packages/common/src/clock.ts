/** Stops a timer. Calling it twice, or after the timer ran, does nothing. */
export type CancelTimer = () => void

/** Time as it is handed in: the system's clock in a daemon, a virtual one in a simulation. */
export interface Clock {
  /** Unix time in milliseconds. May jump when the system's clock is set. */
  nowMs(): number
  /** Milliseconds from an arbitrary start; never goes back. For durations. */
  monotonicMs(): number
  /** Runs `action` once after `delayMs`. */
  after(delayMs: number, action: () => void): CancelTimer
}

export function nowSeconds(clock: Clock): number {
  return Math.floor(clock.nowMs() / 1000)
}

/** Waits `delayMs`; rejects with the signal's reason as soon as it aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const abort = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Repeats `action` with `intervalMs` between the end of one run and the start of the next, until cancelled. */
export function repeat(clock: Clock, intervalMs: number, action: () => Promise<void> | void): CancelTimer {
  let stopped = false
  let cancel: CancelTimer = () => {}
  const schedule = () => {
    cancel = clock.after(intervalMs, async () => {
      await action()
      if (!stopped) schedule()
    })
  }
  schedule()
  return () => {
    stopped = true
    cancel()
  }
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  },
}

interface Timer {
  readonly atMs: number
  readonly sequence: number
  readonly action: () => void
}

/**
 * Virtual time: it stands still until `advance` moves it, and then runs each timer at its moment, in order.
 * Between two timers it lets every pending promise settle, so the order of events depends on nothing but the timers.
 */
export class VirtualClock implements Clock {
  #nowMs: number
  #sequence = 0
  readonly #timers: Timer[] = []

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  after(delayMs: number, action: () => void): CancelTimer {
    const timer = { atMs: this.#nowMs + Math.max(0, Math.ceil(delayMs)), sequence: this.#sequence++, action }
    let at = this.#timers.findIndex((other) => other.atMs > timer.atMs)
    if (at === -1) at = this.#timers.length
    this.#timers.splice(at, 0, timer)
    return () => {
      const found = this.#timers.indexOf(timer)
      if (found >= 0) this.#timers.splice(found, 1)
    }
  }

  /** When the next timer is due, if any is set. */
  nextTimerMs(): number | undefined {
    return this.#timers[0]?.atMs
  }

  /** Moves time forward by `durationMs` and runs what falls due on the way. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs
    await settle()
    for (let next = this.#timers[0]; next !== undefined && next.atMs <= endMs; next = this.#timers[0]) {
      this.#timers.shift()
      this.#nowMs = next.atMs
      next.action()
      await settle()
    }
    this.#nowMs = endMs
  }
}

/** Lets every promise that can settle without a timer do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
