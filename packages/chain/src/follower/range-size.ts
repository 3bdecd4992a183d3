/** How many blocks to ask for at once: halved when that was refused, and grown again by an eighth while it is not. */
export class RangeSize {
  readonly #most: number
  #blocks: number

  constructor(most: number) {
    this.#most = most
    this.#blocks = most
  }

  get blocks(): number {
    return this.#blocks
  }

  refused(blocks: number): void {
    this.#blocks = Math.max(1, Math.min(this.#blocks, Math.floor(blocks / 2)))
  }

  /** A shorter range, the last one before the chain's end, says nothing. */
  accepted(blocks: number): void {
    if (blocks >= this.#blocks) this.#blocks = Math.min(this.#most, this.#blocks + Math.ceil(this.#blocks / 8))
  }
}
