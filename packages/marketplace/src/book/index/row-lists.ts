import type { BookMemory } from './book-memory.ts'
import { NO_ROW } from './layout.ts'
import type { Rows } from './rows.ts'

/** Doubly linked lists of rows, each found by a number: the asks of one second of expiry, or of one author. The newest stands first. */
export class RowLists {
  readonly #memory: BookMemory
  readonly #rows: Rows
  readonly #previous: number
  readonly #next: number
  readonly #heads = new Map<number, number>()

  /** @param links offsets of the two links in a row */
  constructor(memory: BookMemory, rows: Rows, links: { previous: number; next: number }) {
    this.#memory = memory
    this.#rows = rows
    this.#previous = links.previous
    this.#next = links.next
  }

  add(list: number, row: number): void {
    const head = this.#heads.get(list) ?? NO_ROW
    this.#set(row, this.#previous, NO_ROW)
    this.#set(row, this.#next, head)
    if (head !== NO_ROW) this.#set(head, this.#previous, row)
    this.#heads.set(list, row)
  }

  delete(list: number, row: number): void {
    const previous = this.#get(row, this.#previous)
    const next = this.#get(row, this.#next)
    if (next !== NO_ROW) this.#set(next, this.#previous, previous)
    if (previous !== NO_ROW) this.#set(previous, this.#next, next)
    else if (next !== NO_ROW) this.#heads.set(list, next)
    else this.#heads.delete(list)
  }

  /** The rows of a list as they stand now. */
  of(list: number): readonly number[] {
    const rows: number[] = []
    for (let row = this.#heads.get(list) ?? NO_ROW; row !== NO_ROW; row = this.#get(row, this.#next)) rows.push(row)
    return rows
  }

  /** The numbers of the lists that are not empty, within the bounds: [from, below). */
  numbers(from: number, below: number): readonly number[] {
    const found: number[] = []
    // Whichever is shorter: the stretch, or all that there are.
    if (below - from > this.#heads.size) {
      for (const list of this.#heads.keys()) if (list >= from && list < below) found.push(list)
    } else {
      for (let list = from; list < below; list++) if (this.#heads.has(list)) found.push(list)
    }
    return found
  }

  #get(row: number, link: number): number {
    return this.#memory.u32[(this.#rows.address(row) + link) >>> 2]!
  }

  #set(row: number, link: number, value: number): void {
    this.#memory.u32[(this.#rows.address(row) + link) >>> 2] = value
  }
}
