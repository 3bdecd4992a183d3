import type { BookMemory } from './book-memory.ts'
import { codeOf, valuesOf } from './code.ts'
import { KEY, writeKey } from './key.ts'
import {
  BITMAP_STRIDE,
  BITMAPS_PER_LANE,
  KIND,
  LANE,
  LANES,
  MAX_REQUIREMENTS,
  MAX_SET_VALUES,
  MAX_SETS,
  NO_BITMAP,
  ON_EQUAL_CODE,
  OP,
  PLACE,
  QUERY,
  REQUIREMENT,
  REQUIREMENT_BYTES,
  SET,
  SET_BYTES,
} from './layout.ts'
import type { Thresholds } from './thresholds.ts'

const U64_LIMIT = 2n ** 64n

/** A number of an ask must compare so with a value: the bits of OP that are let through. */
export interface NumberRequirement {
  readonly lane: number
  readonly op: number
  readonly value: bigint
}

/** The ask's word in this lane must be among these. */
export interface SetRequirement {
  readonly lane: typeof LANE.country | typeof LANE.gpuModel
  readonly values: readonly number[]
}

export interface Place {
  readonly price: bigint
  readonly sequence: number
}

export interface IndexQuery {
  readonly numbers: readonly NumberRequirement[]
  /** All these bits must be set. */
  readonly flags: number
  /** At most MAX_SETS of at most MAX_SET_VALUES. */
  readonly sets: readonly SetRequirement[]
  readonly maxPrice: bigint | undefined
  readonly liveUntilSeconds: number
}

/** One requirement of a count, which judges each by itself. */
export type Counted =
  | ({ readonly kind: 'number' } & NumberRequirement)
  | { readonly kind: 'flags'; readonly flags: number }
  | ({ readonly kind: 'set' } & SetRequirement)
  | { readonly kind: 'price'; readonly op: number; readonly price: bigint }
  /** Rows as bits by their numbers, at this address. */
  | { readonly kind: 'rows'; readonly bits: number }

/** Writes queries where the kernels read them. */
export class QueryWriter {
  readonly #memory: BookMemory
  readonly #thresholds: Thresholds

  constructor(memory: BookMemory, thresholds: Thresholds) {
    this.#memory = memory
    this.#thresholds = thresholds
  }

  writeSearch(query: IndexQuery): void {
    const { u32, u16 } = this.#memory
    if (query.numbers.length > MAX_REQUIREMENTS) throw new RangeError('an index query cannot have more requirements')
    this.#clear()
    const planned = query.numbers
      .map((requirement) => ({ ...requirement, ...this.#bitmapFor(requirement) }))
      // What rules out most comes first.
      .sort((a, b) => a.reach - b.reach)
    for (const [index, { lane, op, value, bitmap }] of planned.entries()) {
      this.#writeNumber(index, { lane, op, value }, bitmap)
      if (op & OP.less) continue
      const minimum = ((PLACE.query + QUERY.zoneMinima) >>> 1) + lane
      u16[minimum] = Math.max(u16[minimum]!, codeOf(value))
    }
    this.#set(QUERY.requirementCount, planned.length)
    this.#set(QUERY.flags, query.flags)
    const flags = Array.from({ length: BITMAPS_PER_LANE }, (_, bit) => bit).filter((bit) => (query.flags >>> bit) & 1)
    this.#set(QUERY.flagCount, flags.length)
    for (const [index, bit] of flags.entries()) {
      u32[((PLACE.query + QUERY.flagBitmaps) >>> 2) + index] = bitmapOffset(LANE.flags * BITMAPS_PER_LANE + bit)
    }
    for (const set of query.sets) this.#writeSet(set)
    this.#set(QUERY.liveUntilSeconds, query.liveUntilSeconds)
    if (query.maxPrice !== undefined) {
      this.#set(QUERY.hasMaxPrice, 1)
      writeKey(this.#memory, (PLACE.query + QUERY.maxPriceLo) >>> 2, query.maxPrice, 0)
    }
  }

  writeAfter(after: Place): void {
    this.#set(QUERY.hasAfter, 1)
    writeKey(this.#memory, KEY.ofPage, after.price, after.sequence)
  }

  writeCount(counted: readonly Counted[]): void {
    if (counted.length > MAX_REQUIREMENTS) throw new RangeError('a count cannot have more requirements')
    this.#clear()
    for (const [index, requirement] of counted.entries()) this.#writeCounted(index, requirement)
    this.#set(QUERY.requirementCount, counted.length)
  }

  #writeCounted(index: number, counted: Counted): void {
    switch (counted.kind) {
      case 'number':
        this.#writeNumber(index, counted, NO_BITMAP)
        break
      case 'flags':
        this.#write(index, { kind: KIND.flags, code: counted.flags })
        break
      case 'set':
        this.#write(index, { kind: KIND.set, code: this.#writeSet(counted) })
        break
      case 'price': {
        const { price, op } = counted
        this.#write(index, { kind: KIND.price, op, lane: Number(price >> 64n), value: BigInt.asUintN(64, price) })
        break
      }
      case 'rows':
        this.#write(index, { kind: KIND.rows, value: BigInt(counted.bits) })
    }
  }

  #bitmapFor({ lane, op, value }: NumberRequirement): { bitmap: number; reach: number } {
    // Bitmaps hold what reaches a threshold: of no use where less is let through.
    const threshold = op & OP.less ? undefined : this.#thresholds.below(lane, codeOf(value))
    return threshold
      ? { bitmap: bitmapOffset(threshold.bitmap), reach: threshold.reach }
      : { bitmap: NO_BITMAP, reach: 1 }
  }

  #writeNumber(index: number, { lane, op, value }: NumberRequirement, bitmap: number): void {
    if (value < 0n || value >= U64_LIMIT) throw new RangeError('a number of an index query must be a u64')
    const code = codeOf(value)
    const { u32, u64 } = this.#memory
    const start = requirementAt(index)
    u32[(start + REQUIREMENT.kind) >>> 2] = KIND.number
    u32[(start + REQUIREMENT.lane) >>> 2] = lane
    u32[(start + REQUIREMENT.op) >>> 2] = op
    u32[(start + REQUIREMENT.code) >>> 2] = code
    u32[(start + REQUIREMENT.onEqualCode) >>> 2] = onEqualCode(op, value, code)
    u32[(start + REQUIREMENT.bitmap) >>> 2] = bitmap
    u64[(start + REQUIREMENT.value) >>> 3] = value
  }

  #writeSet({ lane, values }: SetRequirement): number {
    const { u16, u32 } = this.#memory
    const index = u32[(PLACE.query + QUERY.setCount) >>> 2]!
    if (index === MAX_SETS || values.length > MAX_SET_VALUES)
      throw new RangeError('an index query cannot have more words')
    const set = PLACE.query + QUERY.sets + index * SET_BYTES
    const hashes = [...new Set(values.map((value) => value & (BITMAPS_PER_LANE - 1)))]
    u32[(set + SET.lane) >>> 2] = lane
    u32[(set + SET.bitmapCount) >>> 2] = hashes.length
    u32[(set + SET.valueCount) >>> 2] = values.length
    for (const [i, hash] of hashes.entries()) {
      u32[((set + SET.bitmaps) >>> 2) + i] = bitmapOffset(lane * BITMAPS_PER_LANE + hash)
    }
    for (const [i, value] of values.entries()) u16[((set + SET.values) >>> 1) + i] = value
    this.#set(QUERY.setCount, index + 1)
    return index
  }

  #write(index: number, fields: Partial<Record<keyof typeof REQUIREMENT, number | bigint>>): void {
    const { u32, u64 } = this.#memory
    const start = requirementAt(index)
    u32.fill(0, start >>> 2, (start + REQUIREMENT_BYTES) >>> 2)
    for (const [name, value] of Object.entries(fields) as [keyof typeof REQUIREMENT, number | bigint][]) {
      if (typeof value === 'bigint') u64[(start + REQUIREMENT[name]) >>> 3] = value
      else u32[(start + REQUIREMENT[name]) >>> 2] = value
    }
  }

  #set(offset: number, value: number): void {
    this.#memory.u32[(PLACE.query + offset) >>> 2] = value
  }

  #clear(): void {
    const { u32 } = this.#memory
    const minima = (PLACE.query + QUERY.zoneMinima) >>> 2
    u32.fill(0, minima, minima + Math.ceil((LANES * 2) / 4))
    for (const offset of [QUERY.setCount, QUERY.hasAfter, QUERY.hasMaxPrice] as const) this.#set(offset, 0)
  }
}

function requirementAt(index: number): number {
  return PLACE.query + QUERY.requirements + index * REQUIREMENT_BYTES
}

/** In bytes from a block's first bitmap. */
function bitmapOffset(bitmap: number): number {
  return bitmap * BITMAP_STRIDE
}

/** Whether values that share the code of the asked one fit all, none, or must be looked at. */
function onEqualCode(op: number, value: bigint, code: number): number {
  const [lowest, highest] = valuesOf(code)
  const present = (value > lowest ? OP.less : 0) | OP.equal | (value < highest ? OP.greater : 0)
  if ((op & present) === present) return ON_EQUAL_CODE.fits
  return (op & present) === 0 ? ON_EQUAL_CODE.fails : ON_EQUAL_CODE.compareExactly
}
