import type { BookMemory } from './book-memory.ts'
import {
  BENCHMARK_LANES,
  MAX_ROW_CHUNKS,
  NO_ROW,
  PLACE,
  ROW,
  ROW_BYTES,
  ROWS_PER_CHUNK,
  ROWS_PER_CHUNK_BITS,
} from './layout.ts'

/** Numbered records of asks: a number stays while the ask lives and is used again afterwards. */
export class Rows {
  readonly #memory: BookMemory
  #chunks = 0
  /** Numbers below were in use at some time. */
  #end = 0
  readonly #freeHighs: number[] = []
  /** Freed rows, chained by a word of theirs. */
  #free = NO_ROW

  constructor(memory: BookMemory) {
    this.#memory = memory
  }

  get end(): number {
    return this.#end
  }

  address(row: number): number {
    const chunk = this.#memory.u32[(PLACE.rowChunks >>> 2) + (row >>> ROWS_PER_CHUNK_BITS)]!
    return chunk + (row & (ROWS_PER_CHUNK - 1)) * ROW_BYTES
  }

  allocate(): number {
    if (this.#free !== NO_ROW) {
      const row = this.#free
      this.#free = this.#memory.u32[(this.address(row) + ROW.nextOfExpiry) >>> 2]!
      return row
    }
    if (this.#end === this.#chunks * ROWS_PER_CHUNK) {
      if (this.#chunks === MAX_ROW_CHUNKS) throw new RangeError('an index cannot have more rows')
      const chunk = this.#memory.allocate(ROWS_PER_CHUNK * ROW_BYTES)
      this.#memory.u32[(PLACE.rowChunks >>> 2) + this.#chunks++] = chunk
    }
    return this.#end++
  }

  /** Room for the high halves of a row's benchmarks. */
  allocateHighs(): number {
    return this.#freeHighs.pop() ?? this.#memory.allocate(BENCHMARK_LANES * 4)
  }

  isFree(row: number): boolean {
    return this.#memory.u32[(this.address(row) + ROW.location) >>> 2] === NO_ROW
  }

  free(row: number): void {
    const highs = this.#memory.u32[(this.address(row) + ROW.highs) >>> 2]!
    if (highs !== 0) this.#freeHighs.push(highs)
    this.#memory.u32[(this.address(row) + ROW.location) >>> 2] = NO_ROW
    this.#memory.u32[(this.address(row) + ROW.nextOfExpiry) >>> 2] = this.#free
    this.#free = row
  }
}
