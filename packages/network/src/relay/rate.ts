/**
 * How fast something may go: a second's worth at once, then so much a second. What has passed is counted afterwards, so it may
 * go below zero; until it is above again, nothing more should pass. Pure: the time is handed in.
 */
export class Rate {
  readonly #bytesPerSecond: number
  #left: number
  #atMs: number

  constructor(bytesPerSecond: number, nowMs: number) {
    this.#bytesPerSecond = bytesPerSecond
    this.#left = bytesPerSecond
    this.#atMs = nowMs
  }

  take(bytes: number, nowMs: number): void {
    this.#refill(nowMs)
    this.#left -= bytes
  }

  /** Whether more may pass now. */
  isOpen(nowMs: number): boolean {
    this.#refill(nowMs)
    return this.#left > 0
  }

  /** Whether nothing was taken for so long that a fresh one would be the same. */
  isFull(nowMs: number): boolean {
    this.#refill(nowMs)
    return this.#left === this.#bytesPerSecond
  }

  #refill(nowMs: number): void {
    const gained = ((nowMs - this.#atMs) / 1000) * this.#bytesPerSecond
    this.#left = Math.min(this.#bytesPerSecond, this.#left + gained)
    this.#atMs = nowMs
  }
}
