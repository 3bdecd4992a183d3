import type { BookMemory } from './book-memory.ts'
import { compareKeys, KEY } from './key.ts'
import { MAX_BLOCKS, PLACE } from './layout.ts'

/** The blocks in the order of price and sequence, by their addresses, where the kernels read them. */
export class Directory {
  readonly #memory: BookMemory
  #length = 0

  constructor(memory: BookMemory) {
    this.#memory = memory
  }

  get length(): number {
    return this.#length
  }

  at(position: number): number {
    return this.#memory.u32[(PLACE.directory >>> 2) + position]!
  }

  /** The last block that begins at or before the key; 0 where none does. */
  locate(key: number): number {
    const { u32 } = this.#memory
    let low = 0
    let high = this.#length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (compareKeys(u32, (this.at(middle) >>> 2) + KEY.ofBlock, key) <= 0) low = middle
      else high = middle - 1
    }
    return low
  }

  insert(position: number, block: number): void {
    if (this.#length === MAX_BLOCKS) throw new RangeError('an index cannot have more blocks')
    const { u32 } = this.#memory
    const start = (PLACE.directory >>> 2) + position
    u32.copyWithin(start + 1, start, start + this.#length - position)
    u32[start] = block
    this.#length++
  }

  remove(position: number): void {
    const start = (PLACE.directory >>> 2) + position
    this.#memory.u32.copyWithin(start, start + 1, start + this.#length - position)
    this.#length--
  }
}
