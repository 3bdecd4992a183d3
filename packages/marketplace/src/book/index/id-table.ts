import type { BookMemory } from './book-memory.ts'
import { ROW } from './layout.ts'
import type { Rows } from './rows.ts'

const SMALLEST = 64
const MAX_LOAD = 0.6
const EMPTY = 0
/** An entry is a row + 1, and above it bits of the hash of its id, so that a look into rows, which lie anywhere, is rare. */
const ROW_BITS = 24
const ROW_MASK = 2 ** ROW_BITS - 1

/** Finds a row by its 32-byte id: open addressing, linear probing, deletion by shifting back. */
export class IdTable {
  readonly #memory: BookMemory
  readonly #rows: Rows
  readonly #seed: number
  #entries = new Uint32Array(SMALLEST)
  #mask = SMALLEST - 1
  #count = 0

  /** @param seed unknown to strangers: whoever knows it chooses ids that all meet in one place */
  constructor(memory: BookMemory, rows: Rows, seed: number) {
    this.#memory = memory
    this.#rows = rows
    this.#seed = seed
  }

  /** undefined: there is none. */
  find(id: Uint8Array): number | undefined {
    const entries = this.#entries
    const hash = this.#hash(wordOf(id, 0), wordOf(id, 4))
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const entry = entries[at]!
      if (entry === EMPTY) return undefined
      if (entry >>> ROW_BITS !== hash >>> ROW_BITS) continue
      const row = rowOf(entry)
      if (this.#isIdOf(row, id)) return row
    }
  }

  /** The id stands in the row and not yet in the table. */
  add(row: number): void {
    if (this.#count + 1 > (this.#mask + 1) * MAX_LOAD) this.#grow(row)
    this.#put(row)
    this.#count++
  }

  delete(row: number): void {
    const entries = this.#entries
    const mask = this.#mask
    let hole = this.#hashOf(row) & mask
    while (rowOf(entries[hole]!) !== row) hole = (hole + 1) & mask
    for (let at = (hole + 1) & mask; entries[at] !== EMPTY; at = (at + 1) & mask) {
      const home = this.#hashOf(rowOf(entries[at]!)) & mask
      // It moves into the hole unless its home lies behind the hole.
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      entries[hole] = entries[at]!
      hole = at
    }
    entries[hole] = EMPTY
    this.#count--
  }

  #isIdOf(row: number, id: Uint8Array): boolean {
    const { u32 } = this.#memory
    const start = (this.#rows.address(row) + ROW.id) >>> 2
    for (let word = 0; word < 8; word++) if (u32[start + word] !== wordOf(id, word * 4)) return false
    return true
  }

  #put(row: number): void {
    const hash = this.#hashOf(row)
    let at = hash & this.#mask
    while (this.#entries[at] !== EMPTY) at = (at + 1) & this.#mask
    this.#entries[at] = ((hash & ~ROW_MASK) | (row + 1)) >>> 0
  }

  #hashOf(row: number): number {
    const { u32 } = this.#memory
    const word = (this.#rows.address(row) + ROW.id) >>> 2
    return this.#hash(u32[word]!, u32[word + 1]!)
  }

  #hash(first: number, second: number): number {
    let hash = Math.imul(first ^ this.#seed, 0x85ebca6b) ^ second
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
    return (hash ^ (hash >>> 13)) >>> 0
  }

  /** By the rows in their order, which are read faster than in the order of the table. */
  #grow(added: number): void {
    this.#entries = new Uint32Array(this.#entries.length * 2)
    this.#mask = this.#mask * 2 + 1
    for (let row = 0; row < this.#rows.end; row++) if (row !== added && !this.#rows.isFree(row)) this.#put(row)
  }
}

const rowOf = (entry: number) => (entry & ROW_MASK) - 1

/** Little-endian, as the memory has it. */
function wordOf(id: Uint8Array, at: number): number {
  return (id[at]! | (id[at + 1]! << 8) | (id[at + 2]! << 16) | (id[at + 3]! << 24)) >>> 0
}
