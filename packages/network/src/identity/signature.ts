import { type Address, recoverAddress } from '@sonm/model'
import { DerError, integerTo32Bytes, readDer, readDerList, Tag, writeDer, writeDerInteger } from './der.ts'

/** DER of an ECDSA signature: SEQUENCE { INTEGER r, INTEGER s }. @param signature r and s, 32 bytes each */
export function writeSignature(signature: Uint8Array): Uint8Array {
  return writeDer(Tag.sequence, writeDerInteger(signature.subarray(0, 32)), writeDerInteger(signature.subarray(32, 64)))
}

/** The opposite of `writeSignature`. @throws DerError for anything but the one encoding that it makes */
export function readSignature(der: Uint8Array): Uint8Array {
  const [r, s, ...more] = readDerList(readDer(der, Tag.sequence))
  if (r?.tag !== Tag.integer || s?.tag !== Tag.integer || more.length > 0) {
    throw new DerError('the signature is malformed')
  }
  return Uint8Array.of(...integerTo32Bytes(r.content), ...integerTo32Bytes(s.content))
}

/** Whether an address signed this digest; a signature with a high s, the malleable twin, is none. */
export function isSignedBy(address: Address, digest: Uint8Array, signature: Uint8Array): boolean {
  // The formats carry no recovery id, so both are tried; recovery refuses a high s by itself.
  return recoversTo(address, digest, signature, 27) || recoversTo(address, digest, signature, 28)
}

function recoversTo(address: Address, digest: Uint8Array, signature: Uint8Array, v: number): boolean {
  try {
    return recoverAddress(digest, Uint8Array.of(...signature, v)) === address
  } catch {
    return false
  }
}
