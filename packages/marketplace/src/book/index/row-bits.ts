import type { BookMemory } from './book-memory.ts'
import type { Rows } from './rows.ts'

/** Sets of rows as bits where the kernels see them, by a question of their owner. */
export class RowBits {
  readonly #memory: BookMemory
  readonly #rows: Rows
  readonly #areas: { address: number; bytes: number }[] = []

  constructor(memory: BookMemory, rows: Rows) {
    this.#memory = memory
    this.#rows = rows
  }

  /** Writes the `index`-th set. @returns its address */
  write(index: number, isIn: (row: number) => boolean): number {
    const bytes = Math.ceil(this.#rows.end / 8)
    let area = this.#areas[index]
    if (!area || area.bytes < bytes) {
      area = { address: this.#memory.allocate(bytes * 2), bytes: bytes * 2 }
      this.#areas[index] = area
    }
    const { u8 } = this.#memory
    for (let at = 0; at < bytes; at++) {
      let bits = 0
      for (let bit = 0; bit < 8 && at * 8 + bit < this.#rows.end; bit++) {
        const row = at * 8 + bit
        if (!this.#rows.isFree(row) && isIn(row)) bits |= 1 << bit
      }
      u8[area.address + at] = bits
    }
    return area.address
  }
}
