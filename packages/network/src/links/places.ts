/** Places that are taken and left again, counted by who takes them. */
export class Places<Holder> {
  readonly #limitOf: (holder: Holder) => number
  readonly #taken = new Map<Holder, number>()

  constructor(limitOf: (holder: Holder) => number) {
    this.#limitOf = limitOf
  }

  /** @returns what leaves the place again, to be called once; nothing when the holder has all that he may have */
  take(holder: Holder): (() => void) | undefined {
    const taken = this.#taken.get(holder) ?? 0
    if (taken >= this.#limitOf(holder)) return undefined
    this.#taken.set(holder, taken + 1)
    return () => {
      const left = this.#taken.get(holder)! - 1
      if (left > 0) this.#taken.set(holder, left)
      else this.#taken.delete(holder)
    }
  }
}
