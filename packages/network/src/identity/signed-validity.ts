import { createHash } from 'node:crypto'
import type { Address, Signer } from '@sonm/model'
import { DerError } from './der.ts'
import { isSignedBy, readSignature, writeSignature } from './signature.ts'

/** The certificate extension with the Ethereum key's signature over the validity; beside the one of libp2p, which numbers its own from 1. */
export const SIGNED_VALIDITY_OID = '1.3.6.1.4.1.53594.1.15010'

/** When a certificate may be used, as it says itself; whole seconds. */
export interface Validity {
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

const DOMAIN = new TextEncoder().encode('sonm-tls-validity:')

/**
 * What the Ethereum key signs, by its SHA-256. The signed key of libp2p has no time in it: whoever has stolen a TLS key could
 * sign new certificates with it, and show the old signature in them, for ever.
 *
 *     18 bytes  "sonm-tls-validity:"
 *     32 bytes  SHA-256 of the certificate's key (DER of its SubjectPublicKeyInfo)
 *      8 bytes  notBefore in Unix seconds, big-endian, signed
 *      8 bytes  notAfter, likewise
 */
export function validitySigningBytes(spki: Uint8Array, { notBeforeMs, notAfterMs }: Validity): Uint8Array {
  const times = new DataView(new ArrayBuffer(16))
  times.setBigInt64(0, BigInt(notBeforeMs / 1000))
  times.setBigInt64(8, BigInt(notAfterMs / 1000))
  return Uint8Array.of(...DOMAIN, ...sha256(spki), ...new Uint8Array(times.buffer))
}

/** Signs when the certificate of this key may be used, and encodes the extension: the DER signature. */
export async function makeSignedValidity(signer: Signer, spki: Uint8Array, validity: Validity): Promise<Uint8Array> {
  return writeSignature(await signer.sign(sha256(validitySigningBytes(spki, validity))))
}

/** @throws DerError unless the extension proves that this address signed this validity of this key */
export function verifySignedValidity(
  extension: Uint8Array,
  signed: { address: Address; spki: Uint8Array; validity: Validity },
): void {
  const digest = sha256(validitySigningBytes(signed.spki, signed.validity))
  if (!isSignedBy(signed.address, digest, readSignature(extension))) {
    throw new DerError('the Ethereum key did not sign the time of this certificate')
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
