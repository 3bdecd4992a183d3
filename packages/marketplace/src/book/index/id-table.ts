import type { BookMemory } from './book-memory.ts'
import { ROW } from './layout.ts'
import type { Rows } from './rows.ts'

const SMALLEST = 64
const MAX_LOAD = 0.6
const EMPTY = 0

/** Finds a row by its 32-byte id: open addressing, linear probing, deletion by shifting back. */
export class IdTable {
  readonly #memory: BookMemory
  readonly #rows: Rows
  readonly #seed: number
  /** Row + 1. */
  #slots = new Uint32Array(SMALLEST)
  #count = 0

  /** @param seed unknown to strangers: whoever knows it chooses ids that all meet in one place */
  constructor(memory: BookMemory, rows: Rows, seed: number) {
    this.#memory = memory
    this.#rows = rows
    this.#seed = seed
  }

  /** undefined: there is none. */
  find(id: Uint8Array): number | undefined {
    const at = this.#find(id)
    return at < 0 ? undefined : this.#slots[at]! - 1
  }

  /** The id stands in the row and not yet in the table. */
  add(row: number): void {
    if (this.#count + 1 > this.#slots.length * MAX_LOAD) this.#grow()
    this.#put(row)
    this.#count++
  }

  delete(row: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    let hole = this.#hashOf(row) & mask
    while (slots[hole] !== row + 1) hole = (hole + 1) & mask
    for (let at = (hole + 1) & mask; slots[at] !== EMPTY; at = (at + 1) & mask) {
      const home = this.#hashOf(slots[at]! - 1) & mask
      // It moves into the hole unless its home lies behind the hole.
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      slots[hole] = slots[at]!
      hole = at
    }
    slots[hole] = EMPTY
    this.#count--
  }

  #find(id: Uint8Array): number {
    const slots = this.#slots
    const mask = slots.length - 1
    const words = new DataView(id.buffer, id.byteOffset, 32)
    let at = this.#hash(words.getUint32(0, true), words.getUint32(4, true)) & mask
    for (; slots[at] !== EMPTY; at = (at + 1) & mask) {
      if (this.#isIdOf(slots[at]! - 1, id)) return at
    }
    return -1
  }

  #isIdOf(row: number, id: Uint8Array): boolean {
    const { u8 } = this.#memory
    const start = this.#rows.address(row) + ROW.id
    for (let i = 0; i < 32; i++) if (u8[start + i] !== id[i]) return false
    return true
  }

  #put(row: number): void {
    const mask = this.#slots.length - 1
    let at = this.#hashOf(row) & mask
    while (this.#slots[at] !== EMPTY) at = (at + 1) & mask
    this.#slots[at] = row + 1
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

  #grow(): void {
    const before = this.#slots
    this.#slots = new Uint32Array(before.length * 2)
    for (const entry of before) if (entry !== EMPTY) this.#put(entry - 1)
  }
}
