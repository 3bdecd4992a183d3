import type { BookMemory } from './book-memory.ts'
import { BITMAPS_PER_LANE, BLOCK, NUMBER_LANES, PLACE, SLOTS } from './layout.ts'
import { laneAt } from './plain/place.ts'

/** No code is as high. */
const NEVER = 0xffff
const SAMPLE = 20_000

/**
 * Where the 16 bitmaps of a lane begin: few distinct codes get one each; otherwise bins of equal counts, each beginning at the widest gap
 * within it, where requirements are most likely to fall. (Plain quantiles are lost on books whose asks miss by little.) A threshold is the
 * lowest code of its gap: whatever is asked between the two sides of it can use the bitmap.
 * @param codes sorted
 */
export function chooseThresholds(codes: Uint16Array): readonly number[] {
  const distinct = codes.filter((code, at) => at === 0 || code !== codes[at - 1])
  // Everything reaches the lowest.
  if (distinct.length <= BITMAPS_PER_LANE + 1) return Array.from(distinct.subarray(0, -1), (code) => code + 1)
  const chosen = new Set<number>()
  for (let bin = 0; bin < BITMAPS_PER_LANE; bin++) {
    const start = Math.max(1, Math.floor((bin * codes.length) / BITMAPS_PER_LANE))
    const end = Math.floor(((bin + 1) * codes.length) / BITMAPS_PER_LANE)
    let widest = start
    for (let at = start; at < end; at++) {
      if (codes[at]! - codes[at - 1]! > codes[widest]! - codes[widest - 1]!) widest = at
    }
    chosen.add(codes[widest - 1]! + 1)
  }
  return [...chosen].sort((a, b) => a - b)
}

/** The thresholds of all lanes, and what part of a sample reaches each: out of date they cost time, never an answer. */
export class Thresholds {
  readonly #memory: BookMemory
  /** By lane and threshold. */
  readonly #reach = new Float32Array(NUMBER_LANES * BITMAPS_PER_LANE).fill(1)

  constructor(memory: BookMemory) {
    this.#memory = memory
    memory.u16.fill(NEVER, PLACE.thresholds >>> 1, (PLACE.thresholds >>> 1) + NUMBER_LANES * BITMAPS_PER_LANE)
  }

  /** The highest threshold that whatever has the code or more reaches; undefined: none is so low. */
  below(lane: number, code: number): { readonly bitmap: number; readonly reach: number } | undefined {
    const first = (PLACE.thresholds >>> 1) + lane * BITMAPS_PER_LANE
    let at = BITMAPS_PER_LANE - 1
    while (at >= 0 && this.#memory.u16[first + at]! > code) at--
    if (at < 0) return undefined
    return { bitmap: lane * BITMAPS_PER_LANE + at, reach: this.#reach[lane * BITMAPS_PER_LANE + at]! }
  }

  /** Chooses them anew from asks all over the blocks, which must all be rebuilt then. */
  choose(blocks: { readonly length: number; at(position: number): number }, size: number): void {
    const stride = Math.max(1, Math.floor(size / SAMPLE))
    const { u8, u16 } = this.#memory
    /** Of the first lane of the sample's asks. */
    const sample: number[] = []
    let seen = 0
    for (let position = 0; position < blocks.length; position++) {
      const block = blocks.at(position)
      for (let slot = 0; slot < SLOTS; slot++) {
        if (((u8[block + BLOCK.alive + (slot >>> 3)]! >>> (slot & 7)) & 1) === 0) continue
        if (seen++ % stride === 0) sample.push(laneAt(block, 0) + slot)
      }
    }
    for (let lane = 0; lane < NUMBER_LANES; lane++) {
      this.#set(lane, Uint16Array.from(sample, (at) => u16[at + lane * SLOTS]!).sort())
    }
  }

  #set(lane: number, codes: Uint16Array): void {
    const chosen = chooseThresholds(codes)
    for (let at = 0; at < BITMAPS_PER_LANE; at++) {
      const threshold = chosen[at] ?? NEVER
      this.#memory.u16[(PLACE.thresholds >>> 1) + lane * BITMAPS_PER_LANE + at] = threshold
      this.#reach[lane * BITMAPS_PER_LANE + at] = 1 - countBelow(codes, threshold) / codes.length
    }
  }
}

/** @param codes sorted */
function countBelow(codes: Uint16Array, threshold: number): number {
  let low = 0
  let high = codes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (codes[middle]! < threshold) low = middle + 1
    else high = middle
  }
  return low
}
