import type { Clock, VirtualClock } from '@sonm/common'

/**
 * One run of a daemon, from its start to kill -9. Everything that reaches the world outside goes through it; after
 * `kill` nothing of it happens any more: timers are gone, calls never settle. What it had on disk stays.
 */
export class Life {
  readonly clock: Clock
  readonly #onKill: (() => void)[] = []
  readonly #timers = new Set<() => void>()
  #alive = true
  #effectsLeft: number | undefined

  constructor(clock: VirtualClock) {
    this.clock = {
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      after: (delayMs, action) => {
        if (!this.#alive) return () => {}
        const forget = clock.after(delayMs, () => {
          this.#timers.delete(cancel)
          action()
        })
        const cancel = () => {
          this.#timers.delete(cancel)
          forget()
        }
        this.#timers.add(cancel)
        return cancel
      },
    }
  }

  get alive(): boolean {
    return this.#alive
  }

  /** What the death of the process does to the world. */
  onKill(action: () => void): void {
    this.#onKill.push(action)
  }

  kill(): void {
    if (!this.#alive) return
    this.#alive = false
    for (const cancel of [...this.#timers]) cancel()
    for (const action of this.#onKill.splice(0)) action()
  }

  /** Dies right before its n-th effect from now on: between two writes, or between a write and its answer. */
  dieAfter(effects: number): void {
    this.#effectsLeft = effects
  }

  disarm(): void {
    this.#effectsLeft = undefined
  }

  /** Counts one effect on the world. @returns whether it may happen: the process is still there */
  effect(): boolean {
    if (this.#alive && this.#effectsLeft !== undefined && this.#effectsLeft-- <= 0) {
      this.#effectsLeft = undefined
      this.kill()
    }
    return this.#alive
  }

  /** Settles as the promise does; never, once the process is dead. */
  guard<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => {
          if (this.#alive) resolve(value)
        },
        (error: unknown) => {
          if (this.#alive) reject(error)
        },
      )
    })
  }

  /** As `guard`, for what comes one by one. */
  guardAll<Item>(items: AsyncIterable<Item>): AsyncIterableIterator<Item> {
    const iterator = items[Symbol.asyncIterator]()
    const guarded: AsyncIterableIterator<Item> = {
      [Symbol.asyncIterator]: () => guarded,
      next: () => this.guard(iterator.next()),
      return: (value) => this.guard(iterator.return?.(value) ?? Promise.resolve({ done: true as const, value })),
    }
    return guarded
  }
}

export function never<Value>(): Promise<Value> {
  return new Promise(() => {})
}
