import { type Address, BENCHMARK_COUNT, type Order, ZERO_ADDRESS } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import type { BookedAsk } from './booked-ask.ts'

export const BLOCK_SIZE = 512

/** The columns of a block; the benchmarks are 0 to 15. Large values are rounded, which keeps their order. */
export const COLUMN = {
  price: BENCHMARK_COUNT,
  durationSeconds: BENCHMARK_COUNT + 1,
  expiresAtSeconds: BENCHMARK_COUNT + 2,
  netFlags: BENCHMARK_COUNT + 3,
  /** 1 where the ask is for one counterparty alone. */
  bound: BENCHMARK_COUNT + 4,
  /** `addressPrefix` of the author. */
  author: BENCHMARK_COUNT + 5,
} as const
const COLUMN_COUNT = BENCHMARK_COUNT + Object.keys(COLUMN).length

/** The first 48 bits: what differs here differs, without a look at the text. */
export function addressPrefix(address: Address): number {
  return Number.parseInt(address.slice(2, 14), 16)
}

function columnValues(order: Order): readonly number[] {
  return [
    ...Array.from({ length: BENCHMARK_COUNT }, (_, index) => Number(order.benchmarks[index] ?? 0n)),
    Number(order.pricePerSecond),
    Number(order.durationSeconds),
    Number(order.expiresAtSeconds),
    order.netFlags,
    order.counterparty === ZERO_ADDRESS ? 0 : 1,
    addressPrefix(order.author),
  ]
}

/** Some hundred asks in the order of the book, and their numbers in columns, which are scanned ten times as fast as objects. */
export class AskBlock {
  readonly asks: BookedAsk[] = []
  readonly #columns = Array.from({ length: COLUMN_COUNT }, () => new Float64Array(BLOCK_SIZE + 1))

  get length(): number {
    return this.asks.length
  }

  get last(): LiveOrder | undefined {
    return this.asks.at(-1)?.live
  }

  column(index: number): Float64Array {
    return this.#columns[index]!
  }

  insert(at: number, ask: BookedAsk): void {
    const values = columnValues(ask.order)
    for (let index = 0; index < COLUMN_COUNT; index++) {
      const column = this.#columns[index]!
      column.copyWithin(at + 1, at, this.length)
      column[at] = values[index]!
    }
    this.asks.splice(at, 0, ask)
  }

  remove(at: number): void {
    for (const column of this.#columns) column.copyWithin(at, at + 1, this.length)
    this.asks.splice(at, 1)
  }

  /** Moves the upper half into a block of its own. */
  split(): AskBlock {
    const upper = new AskBlock()
    for (const ask of this.asks.splice(this.length >> 1)) upper.insert(upper.length, ask)
    return upper
  }

  /** Takes all of the block that follows. */
  absorb(next: AskBlock): void {
    for (const ask of next.asks) this.insert(this.length, ask)
  }
}
