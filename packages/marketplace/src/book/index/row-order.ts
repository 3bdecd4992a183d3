import type { BookMemory } from './book-memory.ts'
import { compareKeys, KEY, roundedPrice } from './key.ts'
import type { Rows } from './rows.ts'

const DIGIT_BITS = 16
const DIGITS = 64 / DIGIT_BITS
const RADIX = 2 ** DIGIT_BITS

/** All rows, none of which is free, in the order of price and sequence. */
export function rowsByKey({ u32 }: BookMemory, rows: Rows): Uint32Array {
  const keyOf = (row: number) => (rows.address(row) >>> 2) + KEY.ofRow
  // By loops: `from` and iterators make an object of each.
  const prices = new Float64Array(rows.end)
  for (let row = 0; row < prices.length; row++) prices[row] = roundedPrice(u32, keyOf(row))
  const sorted = byDigits(prices)
  for (let first = 0; first < sorted.length; ) {
    let end = first + 1
    while (end < sorted.length && prices[sorted[end]!] === prices[sorted[first]!]) end++
    // Prices that are rounded to the same, or are the same.
    if (end - first > 1) sorted.subarray(first, end).sort((a, b) => compareKeys(u32, keyOf(a), keyOf(b)))
    first = end
  }
  return sorted
}

/** The places of these numbers, none of which is negative, in their order: radix sort, for their bits sort as they do. */
function byDigits(values: Float64Array<ArrayBuffer>): Uint32Array {
  const digits = new Uint16Array(values.buffer)
  let from = new Uint32Array(values.length)
  for (let place = 0; place < from.length; place++) from[place] = place
  let to = new Uint32Array(values.length)
  for (let digit = 0; digit < DIGITS; digit++) {
    const ends = new Uint32Array(RADIX + 1)
    for (let at = digit; at < digits.length; at += DIGITS) ends[digits[at]! + 1]!++
    for (let value = 0; value < RADIX; value++) ends[value + 1]! += ends[value]!
    for (let at = 0; at < from.length; at++) to[ends[digits[from[at]! * DIGITS + digit]!]!++] = from[at]!
    ;[from, to] = [to, from]
  }
  return from
}
