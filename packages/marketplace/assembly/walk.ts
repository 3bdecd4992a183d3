import { addressOf, admits, codeIn, columnOf, comparePrices, isInPage, lanesOf, rowIn } from './exact'
import { ALIVE, DIRECTORY, FLAGS, FOUND, LOW_PRICE_HI, LOW_PRICE_LO, PRICE_HI, PRICE_LO, Q_FLAGS, Q_FLAG_BITMAPS, Q_FLAG_COUNT, Q_HAS_MAX, Q_IS_TRUNCATED, Q_MAX_HI, Q_MAX_LO, Q_NEXT, Q_REQUIREMENTS, Q_REQUIREMENT_COUNT, Q_SETS, Q_SET_COUNT, Q_TOUCHED, Q_WORK_BOUND, Q_WORK_USED, Q_ZONE_MINIMA, R_BITMAP, R_CODE, R_LANE, R_ON_EQUAL, R_OP, R_VALUE, SEQUENCE, S_BITMAPS, S_BITMAP_COUNT, S_LANE, S_VALUES, S_VALUE_COUNT, ZONE } from './layout'
import { exactOf } from './place'

/** Blocks that zones may let through in a row before they are no longer asked first. */
const MOST_TRUST: i32 = 64

/**
 * Goes through the blocks from a place of the directory on, until `want` asks are found and their block is done, the prices are
 * too high, or the work is. What is found stands at FOUND in the order of price and sequence.
 */
export function walk(from: u32, blocks: u32, want: u32): u32 {
  const end = Q_REQUIREMENTS + (<usize>load<u32>(Q_REQUIREMENT_COUNT) << 5)
  const bound = load<u32>(Q_WORK_BOUND)
  let work: u32 = 0
  let found: u32 = 0
  let trust = MOST_TRUST
  let touched: u32 = 0
  store<u32>(Q_IS_TRUNCATED, 0)
  for (let at = from; at < blocks; at++) {
    const block = <usize>load<u32>(DIRECTORY + (<usize>at << 2))
    if (load<u32>(Q_HAS_MAX) && comparePrices(load<u32>(block, LOW_PRICE_HI), load<u64>(block, LOW_PRICE_LO), load<u32>(Q_MAX_HI), load<u64>(Q_MAX_LO)) > 0) break
    work++
    // One look at a head spares several at bitmaps, where zones rule blocks out; where they do not, heads are looked at last, if at all.
    if (trust > 0) {
      if (isBelowMinima(block)) {
        trust = min(trust + 4, MOST_TRUST)
        continue
      }
      trust--
    }
    // Holes have bits too, and are taken out last.
    const bitmaps = columnOf(block)
    let low = i64x2.splat(-1)
    let high = low
    for (let requirement = Q_REQUIREMENTS; requirement < end; requirement += 32) {
      const bitmap = load<u32>(requirement, R_BITMAP)
      if (bitmap == 0xffffffff) continue
      low = v128.and(low, v128.load(bitmaps + bitmap))
      high = v128.and(high, v128.load(bitmaps + bitmap + 16))
      if (!v128.any_true(v128.or(low, high))) break
    }
    if (!v128.any_true(v128.or(low, high)) || isBelowMinima(block)) continue
    const flagEnd = Q_FLAG_BITMAPS + (<usize>load<u32>(Q_FLAG_COUNT) << 2)
    for (let flag = Q_FLAG_BITMAPS; flag < flagEnd; flag += 4) {
      const bitmap = <usize>load<u32>(flag)
      low = v128.and(low, v128.load(bitmaps + bitmap))
      high = v128.and(high, v128.load(bitmaps + bitmap + 16))
    }
    const setEnd = Q_SETS + (<usize>load<u32>(Q_SET_COUNT) << 8)
    for (let set = Q_SETS; set < setEnd; set += 256) {
      let anyLow = i64x2.splat(0)
      let anyHigh = i64x2.splat(0)
      const count = load<u32>(set, S_BITMAP_COUNT)
      for (let i: u32 = 0; i < count; i++) {
        const bitmap = <usize>load<u32>(set + (<usize>i << 2), S_BITMAPS)
        anyLow = v128.or(anyLow, v128.load(bitmaps + bitmap))
        anyHigh = v128.or(anyHigh, v128.load(bitmaps + bitmap + 16))
      }
      low = v128.and(low, anyLow)
      high = v128.and(high, anyHigh)
    }
    low = v128.and(low, v128.load(block + ALIVE))
    high = v128.and(high, v128.load(block + ALIVE + 16))
    for (let quarter = 0; quarter < 4; quarter++) {
      let mask = quarter < 2 ? (quarter == 0 ? i64x2.extract_lane(low, 0) : i64x2.extract_lane(low, 1)) : quarter == 2 ? i64x2.extract_lane(high, 0) : i64x2.extract_lane(high, 1)
      for (let group: u32 = <u32>quarter << 3; mask != 0; group++) {
        const candidates = u32(mask & 255)
        mask = i64(u64(mask) >> 8)
        if (!candidates) continue
        work++
        let hits = candidates & lanesFit(block, group, end)
        if (hits & (hits - 1)) touched ^= touch(block, group, hits)
        while (hits) {
          const slot = (group << 3) + ctz(hits)
          hits &= hits - 1
          const row = rowIn(block, slot)
          const address = addressOf(row)
          work += 4
          if (exactlyFits(block, slot, address, end) && isInPage(address)) found = keep(row, address, found, want)
        }
      }
    }
    if (found >= want) break
    if (work > bound) {
      store<u32>(Q_IS_TRUNCATED, at + 1 < blocks ? 1 : 0)
      store<u32>(Q_NEXT, at + 1)
      break
    }
  }
  store<u32>(Q_WORK_USED, work)
  store<u32>(Q_TOUCHED, touched)
  return found
}

/** Reads a word of each row at once: they lie anywhere in memory, and one after the other each would be waited for. What comes back means nothing. */
function touch(block: usize, group: u32, hits: u32): u32 {
  let touched: u32 = 0
  while (hits) {
    touched ^= load<u32>(addressOf(rowIn(block, (group << 3) + ctz(hits))))
    hits &= hits - 1
  }
  return touched
}

/** No ask of the block can reach what is asked of some lane. */
@inline
function isBelowMinima(block: usize): bool {
  const a = i16x8.lt_u(v128.load(block + ZONE), v128.load(Q_ZONE_MINIMA))
  const b = i16x8.lt_u(v128.load(block + ZONE + 16), v128.load(Q_ZONE_MINIMA + 16))
  const c = i16x8.lt_u(v128.load(block + ZONE + 32), v128.load(Q_ZONE_MINIMA + 32))
  return v128.any_true(v128.or(v128.or(a, b), c))
}

/** Eight slots at once: bits of those whose codes do not rule them out. */
function lanesFit(block: usize, group: u32, end: usize): u32 {
  const lanes = lanesOf(block, 0) + (<usize>group << 4)
  let fit = i64x2.splat(-1)
  for (let requirement = Q_REQUIREMENTS; requirement < end; requirement += 32) {
    const op = load<u32>(requirement, R_OP)
    const code = i16x8.splat(load<i16>(requirement, R_CODE))
    const codes = v128.load(lanes + (<usize>load<u32>(requirement, R_LANE) << 9))
    if (!(op & 1)) fit = v128.and(fit, i16x8.ge_u(codes, code))
    if (!(op & 4)) fit = v128.and(fit, i16x8.le_u(codes, code))
    if (!v128.any_true(fit)) return 0
  }
  const flags = i16x8.splat(load<i16>(Q_FLAGS))
  fit = v128.and(fit, i16x8.eq(v128.and(v128.load(lanes + (<usize>FLAGS << 9)), flags), flags))
  const setEnd = Q_SETS + (<usize>load<u32>(Q_SET_COUNT) << 8)
  for (let set = Q_SETS; set < setEnd; set += 256) {
    fit = v128.and(fit, isAmong(v128.load(lanes + (<usize>load<u32>(set, S_LANE) << 9)), set))
  }
  return u32(i16x8.bitmask(fit))
}

@inline
export function isAmong(codes: v128, set: usize): v128 {
  let any = i64x2.splat(0)
  const count = load<u32>(set, S_VALUE_COUNT)
  for (let i: u32 = 0; i < count; i++) {
    any = v128.or(any, i16x8.eq(codes, i16x8.splat(load<i16>(set + (<usize>i << 1), S_VALUES))))
  }
  return any
}

@inline
function exactlyFits(block: usize, slot: u32, address: usize, end: usize): bool {
  for (let requirement = Q_REQUIREMENTS; requirement < end; requirement += 32) {
    const lane = load<u32>(requirement, R_LANE)
    const code = codeIn(block, lane, slot)
    if (code != load<u32>(requirement, R_CODE)) continue
    const onEqual = load<u32>(requirement, R_ON_EQUAL)
    if (onEqual == 1) continue
    if (onEqual == 0) return false
    const value = exactOf(address, lane, code)
    const asked = load<u64>(requirement, R_VALUE)
    if (!admits(load<u32>(requirement, R_OP), value < asked ? -1 : value == asked ? 0 : 1)) return false
  }
  return true
}

/** Puts a row at its place among the best found; how many there are then. */
function keep(row: u32, address: usize, found: u32, want: u32): u32 {
  const lo = load<u64>(address, PRICE_LO)
  const hi = load<u32>(address, PRICE_HI)
  const sequence = load<u64>(address, SEQUENCE)
  let at = found
  while (at > 0) {
    const before = FOUND + (<usize>(at - 1) << 5)
    const side = comparePrices(hi, lo, load<u32>(before, 24), load<u64>(before))
    if (side > 0 || (side == 0 && sequence > load<u64>(before, 8))) break
    at--
  }
  if (at >= want) return found
  const count = found < want ? found + 1 : want
  const entry = FOUND + (<usize>at << 5)
  memory.copy(entry + 32, entry, <usize>(count - at - 1) << 5)
  store<u64>(entry, lo)
  store<u64>(entry, sequence, 8)
  store<u32>(entry, row, 16)
  store<u32>(entry, hi, 24)
  return count
}
