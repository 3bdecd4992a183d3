import type { BookMemory } from './book-memory.ts'
import { ROW } from './layout.ts'
import type { Rows } from './rows.ts'

const SMALLEST = 64
const MAX_LOAD = 0.6
const EMPTY = 0
/** A row + 1 and the hash of its id, so that a look into rows, which lie anywhere, is rare. */
const ENTRY = 2

/** Finds a row by its 32-byte id: open addressing, linear probing, deletion by shifting back. */
export class IdTable {
  readonly #memory: BookMemory
  readonly #rows: Rows
  readonly #seed: number
  #entries = new Uint32Array(SMALLEST * ENTRY)
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
      const entry = entries[at * ENTRY]!
      if (entry === EMPTY) return undefined
      if (entries[at * ENTRY + 1] === hash && this.#isIdOf(entry - 1, id)) return entry - 1
    }
  }

  /** The id stands in the row and not yet in the table. */
  add(row: number): void {
    if (this.#count + 1 > (this.#mask + 1) * MAX_LOAD) this.#grow()
    this.#put(row + 1, this.#hashOf(row))
    this.#count++
  }

  delete(row: number): void {
    const entries = this.#entries
    const mask = this.#mask
    let hole = this.#hashOf(row) & mask
    while (entries[hole * ENTRY] !== row + 1) hole = (hole + 1) & mask
    for (let at = (hole + 1) & mask; entries[at * ENTRY] !== EMPTY; at = (at + 1) & mask) {
      const home = entries[at * ENTRY + 1]! & mask
      // It moves into the hole unless its home lies behind the hole.
      if (((at - home) & mask) < ((at - hole) & mask)) continue
      entries[hole * ENTRY] = entries[at * ENTRY]!
      entries[hole * ENTRY + 1] = entries[at * ENTRY + 1]!
      hole = at
    }
    entries[hole * ENTRY] = EMPTY
    this.#count--
  }

  #isIdOf(row: number, id: Uint8Array): boolean {
    const { u32 } = this.#memory
    const start = (this.#rows.address(row) + ROW.id) >>> 2
    for (let word = 0; word < 8; word++) if (u32[start + word] !== wordOf(id, word * 4)) return false
    return true
  }

  #put(entry: number, hash: number): void {
    let at = hash & this.#mask
    while (this.#entries[at * ENTRY] !== EMPTY) at = (at + 1) & this.#mask
    this.#entries[at * ENTRY] = entry
    this.#entries[at * ENTRY + 1] = hash
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
    const before = this.#entries
    this.#entries = new Uint32Array(before.length * 2)
    this.#mask = this.#mask * 2 + 1
    for (let at = 0; at < before.length; at += ENTRY) if (before[at] !== EMPTY) this.#put(before[at]!, before[at + 1]!)
  }
}

/** Little-endian, as the memory has it. */
function wordOf(id: Uint8Array, at: number): number {
  return (id[at]! | (id[at + 1]! << 8) | (id[at + 2]! << 16) | (id[at + 3]! << 24)) >>> 0
}
