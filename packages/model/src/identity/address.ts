import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { fail } from '../errors/catalog.ts'

/** Bytes as text: '0x' and two lower-case digits a byte. */
export type Hex = `0x${string}`
/** An Ethereum address: 20 bytes. Lower-case wherever programs compare it; `checksumAddress` for people. */
export type Address = Hex

export const ZERO_ADDRESS: Address = '0x0000000000000000000000000000000000000000'
export const ZERO_BYTES32: Hex = `0x${'00'.repeat(32)}`

export function toHex(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(bytes)}`
}

/** @throws TypeError when the text is no even-length hex; use `parseAddress` for what people type. */
export function fromHex(hex: Hex): Uint8Array {
  return hexToBytes(hex.slice(2))
}

export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes)
}

/**
 * Reads an address as people write it: all lower case, all upper case, or mixed with a valid EIP-55 checksum.
 * @throws ADDRESS_INVALID
 */
export function parseAddress(text: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    const reason = text.endsWith('.eth') ? 'names are not resolved' : 'it must be 0x and 40 hex digits'
    throw fail('ADDRESS_INVALID', { text, reason })
  }
  const lower = text.toLowerCase() as Address
  const digits = text.slice(2)
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  if (mixed && checksumAddress(lower) !== text) {
    throw fail('ADDRESS_INVALID', {
      text,
      reason: 'its checksum (the upper and lower case of its letters) does not fit',
    })
  }
  return lower
}

/** EIP-55. */
export function checksumAddress(address: Address): Address {
  const lower = address.slice(2).toLowerCase()
  const hash = bytesToHex(keccak_256(new TextEncoder().encode(lower)))
  const digits = [...lower].map((digit, at) => (Number.parseInt(hash[at]!, 16) >= 8 ? digit.toUpperCase() : digit))
  return `0x${digits.join('')}`
}
