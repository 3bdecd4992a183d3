import { createHash, ECDH } from 'node:crypto'
import { type Address, addressOfPublicKey, type Signer } from '@sonm/model'
import { DerError, readDer, readDerList, Tag, writeDer } from './der.ts'
import { isSignedBy, readSignature, writeSignature } from './signature.ts'

/** The certificate extension of the libp2p TLS handshake specification. */
export const SIGNED_KEY_OID = '1.3.6.1.4.1.53594.1.1'

/** What the extension holds: an Ethereum key, and its signature over the certificate's own key. */
export interface SignedKey {
  /** Uncompressed: 0x04 and 64 bytes. */
  readonly publicKey: Uint8Array
  /** r and s, 32 bytes each; s is low. */
  readonly signature: Uint8Array
}

/** The protobuf message PublicKey { KeyType type = 1 (Secp256k1 = 2); bytes data = 2 } with a 33-byte key, in its one canonical form. */
const PUBLIC_KEY_PREFIX = Uint8Array.of(0x08, 0x02, 0x12, 0x21)

/** Signs `spki` (the DER of the certificate's public key) and encodes the extension. */
export async function makeSignedKey(signer: Signer, spki: Uint8Array): Promise<Uint8Array> {
  const signature = await signer.sign(messageDigest(spki))
  return encodeSignedKey({ publicKey: signer.publicKey, signature: signature.subarray(0, 64) })
}

/** The address whose key signed `spki`, if the extension proves it. @throws DerError, CodedError */
export function verifySignedKey(extension: Uint8Array, spki: Uint8Array): Address {
  const { publicKey, signature } = decodeSignedKey(extension)
  const address = addressOfPublicKey(publicKey)
  if (!isSignedBy(address, messageDigest(spki), signature)) {
    throw new DerError('the Ethereum key did not sign this certificate')
  }
  return address
}

function messageDigest(spki: Uint8Array): Uint8Array {
  return createHash('sha256').update('libp2p-tls-handshake:').update(spki).digest()
}

export function encodeSignedKey({ publicKey, signature }: SignedKey): Uint8Array {
  const compressed = Buffer.from(publicKey.subarray(0, 33))
  compressed[0] = 2 + (publicKey[64]! & 1)
  return writeDer(
    Tag.sequence,
    writeDer(Tag.octetString, PUBLIC_KEY_PREFIX, compressed),
    writeDer(Tag.octetString, writeSignature(signature)),
  )
}

/** @throws DerError for anything but the one encoding that `encodeSignedKey` makes, and for a key that is no point of the curve */
export function decodeSignedKey(extension: Uint8Array): SignedKey {
  const [key, signature, ...rest] = readDerList(readDer(extension, Tag.sequence))
  if (key?.tag !== Tag.octetString || signature?.tag !== Tag.octetString || rest.length > 0) {
    throw new DerError('the extension is not a signed key')
  }
  return { publicKey: decodePublicKey(key.content), signature: readSignature(signature.content) }
}

function decodePublicKey(message: Uint8Array): Uint8Array {
  const prefix = message.subarray(0, PUBLIC_KEY_PREFIX.length)
  const compressed = message.subarray(PUBLIC_KEY_PREFIX.length)
  const sign = compressed[0]
  if (Buffer.compare(prefix, PUBLIC_KEY_PREFIX) !== 0 || compressed.length !== 33 || (sign !== 2 && sign !== 3)) {
    throw new DerError('the key is not a compressed secp256k1 key')
  }
  try {
    return new Uint8Array(ECDH.convertKey(compressed, 'secp256k1', undefined, undefined, 'uncompressed') as Buffer)
  } catch (cause) {
    throw new DerError('the key is no point of the curve', { cause })
  }
}
