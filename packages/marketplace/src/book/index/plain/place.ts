import type { BookMemory } from '../book-memory.ts'
import { codeOf, lowestOf } from '../code.ts'
import type { Kernels } from '../kernels.ts'
import {
  BENCHMARK_LANES,
  BITMAP_STRIDE,
  BITMAPS_PER_LANE,
  BLOCK,
  BODY,
  bodyOf,
  columnOf,
  LANE,
  LANES,
  NUMBER_LANES,
  PLACE,
  ROW,
  SLOTS,
} from '../layout.ts'

/** The exact value behind a lane of a row, which has this code. */
export function exactOf({ u16, u32 }: BookMemory, address: number, lane: number, code: number): bigint {
  if (lane === LANE.duration) return BigInt(u32[(address + ROW.durationSeconds) >>> 2]!)
  if (lane === LANE.identity) return BigInt(u16[(address + ROW.identity) >>> 1]!)
  if (lane === LANE.reliability) return BigInt(u16[(address + ROW.reliability) >>> 1]!)
  const low = u32[((address + ROW.lows) >>> 2) + lane]!
  const highs = u32[(address + ROW.highs) >>> 2]!
  if (highs === 0) return BigInt(Math.floor(lowestOf(code) / 2 ** 32) * 2 ** 32 + low)
  return (BigInt(u32[(highs >>> 2) + lane]!) << 32n) | BigInt(low)
}

export function laneOf(memory: BookMemory, block: number, slot: number, lane: number): number {
  return memory.u16[laneAt(block, lane) + slot]!
}

/** The index of the first code of a lane. */
export function laneAt(block: number, lane: number): number {
  return ((bodyOf(block) + BODY.lanes) >>> 1) + lane * SLOTS
}

/** The index of the first row number of a block. */
export function rowsAt(block: number): number {
  return (bodyOf(block) + BODY.rows) >>> 2
}

export function isBitSet({ u8 }: BookMemory, bits: number, index: number): boolean {
  return ((u8[bits + (index >>> 3)]! >>> (index & 7)) & 1) === 1
}

export function place(memory: BookMemory, ...[block, slot, row, ...codes]: Parameters<Kernels['place']>): void {
  for (const [lane, code] of codesFrom(memory, ...codes).entries()) setLane(memory, block, slot, lane, code)
  setSlot(memory, block, slot, row)
}

export function encode(memory: BookMemory, ...[to, ...codes]: Parameters<Kernels['encode']>): void {
  memory.u16.set(codesFrom(memory, ...codes), to >>> 1)
}

export function placeAll(memory: BookMemory, block: number, count: number): void {
  const { u16, u32 } = memory
  for (let slot = 0; slot < count; slot++) {
    const codes = u32[(PLACE.found >>> 2) + SLOTS + slot]! >>> 1
    for (let lane = 0; lane < LANES; lane++) u16[laneAt(block, lane) + slot] = u16[codes + lane]!
    setSlot(memory, block, slot, u32[(PLACE.found >>> 2) + slot]!)
  }
}

/** By lane, of a row whose benchmarks are staged. */
function codesFrom(memory: BookMemory, address: number, ...marks: [number, number, number]): readonly number[] {
  const numbers = Array.from({ length: NUMBER_LANES }, (_, lane) =>
    codeOf(lane < BENCHMARK_LANES ? memory.u64[(PLACE.placed >>> 3) + lane]! : exactOf(memory, address, lane, 0)),
  )
  return [...numbers, ...marks]
}

function setSlot(memory: BookMemory, block: number, slot: number, row: number): void {
  memory.u32[rowsAt(block) + slot] = row
  setBit(memory, block + BLOCK.alive, slot, true)
}

export function copySlot(memory: BookMemory, from: number, fromSlot: number, to: number, toSlot: number): void {
  const { u16, u32 } = memory
  for (let lane = 0; lane < LANES; lane++) {
    u16[laneAt(to, lane) + toSlot] = laneOf(memory, from, fromSlot, lane)
  }
  u32[rowsAt(to) + toSlot] = u32[rowsAt(from) + fromSlot]!
}

export function rebuild(memory: BookMemory, block: number): void {
  for (let lane = 0; lane < LANES; lane++) {
    memory.u16[((block + BLOCK.zone) >>> 1) + lane] = 0
    for (let slot = 0; slot < SLOTS; slot++) {
      const isAlive = isBitSet(memory, block + BLOCK.alive, slot)
      const code = laneOf(memory, block, slot, lane)
      if (isAlive) setLane(memory, block, slot, lane, code)
    }
  }
}

function setLane(memory: BookMemory, block: number, slot: number, lane: number, code: number): void {
  const { u16 } = memory
  u16[laneAt(block, lane) + slot] = code
  const zone = ((block + BLOCK.zone) >>> 1) + lane
  if (code > u16[zone]!) u16[zone] = code
  for (let at = 0; at < BITMAPS_PER_LANE; at++) {
    const bitmap = columnOf(block) + (lane * BITMAPS_PER_LANE + at) * BITMAP_STRIDE
    setBit(memory, bitmap, slot, isInBitmap(memory, lane, at, code))
  }
}

function isInBitmap({ u16 }: BookMemory, lane: number, at: number, code: number): boolean {
  if (lane < NUMBER_LANES) return code >= u16[(PLACE.thresholds >>> 1) + lane * BITMAPS_PER_LANE + at]!
  if (lane === LANE.flags) return ((code >>> at) & 1) === 1
  return (code & (BITMAPS_PER_LANE - 1)) === at
}

function setBit({ u8 }: BookMemory, bits: number, index: number, isSet: boolean): void {
  const bit = 1 << (index & 7)
  if (isSet) u8[bits + (index >>> 3)]! |= bit
  else u8[bits + (index >>> 3)]! &= ~bit
}
