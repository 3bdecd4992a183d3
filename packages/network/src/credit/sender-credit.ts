import { BoundedMap, type Clock, RateBucket } from '@sonm/common'

/** What the names of senders begin with whose credit has no end. */
export const BOUNDED = 'bounded '

/** What each sender may still use, as worthless orders or as work: a burst, then so much a second. */
export class SenderCredit {
  readonly #options: { readonly clock: Clock; readonly burst: number; readonly perSecond: number }
  /** The one charged longest ago is forgotten first. */
  readonly #credits: BoundedMap<string, RateBucket>
  /** Orders that may turn out to be worthless. */
  readonly #held = new Map<string, number>()

  constructor(options: { clock: Clock; burst: number; perSecond: number; kept: number }) {
    this.#options = options
    this.#credits = new BoundedMap(options.kept)
  }

  isSpent(sender: string): boolean {
    return this.#credits.has(sender) && this.#left(sender) < 1
  }

  /** How many orders can be held now. */
  room(sender: string): number {
    if (sender.startsWith(BOUNDED)) return Number.POSITIVE_INFINITY
    return Math.max(0, Math.floor(this.#left(sender) - (this.#held.get(sender) ?? 0)))
  }

  /** Holds credit for an order whose worth is not known yet. False: there is none left. */
  hold(sender: string): boolean {
    if (this.room(sender) < 1) return false
    if (!sender.startsWith(BOUNDED)) this.#held.set(sender, (this.#held.get(sender) ?? 0) + 1)
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
    if (sender.startsWith(BOUNDED)) return
    const nowMs = this.#options.clock.monotonicMs()
    const credit = this.#credits.get(sender) ?? new RateBucket(this.#options, nowMs)
    credit.use(Math.min(amount, credit.left(nowMs)), nowMs)
    this.#credits.set(sender, credit)
  }

  #left(sender: string): number {
    const { clock, burst } = this.#options
    return this.#credits.get(sender)?.left(clock.monotonicMs()) ?? burst
  }
}
