import { BODY_BYTES, COLUMNS, EXPIRES_AT, HEADS_BYTES, LANE_AREA, PRICE_HI, PRICE_LO, Q_AFTER_HI, Q_AFTER_LO, Q_AFTER_SEQUENCE, Q_HAS_AFTER, Q_HAS_MAX, Q_LIVE_UNTIL, Q_MAX_HI, Q_MAX_LO, ROWS, ROWS_PER_CHUNK_BITS, ROW_BYTES, ROW_CHUNKS, SEQUENCE } from './layout'

@inline
export function addressOf(row: u32): usize {
  const chunk = <usize>load<u32>(ROW_CHUNKS + (<usize>(row >> ROWS_PER_CHUNK_BITS) << 2))
  return chunk + <usize>(row & ((1 << ROWS_PER_CHUNK_BITS) - 1)) * ROW_BYTES
}

/** The first bitmap of a block; the others follow by STRIDE. */
@inline
export function columnOf(block: usize): usize {
  return (block & ~(HEADS_BYTES - 1)) + COLUMNS + ((block & (HEADS_BYTES - 1)) >> 2)
}

@inline
export function bodyOf(block: usize): usize {
  return (block & ~(HEADS_BYTES - 1)) + HEADS_BYTES + ((block & (HEADS_BYTES - 1)) >> 7) * BODY_BYTES
}

@inline
export function rowIn(block: usize, slot: u32): u32 {
  return load<u32>(bodyOf(block) + (<usize>slot << 2), ROWS)
}

/** Where the codes of a lane of a block begin. */
@inline
export function lanesOf(block: usize, lane: u32): usize {
  return bodyOf(block) + LANE_AREA + (<usize>lane << 9)
}

@inline
export function codeIn(block: usize, lane: u32, slot: u32): u32 {
  return u32(load<u16>(lanesOf(block, lane) + (<usize>slot << 1)))
}

/** -1, 0 or 1 as the first price is lower, the same, or higher. */
@inline
export function comparePrices(hi: u32, lo: u64, thanHi: u32, thanLo: u64): i32 {
  if (hi != thanHi) return hi < thanHi ? -1 : 1
  if (lo != thanLo) return lo < thanLo ? -1 : 1
  return 0
}

/** Whether the bit of this outcome stands in an op. */
@inline
export function admits(op: u32, comparison: i32): bool {
  return (op & (comparison < 0 ? 1 : comparison == 0 ? 2 : 4)) != 0
}

/** What holds of the row beside its lanes: expiry, the highest price, and the place after which the page begins. */
@inline
export function isInPage(address: usize): bool {
  if (load<u32>(address, EXPIRES_AT) < load<u32>(Q_LIVE_UNTIL)) return false
  const lo = load<u64>(address, PRICE_LO)
  const hi = load<u32>(address, PRICE_HI)
  if (load<u32>(Q_HAS_MAX) && comparePrices(hi, lo, load<u32>(Q_MAX_HI), load<u64>(Q_MAX_LO)) > 0) return false
  if (!load<u32>(Q_HAS_AFTER)) return true
  const side = comparePrices(hi, lo, load<u32>(Q_AFTER_HI), load<u64>(Q_AFTER_LO))
  return side > 0 || (side == 0 && load<u64>(address, SEQUENCE) > load<u64>(Q_AFTER_SEQUENCE))
}
