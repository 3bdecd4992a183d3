import type { BookMemory } from './book-memory.ts'
import { BLOCK, PLACE, QUERY, ROW } from './layout.ts'

// The place of an ask in the order of price and sequence: six words, of which the fourth is something else.

/** In words from the start of a row, of a block, of the memory. */
export const KEY = {
  ofRow: ROW.priceLo >>> 2,
  ofBlock: BLOCK.lowPriceLo >>> 2,
  ofPage: (PLACE.query + QUERY.afterPriceLo) >>> 2,
} as const

/** By price, then by sequence. A key is given by the index of its first word. */
export function compareKeys(u32: Uint32Array, a: number, b: number): number {
  return (
    u32[a + 2]! - u32[b + 2]! ||
    u32[a + 1]! - u32[b + 1]! ||
    u32[a]! - u32[b]! ||
    u32[a + 5]! - u32[b + 5]! ||
    u32[a + 4]! - u32[b + 4]!
  )
}

/** Higher prices are never lower when they are rounded. */
export function roundedPrice(u32: Uint32Array, key: number): number {
  return (u32[key + 2]! * 2 ** 32 + u32[key + 1]!) * 2 ** 32 + u32[key]!
}

export function copyKey(u32: Uint32Array, from: number, to: number): void {
  u32[to] = u32[from]!
  u32[to + 1] = u32[from + 1]!
  u32[to + 2] = u32[from + 2]!
  u32[to + 4] = u32[from + 4]!
  u32[to + 5] = u32[from + 5]!
}

/** Numbers that stand in other memory, in words of 32 bits, the lowest first. */
export interface Words {
  readonly words: Uint32Array
  readonly first: number
}

/** @param price below 2^96 */
export function writeKey({ u32, u64 }: BookMemory, key: number, price: bigint | Words, sequence: number): void {
  if (typeof price === 'bigint') {
    u64[key >>> 1] = BigInt.asUintN(64, price)
    u32[key + 2] = Number(price >> 64n)
  } else {
    for (let word = 0; word < 3; word++) u32[key + word] = price.words[price.first + word]!
  }
  u32[key + 4] = sequence >>> 0
  u32[key + 5] = Math.floor(sequence / 2 ** 32)
}

export function priceAt({ u32, u64 }: BookMemory, key: number): bigint {
  const low = u64[key >>> 1]!
  return u32[key + 2] === 0 ? low : low | (BigInt(u32[key + 2]!) << 64n)
}

export function sequenceAt({ u32 }: BookMemory, key: number): number {
  return u32[key + 4]! + u32[key + 5]! * 2 ** 32
}
