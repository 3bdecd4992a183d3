import { bodyOf, columnOf, lanesOf, rowIn } from './exact'
import { ALIVE, DURATION, FLAGS, FOUND, HIGHS, IDENTITY, LANES, NUMBER_LANES, PLACED, RELIABILITY, ROWS, STRIDE_BITS, THRESHOLDS, ZONE } from './layout'

const LANE_STRIDE: usize = 16 << STRIDE_BITS

/** The code of a value: exact below 512, then the exponent and nine bits of the mantissa. Monotone. */
@inline
export function codeOf(value: u64): u32 {
  if (value < 512) return u32(value)
  const exponent = 63 - u32(clz(value))
  return 512 + ((exponent - 9) << 9) + (u32(value >> (exponent - 9)) & 511)
}

/** The lowest value of a code. */
@inline
function lowestOf(code: u32): u64 {
  if (code < 512) return u64(code)
  return u64(512 | (code & 511)) << u64((code - 512) >> 9)
}

/** The exact value behind a lane of a row, which has this code. */
@inline
export function exactOf(row: usize, lane: u32, code: u32): u64 {
  if (lane < 16) {
    const offset = <usize>lane << 2
    const low = u64(load<u32>(row + offset))
    const highs = <usize>load<u32>(row, HIGHS)
    return highs ? (u64(load<u32>(highs + offset)) << 32) | low : (lowestOf(code) & 0xffffffff00000000) | low
  }
  return restOf(row, lane)
}

@inline
function restOf(row: usize, lane: u32): u64 {
  if (lane == 16) return u64(load<u32>(row, DURATION))
  return lane == 17 ? u64(load<u16>(row, IDENTITY)) : u64(load<u16>(row, RELIABILITY))
}

/** The code that stood there before. */
@inline
function setLane(block: usize, slot: u32, lane: u32, code: u32): u32 {
  const at = lanesOf(block, lane) + (<usize>slot << 1)
  const before = u32(load<u16>(at))
  store<u16>(at, u16(code))
  const zone = block + ZONE + (<usize>lane << 1)
  if (code > u32(load<u16>(zone))) store<u16>(zone, u16(code))
  return before
}

/** Which of the 16 thresholds of a lane a code reaches, as bits. */
@inline
function reachedBy(code: u32, lane: u32): u32 {
  const codes = i16x8.splat(i16(code))
  const thresholds = THRESHOLDS + (<usize>lane << 5)
  const low = i16x8.bitmask(i16x8.ge_u(codes, v128.load(thresholds)))
  return u32(low) | (u32(i16x8.bitmask(i16x8.ge_u(codes, v128.load(thresholds + 16)))) << 8)
}

/** Turns a slot's bit over in some of the 16 bitmaps of a lane. */
@inline
function turnOver(changed: u32, bitmaps: usize, bit: u32): void {
  while (changed) {
    const bitmap = bitmaps + (<usize>ctz(changed) << STRIDE_BITS)
    changed &= changed - 1
    store<u32>(bitmap, load<u32>(bitmap) ^ bit)
  }
}

/**
 * Puts a row, whose benchmarks stand at PLACED, into a slot: codes, bitmaps, zone and its being alive. The bitmaps say what the lanes say also of holes, so only what differs
 * from the ask that was here before is written: a slot lies in some two hundred cache lines.
 */
export function place(block: usize, slot: u32, row: u32, address: usize, flags: u32, country: u32, gpuModel: u32): void {
  const word = <usize>(slot >> 5) << 2
  const bit: u32 = 1 << (slot & 31)
  let bitmaps = columnOf(block) + word
  for (let lane: u32 = 0; lane < NUMBER_LANES; lane++) {
    const code = codeOf(lane < 16 ? load<u64>(PLACED + (<usize>lane << 3)) : restOf(address, lane))
    const before = setLane(block, slot, lane, code)
    if (before != code) turnOver(reachedBy(before, lane) ^ reachedBy(code, lane), bitmaps, bit)
    bitmaps += LANE_STRIDE
  }
  turnOver(setLane(block, slot, FLAGS, flags) ^ flags, bitmaps, bit)
  turnOver((1 << (setLane(block, slot, FLAGS + 1, country) & 15)) ^ (1 << (country & 15)), bitmaps + LANE_STRIDE, bit)
  turnOver((1 << (setLane(block, slot, FLAGS + 2, gpuModel) & 15)) ^ (1 << (gpuModel & 15)), bitmaps + 2 * LANE_STRIDE, bit)
  store<u32>(bodyOf(block) + (<usize>slot << 2), row, ROWS)
  const alive = block + ALIVE + word
  store<u32>(alive, load<u32>(alive) | bit)
}

/** Writes the codes of a row, whose benchmarks stand at PLACED, lane after lane. */
export function encode(to: usize, address: usize, flags: u32, country: u32, gpuModel: u32): void {
  for (let lane: u32 = 0; lane < NUMBER_LANES; lane++) {
    store<u16>(to, u16(codeOf(lane < 16 ? load<u64>(PLACED + (<usize>lane << 3)) : restOf(address, lane))))
    to += 2
  }
  store<u16>(to, u16(flags))
  store<u16>(to, u16(country), 2)
  store<u16>(to, u16(gpuModel), 4)
}

/**
 * Puts rows into the first slots of an empty block: at FOUND stand their numbers, and behind 256 of them where the codes of each are.
 * `rebuild` makes bitmaps and zone. Lane by lane: the codes lie anywhere, and the first lane fetches those of many at a time.
 */
export function placeAll(block: usize, count: u32): void {
  for (let lane: u32 = 0; lane < u32(LANES); lane++) {
    const target = lanesOf(block, lane)
    const offset = <usize>lane << 1
    for (let slot: usize = 0; slot < <usize>count; slot++) {
      const codes = <usize>load<u32>(FOUND + (slot << 2), 1024)
      store<u16>(target + (slot << 1), load<u16>(codes + offset))
    }
  }
  memory.copy(bodyOf(block) + ROWS, FOUND, <usize>count << 2)
  for (let slot: u32 = 0; slot < count; slot += 32) {
    const rest = count - slot
    store<u32>(block + ALIVE + (<usize>slot >> 3), rest >= 32 ? 0xffffffff : (<u32>1 << rest) - 1)
  }
}

/** Copies the lanes and the row number of a slot; `rebuild` does the rest. */
export function copySlot(from: usize, fromSlot: u32, to: usize, toSlot: u32): void {
  let source = lanesOf(from, 0) + (<usize>fromSlot << 1)
  let target = lanesOf(to, 0) + (<usize>toSlot << 1)
  for (let lane: usize = 0; lane < LANES; lane++) {
    store<u16>(target, load<u16>(source))
    source += 512
    target += 512
  }
  store<u32>(bodyOf(to) + (<usize>toSlot << 2), rowIn(from, fromSlot), ROWS)
}

/** Makes zone and bitmaps anew from lanes and thresholds. Holes count for nothing in the zone; in the bitmaps the alive mask covers them. */
export function rebuild(block: usize): void {
  for (let lane: u32 = 0; lane < u32(LANES); lane++) {
    const lanes = lanesOf(block, lane)
    const bitmaps = columnOf(block) + <usize>lane * LANE_STRIDE
    store<u16>(block + ZONE + (<usize>lane << 1), mostOf(block, lanes))
    for (let pair: usize = 0; pair < 16; pair++) {
      const low = v128.load(lanes + (pair << 5))
      const high = v128.load(lanes + (pair << 5) + 16)
      for (let t: usize = 0; t < 16; t++) {
        const hits = i8x16.narrow_i16x8_s(hitsOf(low, lane, t), hitsOf(high, lane, t))
        store<u16>(bitmaps + (t << STRIDE_BITS) + (pair << 1), u16(i8x16.bitmask(hits)))
      }
    }
  }
}

/** All bits of those of eight codes that stand in a bitmap. */
@inline
function hitsOf(codes: v128, lane: u32, bitmap: usize): v128 {
  if (lane < NUMBER_LANES) return i16x8.ge_u(codes, i16x8.splat(load<i16>(THRESHOLDS + (<usize>lane << 5) + (bitmap << 1))))
  if (lane == FLAGS) {
    const mask = i16x8.splat(i16(1) << i16(bitmap))
    return i16x8.eq(v128.and(codes, mask), mask)
  }
  return i16x8.eq(v128.and(codes, i16x8.splat(15)), i16x8.splat(i16(bitmap)))
}

/** The highest code of a lane, of the slots in use. */
@inline
function mostOf(block: usize, lanes: usize): u16 {
  const bits = i16x8(1, 2, 4, 8, 16, 32, 64, 128)
  let most = i16x8.splat(0)
  for (let group: usize = 0; group < 32; group++) {
    const alive = v128.and(i16x8.splat(i16(load<u8>(block + ALIVE + group))), bits)
    most = i16x8.max_u(most, v128.and(v128.load(lanes + (group << 4)), i16x8.eq(alive, bits)))
  }
  most = i16x8.max_u(most, i8x16.shuffle(most, most, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
  most = i16x8.max_u(most, i8x16.shuffle(most, most, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11))
  most = i16x8.max_u(most, i8x16.shuffle(most, most, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13))
  return u16(i16x8.extract_lane_u(most, 0))
}
