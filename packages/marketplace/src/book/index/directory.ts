import type { BookMemory } from './book-memory.ts'
import { compareKeys, KEY, roundedPrice } from './key.ts'
import { MAX_BLOCKS, PLACE } from './layout.ts'

const SMALLEST = 64

/** The blocks in the order of price and sequence, by their addresses, where the kernels read them. */
export class Directory {
  readonly #memory: BookMemory
  #length = 0
  /** The lowest price of each but the first, rounded: they lie side by side, and hardly ever are two the same. */
  #prices = new Float64Array(SMALLEST)

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
    const price = roundedPrice(u32, key)
    let low = 0
    let high = this.#length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      const side = this.#prices[middle]! - price || compareKeys(u32, (this.at(middle) >>> 2) + KEY.ofBlock, key)
      if (side <= 0) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Its lowest key stands in it, and may change of the first alone. */
  insert(position: number, block: number): void {
    if (this.#length === MAX_BLOCKS) throw new RangeError('an index cannot have more blocks')
    const { u32 } = this.#memory
    const start = (PLACE.directory >>> 2) + position
    u32.copyWithin(start + 1, start, start + this.#length - position)
    u32[start] = block
    if (this.#length === this.#prices.length) this.#prices = grown(this.#prices)
    this.#prices.copyWithin(position + 1, position, this.#length)
    this.#prices[position] = roundedPrice(u32, (block >>> 2) + KEY.ofBlock)
    this.#length++
  }

  remove(position: number): void {
    const start = (PLACE.directory >>> 2) + position
    this.#memory.u32.copyWithin(start, start + 1, start + this.#length - position)
    this.#prices.copyWithin(position, position + 1, this.#length)
    this.#length--
  }
}

function grown(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2)
  larger.set(values)
  return larger
}
