import type { Hex, SignedCancel } from '@sonm/model'

/** One change of the live orders. Of an order that was placed the hash will do: who reads this later sees whether it still lives. */
export type LogEntry =
  | { readonly kind: 'placed'; readonly hash: Hex }
  | { readonly kind: 'cancelled'; readonly cancel: SignedCancel }

/** The newest changes, numbered from 1; the older ones give way. */
export class OrderLog {
  /** Of this list: its numbers mean nothing in another. */
  readonly id: string
  readonly #maxEntries: number
  #entries: LogEntry[] = []
  /** How many have given way. */
  #dropped = 0
  /** Of those who wait for the next change; undefined: nobody does. */
  #changed: PromiseWithResolvers<void> | undefined

  constructor(options: { id: string; maxEntries: number }) {
    this.id = options.id
    this.#maxEntries = options.maxEntries
  }

  /** The number of the newest; 0: there is none. */
  get head(): number {
    return this.#dropped + this.#entries.length
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry)
    // Twice as many at most, so that each entry is moved once on average.
    if (this.#entries.length >= 2 * this.#maxEntries) {
      this.#dropped += this.#entries.length - this.#maxEntries
      this.#entries = this.#entries.slice(-this.#maxEntries)
    }
    this.#changed?.resolve()
    this.#changed = undefined
  }

  /** The changes after this number, the oldest first; undefined: they have given way, or there never was such a number. */
  after(position: number, limit: number): readonly LogEntry[] | undefined {
    if (position < this.#dropped || position > this.head) return undefined
    return this.#entries.slice(position - this.#dropped, position - this.#dropped + limit)
  }

  /** Resolves at the next change. */
  next(): Promise<void> {
    this.#changed ??= Promise.withResolvers()
    return this.#changed.promise
  }
}
