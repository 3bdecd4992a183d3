import { hexToBytes } from '@noble/hashes/utils.js'
import { hexOf, keccak256 } from '#bytes'
import { fail } from '../errors/catalog.ts'
import { excerpt } from '../units/decimal.ts'

/** Bytes as text: '0x' and two lower-case digits a byte. */
export type Hex = `0x${string}`
/** An Ethereum address: 20 bytes. Lower-case wherever programs compare it; `checksumAddress` for people. */
export type Address = Hex

export const ZERO_ADDRESS: Address = '0x0000000000000000000000000000000000000000'
export const ZERO_BYTES32: Hex = `0x${'00'.repeat(32)}`

export function toHex(bytes: Uint8Array): Hex {
  return `0x${hexOf(bytes)}`
}

/** @throws TypeError when the text is no even-length hex; use `parseAddress` for what people type. */
export function fromHex(hex: Hex): Uint8Array {
  return hexToBytes(hex.slice(2))
}

export { keccak256 }

/**
 * Reads an address as people write it: all lower case, all upper case, or mixed with a valid EIP-55 checksum.
 * @throws ADDRESS_INVALID
 */
export function parseAddress(text: string): Address {
  const reason = reasonOfNoAddress(text)
  // A key that was taken for an address must not be shown, logged or sent anywhere.
  if (reason !== undefined) throw fail('ADDRESS_INVALID', { text: excerpt(text, LONGEST_SHOWN), reason })
  return text.toLowerCase() as Address
}

/** As long as an address with a typing error may be, and shorter than a private key. */
const LONGEST_SHOWN = 44

function reasonOfNoAddress(text: string): string | undefined {
  if (text === '') return 'it is empty'
  if (text === '0x') return 'it must be 0x and 40 hex digits'
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return reasonOfChecksum(text)
  if (text.trim() !== text) return 'there is a space before or after it'
  const hasPrefix = text.startsWith('0x')
  const digits = hasPrefix ? text.slice(2) : text
  if (/^[0-9a-fA-F]+$/.test(digits)) return reasonOfLength(digits.length, hasPrefix)
  if (/^0X/.test(text)) return 'it must begin with 0x, with a small x'
  if (hasPrefix) {
    const at = [...digits].findIndex((character) => !/[0-9a-fA-F]/.test(character))
    return `character ${at + 3} is no hex digit (0 to 9, a to f)`
  }
  if (/^ethereum:/i.test(text)) return 'it is a payment link; only `sonm wallet send` takes one'
  if (/^[^\s/]+\.[^\s./]+$/.test(text)) {
    return 'names such as those of ENS are not resolved here; look the name up where you trust the answer, and give its address'
  }
  return 'it must be 0x and 40 hex digits'
}

function reasonOfChecksum(text: string): string | undefined {
  const digits = text.slice(2)
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase()
  if (!mixed || checksumAddress(text as Address) === text) return undefined
  return 'its checksum (the upper and lower case of its letters) does not fit, so a character is wrong'
}

function reasonOfLength(length: number, hasPrefix: boolean): string {
  if (length === 64) return 'it is as long as a private key or the hash of a transaction; never give a key to anybody'
  if (length === 40 && !hasPrefix) return 'it must begin with 0x'
  const bytes = length % 2 === 0 ? ` (${length / 2} bytes)` : ''
  const many = length < 40 ? `${40 - length} too few` : `${length - 40} too many`
  return `it has ${length} hex digits${bytes} after 0x, and an address has 40 (20 bytes): ${many}`
}

/** EIP-55. */
export function checksumAddress(address: Address): Address {
  const lower = address.slice(2).toLowerCase()
  const hash = hexOf(keccak256(new TextEncoder().encode(lower)))
  const digits = [...lower].map((digit, at) => (Number.parseInt(hash[at]!, 16) >= 8 ? digit.toUpperCase() : digit))
  return `0x${digits.join('')}`
}
