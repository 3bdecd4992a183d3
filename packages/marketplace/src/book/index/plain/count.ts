import type { BookMemory } from '../book-memory.ts'
import { KEY, priceAt } from '../key.ts'
import { BLOCK, KIND, LANE, OP, PLACE, QUERY, REPORT, REPORT_BYTES, REQUIREMENT, SLOTS } from '../layout.ts'
import { exactOf, isBitSet, laneOf, rowsAt } from './place.ts'
import { addressOfRow, admits, isAmong, numberFits, requirementAt } from './walk.ts'

export function plainCount(memory: BookMemory, blocks: number): void {
  const { u8, u32 } = memory
  const count = u32[(PLACE.query + QUERY.requirementCount) >>> 2]!
  u8.fill(0, PLACE.reports, PLACE.reports + count * REPORT_BYTES)
  let live = 0
  let fitting = 0
  for (let at = 0; at < blocks; at++) {
    const block = u32[(PLACE.directory >>> 2) + at]!
    for (let slot = 0; slot < SLOTS; slot++) {
      if (!isBitSet(memory, block + BLOCK.alive, slot)) continue
      live++
      const missed: number[] = []
      for (let i = 0; i < count; i++) if (!fits(memory, block, slot, requirementAt(i))) missed.push(i)
      if (missed.length === 0) fitting++
      for (const i of missed) u32[(PLACE.reports + i * REPORT_BYTES + REPORT.turnedAway) >>> 2]!++
      if (missed.length === 1) missAlone(memory, block, slot, missed[0]!)
    }
  }
  u32[(PLACE.query + QUERY.live) >>> 2] = live
  u32[(PLACE.query + QUERY.fitting) >>> 2] = fitting
}

function fits(memory: BookMemory, block: number, slot: number, requirement: number): boolean {
  const { u32, u64 } = memory
  const code = u32[(requirement + REQUIREMENT.code) >>> 2]!
  const row = u32[rowsAt(block) + slot]!
  const address = addressOfRow(memory, row)
  switch (u32[(requirement + REQUIREMENT.kind) >>> 2]) {
    case KIND.number: {
      const lane = u32[(requirement + REQUIREMENT.lane) >>> 2]!
      return numberFits(memory, requirement, laneOf(memory, block, slot, lane), address)
    }
    case KIND.flags:
      return (laneOf(memory, block, slot, LANE.flags) & code) === code
    case KIND.set:
      return isAmong(memory, block, slot, code)
    case KIND.rows:
      return isBitSet(memory, Number(u64[(requirement + REQUIREMENT.value) >>> 3]!), row)
    default: {
      const price = priceAt(memory, (address >>> 2) + KEY.ofRow)
      const asked = askedPrice(memory, requirement)
      return admits(u32[(requirement + REQUIREMENT.op) >>> 2]!, price < asked ? -1 : price === asked ? 0 : 1)
    }
  }
}

/** Its upper part stands where others have their lane. */
function askedPrice({ u32, u64 }: BookMemory, requirement: number): bigint {
  const high = BigInt(u32[(requirement + REQUIREMENT.lane) >>> 2]!)
  return (high << 64n) | u64[(requirement + REQUIREMENT.value) >>> 3]!
}

function missAlone(memory: BookMemory, block: number, slot: number, index: number): void {
  const { u32, u64 } = memory
  const report = PLACE.reports + index * REPORT_BYTES
  u32[(report + REPORT.missedAlone) >>> 2]!++
  const requirement = requirementAt(index)
  const kind = u32[(requirement + REQUIREMENT.kind) >>> 2]!
  const op = u32[(requirement + REQUIREMENT.op) >>> 2]!
  // Neither "is" nor "is not" has a direction.
  if ((kind !== KIND.number && kind !== KIND.price) || op === OP.equal || op === (OP.less | OP.greater)) return
  const address = addressOfRow(memory, u32[rowsAt(block) + slot]!)
  const lane = u32[(requirement + REQUIREMENT.lane) >>> 2]!
  const offered =
    kind === KIND.number
      ? exactOf(memory, address, lane, laneOf(memory, block, slot, lane))
      : priceAt(memory, (address >>> 2) + KEY.ofRow)
  const best = (BigInt(u32[(report + REPORT.bestHi) >>> 2]!) << 64n) | u64[(report + REPORT.bestLo) >>> 3]!
  const isBetter = op & OP.greater ? offered > best : offered < best
  if (u32[(report + REPORT.hasBest) >>> 2] !== 0 && !isBetter) return
  u32[(report + REPORT.hasBest) >>> 2] = 1
  u32[(report + REPORT.bestHi) >>> 2] = Number(offered >> 64n)
  u64[(report + REPORT.bestLo) >>> 3] = BigInt.asUintN(64, offered)
}
