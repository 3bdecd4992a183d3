import { createCipheriv, createDecipheriv, pbkdf2, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Random } from '@sonm/common'
import { fail, keccak256, signerFromPrivateKey, toHex } from '@sonm/model'
import { type KeyDerivation, parseKeystore } from './keystore-format.ts'

export interface EncryptOptions {
  readonly random: Random
  /** Work to open the file: a power of two. 262,144 by default, as geth and ethers have it (0.6 s, 256 MiB); tests take 2. */
  readonly scryptN?: number
}

const derivePbkdf2 = promisify(pbkdf2)
const deriveScrypt = promisify<string, Uint8Array, number, ScryptOptions, Buffer>(scrypt)

/**
 * A private key under a password, as a V3 keystore (Web3 Secret Storage): scrypt and AES-128-CTR.
 * @throws KEY_INVALID
 */
export async function encryptKey(privateKey: Uint8Array, password: string, options: EncryptOptions): Promise<string> {
  const { address } = signerFromPrivateKey(privateKey)
  const n = options.scryptN ?? 262_144
  const [salt, iv] = [options.random.bytes(32), options.random.bytes(16)]
  const derived = await derive({ kind: 'scrypt', n, r: 8, p: 1, salt }, password.normalize('NFKC'))
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(privateKey), cipher.final()])
  const hex = (bytes: Uint8Array) => toHex(bytes).slice(2)
  return JSON.stringify({
    version: 3,
    id: uuid(options.random),
    address: address.slice(2),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: hex(iv) },
      ciphertext: hex(ciphertext),
      kdf: 'scrypt',
      kdfparams: { dklen: 32, n, r: 8, p: 1, salt: hex(salt) },
      mac: hex(macOf(derived, ciphertext)),
    },
  })
}

/**
 * The private key in a V3 keystore.
 * @param path names the file in errors
 * @throws KEYSTORE_INVALID, KEYSTORE_PASSWORD_WRONG
 */
export async function decryptKey(json: string, password: string, path: string): Promise<Uint8Array> {
  const stored = parseKeystore(json, path)
  // ethers normalises passwords and geth does not; they differ for letters with accents and the like alone.
  for (const candidate of new Set([password.normalize('NFKC'), password])) {
    const derived = await derive(stored.derivation, candidate)
    if (!timingSafeEqual(macOf(derived, stored.ciphertext), stored.mac)) continue
    const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), stored.iv)
    const key = new Uint8Array(Buffer.concat([decipher.update(stored.ciphertext), decipher.final()]))
    checkKey(key, stored.address, path)
    return key
  }
  throw fail('KEYSTORE_PASSWORD_WRONG', { path })
}

function checkKey(key: Uint8Array, address: string | undefined, path: string): void {
  let actual: string
  try {
    actual = signerFromPrivateKey(key).address
  } catch (cause) {
    throw fail('KEYSTORE_INVALID', { path, reason: 'what it holds is no private key' }, { cause })
  }
  if (address !== undefined && address !== actual) {
    throw fail('KEYSTORE_INVALID', { path, reason: 'its key belongs to another address than it says' })
  }
}

function derive(derivation: KeyDerivation, password: string): Promise<Buffer> {
  if (derivation.kind === 'pbkdf2') return derivePbkdf2(password, derivation.salt, derivation.rounds, 32, 'sha256')
  const { n, r, p, salt } = derivation
  // Node refuses what takes more than `maxmem`; scrypt needs 128 * r * (n + p + 2) bytes.
  return deriveScrypt(password, salt, 32, { N: n, r, p, maxmem: 128 * r * (n + p + 2) + 1_048_576 })
}

function macOf(derived: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  return keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext]))
}

/** Version 4: random. */
function uuid(random: Random): string {
  const bytes = random.bytes(16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return toHex(bytes)
    .slice(2)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
