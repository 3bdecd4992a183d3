import type { Address } from '@sonm/model'

interface Line {
  readonly place: number
  readonly address: Address
}

/** In which order addresses got their newest records. A later line of an address makes its earlier ones void. */
export class Journal {
  #lines: Line[] = []
  readonly #current = new Map<Address, number>()
  #last = 0

  /** The place of the last line; 0 before the first. */
  get last(): number {
    return this.#last
  }

  add(address: Address): void {
    this.#last++
    this.#lines.push({ place: this.#last, address })
    this.#current.set(address, this.#last)
    // Void lines are dropped when they are as many as the others, so a line costs two moves in its life.
    if (this.#lines.length > 2 * this.#current.size + 1000)
      this.#lines = this.#lines.filter((line) => this.#holds(line))
  }

  forget(address: Address): void {
    this.#current.delete(address)
  }

  /** The addresses of the lines after a place, oldest first, `most` of them; and the place where the next begin. */
  after(place: number, most: number): { addresses: Address[]; place: number; more: boolean } {
    const addresses: Address[] = []
    for (let at = this.#firstAfter(place); at < this.#lines.length; at++) {
      const line = this.#lines[at]!
      if (!this.#holds(line)) continue
      if (addresses.length === most) return { addresses, place: this.#lines[at - 1]!.place, more: true }
      addresses.push(line.address)
    }
    return { addresses, place: this.#last, more: false }
  }

  #holds({ address, place }: Line): boolean {
    return this.#current.get(address) === place
  }

  #firstAfter(place: number): number {
    let [low, high] = [0, this.#lines.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#lines[middle]!.place > place) high = middle
      else low = middle + 1
    }
    return low
  }
}
