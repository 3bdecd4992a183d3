import { addressOf, admits, codeIn, comparePrices, lanesOf, rowIn } from './exact'
import { ALIVE, DIRECTORY, FLAGS, MASKS, PRICE_HI, PRICE_LO, Q_FITTING, Q_LIVE, Q_REQUIREMENTS, Q_REQUIREMENT_COUNT, Q_SETS, REPORTS, R_CODE, R_KIND, R_LANE, R_ON_EQUAL, R_OP, R_VALUE, S_LANE } from './layout'
import { exactOf } from './place'
import { isAmong } from './walk'

/** Goes through all blocks and reports for each requirement what it turns away, alone and at all, and the closest miss. */
export function count(blocks: u32): void {
  const requirements = load<u32>(Q_REQUIREMENT_COUNT)
  memory.fill(REPORTS, 0, <usize>requirements << 5)
  let live: u32 = 0
  let fitting: u32 = 0
  for (let at: u32 = 0; at < blocks; at++) {
    const block = <usize>load<u32>(DIRECTORY + (<usize>at << 2))
    for (let i: u32 = 0; i < requirements; i++) fillMask(block, Q_REQUIREMENTS + (<usize>i << 5), MASKS + (<usize>i << 5))
    for (let word: u32 = 0; word < 4; word++) {
      const offset = <usize>word << 3
      const alive = load<u64>(block + ALIVE + offset)
      if (!alive) continue
      let once: u64 = 0
      let twice: u64 = 0
      for (let i: u32 = 0; i < requirements; i++) {
        const missed = alive & ~load<u64>(MASKS + (<usize>i << 5) + offset)
        if (!missed) continue
        const report = REPORTS + (<usize>i << 5)
        store<u32>(report, load<u32>(report) + u32(popcnt(missed)))
        twice |= once & missed
        once |= missed
      }
      live += u32(popcnt(alive))
      fitting += u32(popcnt(alive & ~once))
      const alone = once & ~twice
      if (!alone) continue
      for (let i: u32 = 0; i < requirements; i++) {
        let missed = alone & ~load<u64>(MASKS + (<usize>i << 5) + offset)
        if (!missed) continue
        const report = REPORTS + (<usize>i << 5)
        store<u32>(report, load<u32>(report, 4) + u32(popcnt(missed)), 4)
        const requirement = Q_REQUIREMENTS + (<usize>i << 5)
        while (missed) {
          improve(block, (word << 6) + u32(ctz(missed)), requirement, report)
          missed &= missed - 1
        }
      }
    }
  }
  store<u32>(Q_LIVE, live)
  store<u32>(Q_FITTING, fitting)
}

/** One bit for each slot that has what is required. */
function fillMask(block: usize, requirement: usize, mask: usize): void {
  const kind = load<u32>(requirement, R_KIND)
  if (kind == 0) return fillNumbers(block, requirement, mask)
  if (kind == 3 || kind == 4) return fillBySlot(block, requirement, mask, kind)
  const code = load<u32>(requirement, R_CODE)
  const set = Q_SETS + (<usize>code << 8)
  const flags = i16x8.splat(i16(code))
  const lanes = lanesOf(block, kind == 1 ? FLAGS : load<u32>(set, S_LANE))
  for (let group: usize = 0; group < 32; group++) {
    const codes = v128.load(lanes + (group << 4))
    const hits = kind == 1 ? i16x8.eq(v128.and(codes, flags), flags) : isAmong(codes, set)
    store<u8>(mask + group, u8(i16x8.bitmask(hits)))
  }
}

function fillNumbers(block: usize, requirement: usize, mask: usize): void {
  const op = load<u32>(requirement, R_OP)
  const onEqual = load<u32>(requirement, R_ON_EQUAL)
  const lane = load<u32>(requirement, R_LANE)
  const asked = load<u64>(requirement, R_VALUE)
  const code = i16x8.splat(load<i16>(requirement, R_CODE))
  const lanes = lanesOf(block, lane)
  const none = i64x2.splat(0)
  for (let group: u32 = 0; group < 32; group++) {
    const codes = v128.load(lanes + (<usize>group << 4))
    const greater = i16x8.gt_u(codes, code)
    const equal = i16x8.eq(codes, code)
    let hits = v128.or(op & 4 ? greater : none, onEqual == 1 ? equal : none)
    if (op & 1) hits = v128.or(hits, v128.not(v128.or(greater, equal)))
    let bits = u32(i16x8.bitmask(hits))
    if (onEqual == 2) {
      let unsure = u32(i16x8.bitmask(equal)) & u32(load<u8>(block + ALIVE + <usize>group))
      while (unsure) {
        const bit = ctz(unsure)
        unsure &= unsure - 1
        const value = exactOf(addressOf(rowIn(block, (group << 3) + bit)), lane, load<u32>(requirement, R_CODE))
        if (admits(op, value < asked ? -1 : value == asked ? 0 : 1)) bits |= 1 << bit
      }
    }
    store<u8>(mask + <usize>group, u8(bits))
  }
}

/** A set of rows, given as bits by their numbers, or a comparison of prices. */
function fillBySlot(block: usize, requirement: usize, mask: usize, kind: u32): void {
  const op = load<u32>(requirement, R_OP)
  const value = load<u64>(requirement, R_VALUE)
  const valueHi = load<u32>(requirement, R_LANE)
  for (let word: u32 = 0; word < 4; word++) {
    let left = load<u64>(block + ALIVE + (<usize>word << 3))
    let bits: u64 = 0
    while (left) {
      const bit = u32(ctz(left))
      left &= left - 1
      const row = rowIn(block, (word << 6) + bit)
      let isHit: bool
      if (kind == 3) {
        isHit = ((load<u8>(usize(value) + <usize>(row >> 3)) >> u8(row & 7)) & 1) != 0
      } else {
        const address = addressOf(row)
        isHit = admits(op, comparePrices(load<u32>(address, PRICE_HI), load<u64>(address, PRICE_LO), valueHi, value))
      }
      if (isHit) bits |= u64(1) << bit
    }
    store<u64>(mask + (<usize>word << 3), bits)
  }
}

/** Keeps the closest figure: the highest where at least something is asked, the lowest where at most. */
function improve(block: usize, slot: u32, requirement: usize, report: usize): void {
  const kind = load<u32>(requirement, R_KIND)
  const op = load<u32>(requirement, R_OP)
  // Neither "is" nor "is not" has a direction.
  if ((kind != 0 && kind != 4) || op == 2 || op == 5) return
  const upwards = (op & 4) != 0
  let hi: u32 = 0
  let lo: u64
  const address = addressOf(rowIn(block, slot))
  if (kind == 0) {
    const lane = load<u32>(requirement, R_LANE)
    lo = exactOf(address, lane, codeIn(block, lane, slot))
  } else {
    hi = load<u32>(address, PRICE_HI)
    lo = load<u64>(address, PRICE_LO)
  }
  if (load<u32>(report, 8)) {
    const side = comparePrices(hi, lo, load<u32>(report, 12), load<u64>(report, 16))
    if (upwards ? side <= 0 : side >= 0) return
  }
  store<u32>(report, 1, 8)
  store<u32>(report, hi, 12)
  store<u64>(report, lo, 16)
}
