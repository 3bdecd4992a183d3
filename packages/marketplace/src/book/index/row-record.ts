import type { Hex } from '@sonm/model'
import type { Marks } from './blocks.ts'
import type { BookMemory } from './book-memory.ts'
import { KEY, priceAt, sequenceAt, type Words, writeKey } from './key.ts'
import { BENCHMARK_LANES, PLACE, ROW, WIDE_HIGHS_FROM } from './layout.ts'
import { exactOf } from './plain/place.ts'

/** Sixteen u64. */
export type Benchmarks = readonly bigint[] | Words

/** An ask as the index knows it. */
export interface IndexedAsk extends Marks {
  /** 32 bytes, unique. */
  readonly id: Uint8Array
  /** Below 2^96. */
  readonly price: bigint
  /** Unique; decides between equal prices. */
  readonly sequence: number
  /** Below 2^32. */
  readonly expiresAtSeconds: number
  readonly benchmarks: Benchmarks
  /** Below 2^32. */
  readonly durationSeconds: number
  /** Below 512. */
  readonly identity: number
  /** Below 2^16. */
  readonly reliability: number
  /** Numbers of the owner of the index. */
  readonly author: number
  readonly document: number
}

/** An ask as it is put in: its price may stand in other memory, too. */
export type NewAsk = Omit<IndexedAsk, 'price'> & { readonly price: bigint | Words }

/** What the row keeps exactly; the marks stand in the block alone. */
export type RowFields = Omit<NewAsk, keyof Marks>

/** Its benchmarks are staged. @param highs where their high halves may stand; undefined: none is so large */
export function writeRow(memory: BookMemory, address: number, ask: RowFields, highs: number | undefined): void {
  const { u8, u32 } = memory
  const staged = PLACE.placed >>> 2
  for (let lane = 0; lane < BENCHMARK_LANES; lane++) {
    u32[((address + ROW.lows) >>> 2) + lane] = u32[staged + lane * 2]!
    if (highs !== undefined) u32[(highs >>> 2) + lane] = u32[staged + lane * 2 + 1]!
  }
  u32[(address + ROW.highs) >>> 2] = highs ?? 0
  u32[(address + ROW.durationSeconds) >>> 2] = ask.durationSeconds
  writeStanding(memory, address, ask)
  writeKey(memory, (address >>> 2) + KEY.ofRow, ask.price, ask.sequence)
  u32[(address + ROW.expiresAtSeconds) >>> 2] = ask.expiresAtSeconds
  u32[(address + ROW.author) >>> 2] = ask.author
  u32[(address + ROW.document) >>> 2] = ask.document
  u8.set(ask.id, address + ROW.id)
}

/** Whether one of the staged benchmarks is so large. */
export function needsHighs({ u32 }: BookMemory): boolean {
  for (let lane = 0; lane < BENCHMARK_LANES; lane++) {
    if (u32[(PLACE.placed >>> 2) + lane * 2 + 1]! >= WIDE_HIGHS_FROM) return true
  }
  return false
}

/** Puts exact benchmarks where the kernels make codes of them. */
export function stage({ u32, u64 }: BookMemory, benchmarks: Benchmarks): void {
  if ('words' in benchmarks) {
    const { words, first } = benchmarks
    for (let at = 0; at < 2 * BENCHMARK_LANES; at++) u32[(PLACE.placed >>> 2) + at] = words[first + at]!
  } else {
    for (let lane = 0; lane < BENCHMARK_LANES; lane++) u64[(PLACE.placed >>> 3) + lane] = benchmarks[lane]!
  }
}

export function writeStanding(
  { u16 }: BookMemory,
  address: number,
  { identity, reliability }: Pick<IndexedAsk, 'identity' | 'reliability'>,
): void {
  u16[(address + ROW.identity) >>> 1] = identity
  u16[(address + ROW.reliability) >>> 1] = reliability
}

/** @param codes of the row's lanes */
export function readRow(
  memory: BookMemory,
  address: number,
  codes: (lane: number) => number,
): Omit<RowFields, 'id' | 'benchmarks' | 'price'> & {
  readonly id: Hex
  readonly benchmarks: readonly bigint[]
  readonly price: bigint
} {
  const { u16, u32 } = memory
  const benchmarks: bigint[] = []
  for (let lane = 0; lane < BENCHMARK_LANES; lane++) benchmarks.push(exactOf(memory, address, lane, codes(lane)))
  return {
    id: memory.hex(address + ROW.id, 32),
    price: priceAt(memory, (address >>> 2) + KEY.ofRow),
    sequence: sequenceAt(memory, (address >>> 2) + KEY.ofRow),
    expiresAtSeconds: u32[(address + ROW.expiresAtSeconds) >>> 2]!,
    benchmarks,
    durationSeconds: u32[(address + ROW.durationSeconds) >>> 2]!,
    identity: u16[(address + ROW.identity) >>> 1]!,
    reliability: u16[(address + ROW.reliability) >>> 1]!,
    author: u32[(address + ROW.author) >>> 2]!,
    document: u32[(address + ROW.document) >>> 2]!,
  }
}
