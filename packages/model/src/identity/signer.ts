import secp256k1 from 'secp256k1'
import { fail } from '../errors/catalog.ts'
import { type Address, keccak256, toHex } from './address.ts'

/** What can sign for one Ethereum key. */
export interface Signer {
  readonly address: Address
  /** The key's uncompressed public key: 0x04 and 64 bytes. */
  readonly publicKey: Uint8Array
  /** Signs a 32-byte digest; 65 bytes: r, s (low), v (27 or 28). */
  sign(digest: Uint8Array): Promise<Uint8Array>
}

/** A signer over a key held in memory. @throws KEY_INVALID unless it is 32 bytes in the curve's range. */
export function signerFromPrivateKey(privateKey: Uint8Array): Signer {
  if (privateKey.length !== 32 || !secp256k1.privateKeyVerify(privateKey)) throw fail('KEY_INVALID', {})
  const publicKey = secp256k1.publicKeyCreate(privateKey, false)
  return {
    address: addressOfPublicKey(publicKey),
    publicKey,
    async sign(digest) {
      const { signature, recid } = secp256k1.ecdsaSign(digest, privateKey)
      const out = new Uint8Array(65)
      out.set(signature)
      out[64] = 27 + recid
      return out
    },
  }
}

/** The address of an uncompressed public key (65 bytes). */
export function addressOfPublicKey(publicKey: Uint8Array): Address {
  return toHex(keccak256(publicKey.subarray(1)).subarray(12))
}

/** n / 2 of secp256k1: a signature with a larger s is a malleable twin and is refused (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * The address whose key signed this digest.
 * @param signature 65 bytes: r, s, v with v 27 or 28
 * @throws SIGNATURE_INVALID for any other length, another v, a high s, or a point off the curve
 */
export function recoverAddress(digest: Uint8Array, signature: Uint8Array): Address {
  const v = signature[64]
  if (signature.length !== 65 || (v !== 27 && v !== 28))
    throw fail('SIGNATURE_INVALID', { reason: 'it is not r, s, v' })
  if (BigInt(toHex(signature.subarray(32, 64))) > HALF_ORDER)
    throw fail('SIGNATURE_INVALID', { reason: 'its s is high' })
  try {
    return addressOfPublicKey(secp256k1.ecdsaRecover(signature.subarray(0, 64), v - 27, digest, false))
  } catch (cause) {
    throw fail('SIGNATURE_INVALID', { reason: 'it recovers to no key' }, { cause })
  }
}
