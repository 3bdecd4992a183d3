import { type Hex, toHex } from '../identity/address.ts'

/** A tag of at most 32 bytes of UTF-8 as an order carries it, filled up with zeros. */
export function tagToBytes32(tag: string): Hex {
  const bytes = new Uint8Array(32)
  bytes.set(new TextEncoder().encode(tag))
  return toHex(bytes)
}
