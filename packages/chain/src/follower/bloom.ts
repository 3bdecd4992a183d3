import type { Hex } from '@sonm/model'
import { keccak256 } from 'viem'

/** The 2048-bit filter of a block's header that has three bits set for each address and each topic of the block's logs. */
export type Bloom = Hex

/** The bits of one address or topic, counted from the filter's end. */
export type BloomBits = readonly number[]

const BITS = 2048
const BLOOM = /^0x[0-9a-fA-F]{512}$/

export function isBloom(value: unknown): value is Bloom {
  return typeof value === 'string' && BLOOM.test(value)
}

export function bloomBits(item: Hex): BloomBits {
  const hash = keccak256(item, 'bytes')
  return [0, 2, 4].map((at) => ((hash[at]! << 8) | hash[at + 1]!) % BITS)
}

/** False: it is certainly not in the block. True: it may be. */
export function mayContain(bloom: Bloom, bits: BloomBits): boolean {
  return bits.every((bit) => (digit(bloom, bit >> 2) & (1 << (bit & 3))) !== 0)
}

/** The filter with these bits. */
export function bloomOf(items: Iterable<BloomBits>): Bloom {
  const digits = new Uint8Array(BITS / 4)
  for (const bits of items) {
    for (const bit of bits) digits[digits.length - 1 - (bit >> 2)]! |= 1 << (bit & 3)
  }
  return `0x${Array.from(digits, (value) => value.toString(16)).join('')}`
}

/** The share of bits that are set: near 1, `mayContain` says yes to anything. */
export function fillOf(bloom: Bloom): number {
  let set = 0
  for (let at = 0; at < BITS / 4; at++) for (let value = digit(bloom, at); value > 0; value &= value - 1) set += 1
  return set / BITS
}

function digit(bloom: Bloom, fromEnd: number): number {
  return Number.parseInt(bloom[bloom.length - 1 - fromEnd]!, 16)
}
