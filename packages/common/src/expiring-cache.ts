import { BoundedMap } from './bounded-map.ts'
import type { Clock } from './clock.ts'

/** Remembers values for a while, and a bounded number of them: the one put in first gives way. */
export class ExpiringCache<Key, Value> {
  readonly #clock: Clock
  readonly #entries: BoundedMap<Key, { readonly value: Value; readonly untilMs: number }>

  constructor(options: { clock: Clock; maxEntries: number }) {
    this.#clock = options.clock
    this.#entries = new BoundedMap(options.maxEntries)
  }

  /** Also of those that have expired and were not looked for since. */
  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    if (entry.untilMs > this.#clock.monotonicMs()) return entry.value
    this.#entries.delete(key)
    return undefined
  }

  set(key: Key, value: Value, keepMs: number): void {
    this.#entries.set(key, { value, untilMs: this.#clock.monotonicMs() + keepMs })
  }

  delete(key: Key): void {
    this.#entries.delete(key)
  }
}
