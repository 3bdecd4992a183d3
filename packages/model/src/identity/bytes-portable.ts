import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** In plain JavaScript: a page's policy may bar WebAssembly. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes)
}

/** Two lower-case digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}
