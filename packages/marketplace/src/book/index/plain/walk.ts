import type { BookMemory } from '../book-memory.ts'
import { compareKeys, KEY, priceAt } from '../key.ts'
import {
  BITMAP_BYTES,
  BLOCK,
  columnOf,
  FOUND_BYTES,
  LANE,
  LANES,
  NO_BITMAP,
  ON_EQUAL_CODE,
  OP,
  PLACE,
  QUERY,
  REQUIREMENT,
  REQUIREMENT_BYTES,
  ROW,
  ROW_BYTES,
  ROWS_PER_CHUNK,
  ROWS_PER_CHUNK_BITS,
  SET,
  SET_BYTES,
} from '../layout.ts'
import { exactOf, laneOf, rowsAt } from './place.ts'

const word = (offset: number) => (PLACE.query + offset) >>> 2

export function addressOfRow({ u32 }: BookMemory, row: number): number {
  return u32[(PLACE.rowChunks >>> 2) + (row >>> ROWS_PER_CHUNK_BITS)]! + (row & (ROWS_PER_CHUNK - 1)) * ROW_BYTES
}

export function requirementAt(index: number): number {
  return PLACE.query + QUERY.requirements + index * REQUIREMENT_BYTES
}

/** Whether an outcome of a comparison, below, at or above 0, is what an op lets through. */
export function admits(op: number, comparison: number): boolean {
  return (op & (comparison < 0 ? OP.less : comparison === 0 ? OP.equal : OP.greater)) !== 0
}

export function walk(memory: BookMemory, from: number, blocks: number, want: number): number {
  const { u32 } = memory
  const maxPrice = u32[word(QUERY.hasMaxPrice)] ? priceAt(memory, word(QUERY.maxPriceLo)) : undefined
  let work = 0
  let found = 0
  u32[word(QUERY.isTruncated)] = 0
  for (let at = from; at < blocks; at++) {
    const block = u32[(PLACE.directory >>> 2) + at]!
    if (maxPrice !== undefined && priceAt(memory, (block + BLOCK.lowPriceLo) >>> 2) > maxPrice) break
    work++
    if (isBelowMinima(memory, block)) continue
    for (let group = 0; group < BITMAP_BYTES; group++) {
      const candidates = candidatesIn(memory, block, group)
      if (candidates === 0) continue
      work++
      for (let slot = group * 8; slot < group * 8 + 8; slot++) {
        if (((candidates >>> (slot & 7)) & 1) === 0 || !codesFit(memory, block, slot)) continue
        work += 4
        const row = u32[rowsAt(block) + slot]!
        const address = addressOfRow(memory, row)
        if (exactlyFits(memory, block, slot, address) && isInPage(memory, address, maxPrice)) {
          found = keep(memory, row, address, found, want)
        }
      }
    }
    if (found >= want) break
    if (work > u32[word(QUERY.workBound)]!) {
      u32[word(QUERY.isTruncated)] = at + 1 < blocks ? 1 : 0
      u32[word(QUERY.next)] = at + 1
      break
    }
  }
  u32[word(QUERY.workUsed)] = work
  return found
}

function isBelowMinima({ u16 }: BookMemory, block: number): boolean {
  const minima = (PLACE.query + QUERY.zoneMinima) >>> 1
  for (let lane = 0; lane < LANES; lane++)
    if (u16[((block + BLOCK.zone) >>> 1) + lane]! < u16[minima + lane]!) return true
  return false
}

/** Eight slots, as bits: alive, and in every bitmap of the query. */
function candidatesIn({ u8, u32 }: BookMemory, block: number, group: number): number {
  const bitmaps = columnOf(block) + group
  let candidates = u8[block + BLOCK.alive + group]!
  for (let i = 0; i < u32[word(QUERY.requirementCount)]!; i++) {
    const bitmap = u32[(requirementAt(i) + REQUIREMENT.bitmap) >>> 2]!
    if (bitmap !== NO_BITMAP) candidates &= u8[bitmaps + bitmap]!
  }
  for (let i = 0; i < u32[word(QUERY.flagCount)]!; i++) {
    candidates &= u8[bitmaps + u32[word(QUERY.flagBitmaps) + i]!]!
  }
  for (let i = 0; i < u32[word(QUERY.setCount)]!; i++) {
    const set = word(QUERY.sets + i * SET_BYTES)
    let any = 0
    for (let j = 0; j < u32[set + (SET.bitmapCount >>> 2)]!; j++) {
      any |= u8[bitmaps + u32[set + (SET.bitmaps >>> 2) + j]!]!
    }
    candidates &= any
  }
  return candidates
}

function codesFit(memory: BookMemory, block: number, slot: number): boolean {
  const { u32 } = memory
  for (let i = 0; i < u32[word(QUERY.requirementCount)]!; i++) {
    const requirement = requirementAt(i) >>> 2
    const op = u32[requirement + (REQUIREMENT.op >>> 2)]!
    const asked = u32[requirement + (REQUIREMENT.code >>> 2)]!
    const code = laneOf(memory, block, slot, u32[requirement + (REQUIREMENT.lane >>> 2)]!)
    if ((code < asked && !(op & OP.less)) || (code > asked && !(op & OP.greater))) return false
  }
  const flags = u32[word(QUERY.flags)]!
  if ((laneOf(memory, block, slot, LANE.flags) & flags) !== flags) return false
  for (let i = 0; i < u32[word(QUERY.setCount)]!; i++) if (!isAmong(memory, block, slot, i)) return false
  return true
}

export function isAmong(memory: BookMemory, block: number, slot: number, index: number): boolean {
  const { u16, u32 } = memory
  const set = PLACE.query + QUERY.sets + index * SET_BYTES
  const code = laneOf(memory, block, slot, u32[(set + SET.lane) >>> 2]!)
  const values = (set + SET.values) >>> 1
  return u16.subarray(values, values + u32[(set + SET.valueCount) >>> 2]!).includes(code)
}

/** A requirement on a number, where the code may say nothing. */
export function numberFits(memory: BookMemory, requirement: number, code: number, address: number): boolean {
  const { u32, u64 } = memory
  const op = u32[(requirement + REQUIREMENT.op) >>> 2]!
  const asked = u32[(requirement + REQUIREMENT.code) >>> 2]!
  if (code !== asked) return admits(op, code - asked)
  const onEqual = u32[(requirement + REQUIREMENT.onEqualCode) >>> 2]!
  if (onEqual !== ON_EQUAL_CODE.compareExactly) return onEqual === ON_EQUAL_CODE.fits
  const value = exactOf(memory, address, u32[(requirement + REQUIREMENT.lane) >>> 2]!, code)
  const than = u64[(requirement + REQUIREMENT.value) >>> 3]!
  return admits(op, value < than ? -1 : value === than ? 0 : 1)
}

function exactlyFits(memory: BookMemory, block: number, slot: number, address: number): boolean {
  const { u32 } = memory
  for (let i = 0; i < u32[word(QUERY.requirementCount)]!; i++) {
    const requirement = requirementAt(i)
    const code = laneOf(memory, block, slot, u32[(requirement + REQUIREMENT.lane) >>> 2]!)
    if (!numberFits(memory, requirement, code, address)) return false
  }
  return true
}

/** What holds of the row beside its lanes: expiry, the highest price, and the place after which the page begins. */
function isInPage(memory: BookMemory, address: number, maxPrice: bigint | undefined): boolean {
  const { u32 } = memory
  const key = (address >>> 2) + KEY.ofRow
  if (u32[(address + ROW.expiresAtSeconds) >>> 2]! < u32[word(QUERY.liveUntilSeconds)]!) return false
  if (maxPrice !== undefined && priceAt(memory, key) > maxPrice) return false
  return u32[word(QUERY.hasAfter)] === 0 || compareKeys(u32, key, KEY.ofPage) > 0
}

/** Puts a row at its place among the best found; how many there are then. Laid out as in assembly/walk.ts. */
function keep(memory: BookMemory, row: number, address: number, found: number, want: number): number {
  const { u8, u32 } = memory
  let at = found
  while (at > 0) {
    const before = u32[(PLACE.found + (at - 1) * FOUND_BYTES + 16) >>> 2]!
    const key = (addressOfRow(memory, before) >>> 2) + KEY.ofRow
    if (compareKeys(u32, (address >>> 2) + KEY.ofRow, key) > 0) break
    at--
  }
  if (at >= want) return found
  const count = Math.min(found + 1, want)
  const entry = PLACE.found + at * FOUND_BYTES
  u8.copyWithin(entry + FOUND_BYTES, entry, entry + (count - at - 1) * FOUND_BYTES)
  u32[(entry + 16) >>> 2] = row
  return count
}
