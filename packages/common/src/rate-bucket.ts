/**
 * How much of something may be used: a burst at once, then so much a second. What was used may be counted afterwards, so it may
 * go below zero; until it is above again, nothing more should be used. Pure: the time is handed in.
 */
export class RateBucket {
  readonly #burst: number
  readonly #perSecond: number
  #left: number
  #atMs: number

  constructor({ burst, perSecond }: { burst: number; perSecond: number }, nowMs: number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#left = burst
    this.#atMs = nowMs
  }

  /** How much may be used now; below zero: so much was used too much. */
  left(nowMs: number): number {
    const gained = ((nowMs - this.#atMs) / 1000) * this.#perSecond
    this.#left = Math.min(this.#burst, this.#left + gained)
    this.#atMs = nowMs
    return this.#left
  }

  use(amount: number, nowMs: number): void {
    this.#left = this.left(nowMs) - amount
  }

  /** Whether nothing was used for so long that a fresh one would be the same. */
  isFull(nowMs: number): boolean {
    return this.left(nowMs) === this.#burst
  }
}
