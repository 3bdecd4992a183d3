import { toHex } from '@sonm/model'
import { expect } from 'vitest'
import { AskIndex } from '../book/index/ask-index.ts'
import type { BookMemory } from '../book/index/book-memory.ts'
import type { IndexQuery } from '../book/index/index-query.ts'
import type { Kernels } from '../book/index/kernels.ts'
import type { IndexedAsk } from '../book/index/row-record.ts'
import { IndexModel } from './index-model.ts'

export type Draft = Omit<IndexedAsk, 'id' | 'sequence' | 'author' | 'document' | 'benchmarks'> & {
  readonly benchmarks: readonly (readonly [number, bigint])[]
}

function idOf(sequence: number): Uint8Array {
  const id = new Uint8Array(32)
  // Ids that differ late, and that meet in the table.
  new DataView(id.buffer).setUint32(0, sequence % 7)
  new DataView(id.buffer).setUint32(28, sequence)
  return id
}

export function askOf({ benchmarks, ...draft }: Draft, sequence: number): IndexedAsk {
  const lanes = Array.from({ length: 16 }, (_, lane) => benchmarks.findLast(([at]) => at === lane)?.[1] ?? 0n)
  return { ...draft, benchmarks: lanes, id: idOf(sequence), sequence, author: sequence % 3, document: 0 }
}

/** An index beside the model, which it must always equal. */
export class IndexPair {
  readonly model = new IndexModel()
  readonly index: AskIndex
  readonly #rows = new Map<number, number>()
  #next = 1

  constructor(kernels: (memory: BookMemory) => Kernels) {
    this.index = new AskIndex({ seed: 1, kernels })
  }

  insert(draft: Draft): void {
    const ask = askOf(draft, this.#next++)
    this.#rows.set(ask.sequence, this.index.insert(ask))
    this.model.asks.set(ask.sequence, ask)
  }

  /** Removes the ask at this place of those that there are. */
  remove(at: number): void {
    const sequence = this.#sequenceAt(at)
    if (sequence === undefined) return
    expect(this.index.find(idOf(sequence))).toBe(this.#rows.get(sequence))
    this.index.remove(this.#rows.get(sequence)!)
    expect(this.index.find(idOf(sequence))).toBeUndefined()
    this.#forget(sequence)
  }

  update(at: number, reliability: number): void {
    const sequence = this.#sequenceAt(at)
    if (sequence === undefined) return
    const ask = { ...this.model.asks.get(sequence)!, reliability, flags: reliability & 7 }
    this.index.update(this.#rows.get(sequence)!, ask, ask)
    this.model.asks.set(sequence, ask)
  }

  expire(now: number): void {
    const expired: number[] = []
    this.index.expire(now, (row) => expired.push(this.index.placeOf(row).sequence))
    const expected = [...this.model.asks.values()].filter((ask) => ask.expiresAtSeconds < now)
    expect(expired.sort(ascending)).toEqual(expected.map(({ sequence }) => sequence).sort(ascending))
    for (const sequence of expired) this.#forget(sequence)
  }

  search(query: IndexQuery, limit: number, after?: { price: bigint; sequence: number }) {
    const { rows, isTruncated } = this.index.search(query, { limit, after, workBound: 2 ** 31 })
    expect(isTruncated).toBe(false)
    const found = rows.map((row) => this.index.placeOf(row))
    expect(found.map(({ sequence }) => sequence)).toEqual(this.model.search(query, limit, after))
    return found
  }

  check(): void {
    expect(this.index.size).toBe(this.model.asks.size)
    for (const [sequence, row] of this.#rows) {
      const { flags, country, gpuModel, ...fields } = this.model.asks.get(sequence)!
      expect(this.index.read(row)).toEqual({ ...fields, id: toHex(fields.id) })
      expect(this.index.marksOf(row)).toEqual({ flags, country, gpuModel })
    }
    for (const author of [0, 1, 2]) {
      const expected = [...this.#rows].filter(([sequence]) => sequence % 3 === author).map(([, row]) => row)
      expect(this.index.rowsOf(author).toSorted(ascending)).toEqual(expected.sort(ascending))
    }
  }

  #sequenceAt(at: number): number | undefined {
    return [...this.#rows.keys()][at % this.#rows.size]
  }

  #forget(sequence: number): void {
    this.model.asks.delete(sequence)
    this.#rows.delete(sequence)
  }
}

const ascending = (a: number, b: number) => a - b
