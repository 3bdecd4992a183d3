import { type Address, fail } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'

/** Who opens a stream: keys cost nothing and hosts do, so both are counted. */
export interface WatchCaller {
  readonly key: Address
  readonly host: string
}

type Limits = Pick<MarketplaceLimits, 'watches' | 'watchesPerKey' | 'watchesPerHost'>

/** How many streams are open, in all, of a key and of a host. */
export class WatchCounts {
  readonly #limits: Limits
  readonly #counts = new Map<string, number>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get open(): number {
    return this.#counts.get('all') ?? 0
  }

  /** @returns what gives the place back, once @throws WATCH_QUOTA */
  take({ key, host }: WatchCaller): () => void {
    const { watches, watchesPerKey, watchesPerHost } = this.#limits
    const places = [
      ['all', watches],
      [`key ${key}`, watchesPerKey],
      [`host ${host}`, watchesPerHost],
    ] as const
    const full = places.find(([name, limit]) => (this.#counts.get(name) ?? 0) >= limit)
    if (full) throw fail('WATCH_QUOTA', { whose: full[0] === 'all' ? 'all callers' : full[0], limit: full[1] })
    for (const [name] of places) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    let taken = true
    return () => {
      if (!taken) return
      taken = false
      for (const [name] of places) {
        const left = this.#counts.get(name)! - 1
        if (left > 0) this.#counts.set(name, left)
        else this.#counts.delete(name)
      }
    }
  }
}
