import type { Clock } from '@sonm/common'

interface Credit {
  left: number
  atMs: number
}

/** What the names of senders begin with whose credit has no end. */
export const BOUNDED = 'bounded '

/** What each sender may still use, as worthless orders or as work: a burst, then so much a second. */
export class SenderCredit {
  readonly #options: {
    readonly clock: Clock
    readonly burst: number
    readonly perSecond: number
    readonly kept: number
  }
  readonly #credits = new Map<string, Credit>()
  /** Orders that may turn out to be worthless. */
  readonly #held = new Map<string, number>()

  constructor(options: { clock: Clock; burst: number; perSecond: number; kept: number }) {
    this.#options = options
  }

  isSpent(sender: string): boolean {
    const credit = this.#credits.get(sender)
    return credit !== undefined && this.#now(credit) < 1
  }

  /** Holds credit for an order whose worth is not known yet. False: there is none left. */
  hold(sender: string): boolean {
    if (sender.startsWith(BOUNDED)) return true
    const held = this.#held.get(sender) ?? 0
    const credit = this.#credits.get(sender)
    if ((credit ? this.#now(credit) : this.#options.burst) - held < 1) return false
    this.#held.set(sender, held + 1)
    return true
  }

  /** Gives back what was held for one order, whose worth is known now. */
  release(sender: string): void {
    const held = (this.#held.get(sender) ?? 0) - 1
    if (held > 0) this.#held.set(sender, held)
    else this.#held.delete(sender)
  }

  /** Counts one worthless order, or so much work; never below zero, so that an honest sender behind the same host is not shut out for long. */
  charge(sender: string, amount = 1): void {
    const { clock, burst, kept } = this.#options
    if (sender.startsWith(BOUNDED)) return
    const known = this.#credits.get(sender)
    // The one charged longest ago is forgotten first.
    this.#credits.delete(sender)
    if (this.#credits.size >= kept) this.#credits.delete(this.#credits.keys().next().value!)
    const left = known ? this.#now(known) : burst
    this.#credits.set(sender, { left: Math.max(0, left - amount), atMs: clock.monotonicMs() })
  }

  #now({ left, atMs }: Credit): number {
    const { clock, burst, perSecond } = this.#options
    return Math.min(burst, left + ((clock.monotonicMs() - atMs) / 1000) * perSecond)
  }
}
