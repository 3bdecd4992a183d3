import { fromHex, type Hex, toHex, ZERO_BYTES32 } from '../identity/address.ts'

/** A tag of at most 32 bytes of UTF-8 as an order carries it, filled up with zeros. */
export function tagToBytes32(tag: string): Hex {
  const bytes = new Uint8Array(32)
  bytes.set(new TextEncoder().encode(tag))
  return toHex(bytes)
}

/** The text of a tag; bytes that are no UTF-8 are shown as hex. */
export function tagFromBytes32(tag: Hex): string {
  if (tag === ZERO_BYTES32) return ''
  const bytes = fromHex(tag)
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end))
  } catch {
    return tag
  }
}
