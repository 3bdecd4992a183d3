import { createCipheriv, pbkdf2, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { scryptAsync } from '@noble/hashes/scrypt.js'
import type { Random } from '@sonm/common'
import { type Address, fail, keccak256, signerFromPrivateKey, toHex } from '@sonm/model'
import { type KeyDerivation, parseKeystore, type StoredMnemonic } from './keystore-format.ts'
import { deriveKey } from './mnemonic.ts'
import { type Password, passwordForms, wipe } from './password.ts'

export interface EncryptOptions {
  readonly random: Random
  /** Work to open the file: a power of two. 262,144 by default, as geth and ethers have it (0.6 s, 256 MiB); tests take 2. */
  readonly scryptN?: number
}

/** What a keystore holds. Whoever gets one wipes it when he has done with it: `wipeSecret`. */
export interface AccountSecret {
  readonly privateKey: Uint8Array
  /** What the key was derived from, where that is known. */
  readonly mnemonic?: MnemonicSecret
}

export interface MnemonicSecret {
  readonly entropy: Uint8Array
  readonly path: string
  /** The key is not at this path without a passphrase, which is kept nowhere. */
  readonly hasPassphrase: boolean
}

const derivePbkdf2 = promisify(pbkdf2)
const deriveScrypt = promisify<Uint8Array, Uint8Array, number, ScryptOptions, Buffer>(scrypt)
/** 16 bytes to encrypt, 16 for the checksum, and, as ethers has it, 32 more to encrypt the mnemonic. */
const DERIVED_BYTES = 64

export function wipeSecret({ privateKey, mnemonic }: AccountSecret): void {
  wipe(privateKey, mnemonic?.entropy)
}

/**
 * A private key under a password, as a V3 keystore (Web3 Secret Storage): scrypt and AES-128-CTR.
 * @throws KEY_INVALID
 */
export function encryptKey(privateKey: Uint8Array, password: Password, options: EncryptOptions): Promise<string> {
  return encryptAccount({ privateKey }, password, options)
}

/**
 * The same with the mnemonic that the key comes from, as ethers adds it to a keystore: other programs pass it over.
 * @throws KEY_INVALID
 */
export async function encryptAccount(
  { privateKey, mnemonic }: AccountSecret,
  password: Password,
  options: EncryptOptions,
): Promise<string> {
  const { address } = signerFromPrivateKey(privateKey)
  const n = options.scryptN ?? 262_144
  const [salt, iv, counter] = [options.random.bytes(32), options.random.bytes(16), options.random.bytes(16)]
  const forms = passwordForms(password)
  const derived = await derive({ kind: 'scrypt', n, r: 8, p: 1, salt }, forms[0]!)
  try {
    const ciphertext = applyCtr('aes-128-ctr', derived.subarray(0, 16), iv, privateKey)
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
      ...(mnemonic && {
        'x-ethers': {
          client: 'sonm',
          version: '0.1',
          locale: 'en',
          path: mnemonic.path,
          mnemonicCounter: hex(counter),
          mnemonicCiphertext: hex(applyCtr('aes-256-ctr', derived.subarray(32, 64), counter, mnemonic.entropy)),
        },
      }),
    })
  } finally {
    wipe(derived, ...forms)
  }
}

/**
 * The private key in a V3 keystore.
 * @param path names the file in errors
 * @throws KEYSTORE_INVALID, KEYSTORE_PASSWORD_WRONG
 */
export async function decryptKey(json: string, password: Password, path: string): Promise<Uint8Array> {
  const { privateKey, mnemonic } = await decryptAccount(json, password, path)
  wipe(mnemonic?.entropy)
  return privateKey
}

/**
 * All that a V3 keystore holds.
 * @param path names the file in errors
 * @throws KEYSTORE_INVALID, KEYSTORE_PASSWORD_WRONG
 */
export async function decryptAccount(json: string, password: Password, path: string): Promise<AccountSecret> {
  const stored = parseKeystore(json, path)
  const forms = passwordForms(password)
  try {
    for (const candidate of forms) {
      const derived = await derive(stored.derivation, candidate)
      try {
        if (!timingSafeEqual(macOf(derived, stored.ciphertext), stored.mac)) continue
        const privateKey = applyCtr('aes-128-ctr', derived.subarray(0, 16), stored.iv, stored.ciphertext)
        checkKey(privateKey, stored.address, path)
        const mnemonic = stored.mnemonic && (await openMnemonic(stored.mnemonic, derived, privateKey))
        return mnemonic ? { privateKey, mnemonic } : { privateKey }
      } finally {
        wipe(derived)
      }
    }
  } finally {
    wipe(...forms)
  }
  throw fail('KEYSTORE_PASSWORD_WRONG', { path })
}

/**
 * What a keystore tells without its password.
 * @throws KEYSTORE_INVALID
 */
export function describeKeystore(
  json: string,
  path: string,
): { readonly address: Address | undefined; readonly derivationPath: string | undefined } {
  const { address, mnemonic } = parseKeystore(json, path)
  return { address, derivationPath: mnemonic?.path }
}

async function openMnemonic(
  { ciphertext, counter, path }: StoredMnemonic,
  derived: Uint8Array,
  privateKey: Uint8Array,
): Promise<MnemonicSecret> {
  const entropy = applyCtr('aes-256-ctr', derived.subarray(32, 64), counter, ciphertext)
  const plain = await deriveKey(entropy, '', path)
  const hasPassphrase = !timingSafeEqual(plain, privateKey)
  wipe(plain)
  return { entropy, path, hasPassphrase }
}

/** Encrypts, and decrypts: in this mode both are the same. The result is no part of a shared buffer, so it can be wiped. */
function applyCtr(cipher: string, key: Uint8Array, iv: Uint8Array, input: Uint8Array): Uint8Array {
  const running = createCipheriv(cipher, key, iv)
  const output = running.update(input)
  running.final()
  const own = Uint8Array.from(output)
  wipe(output)
  return own
}

const hex = (bytes: Uint8Array) => toHex(bytes).slice(2)

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

function derive(derivation: KeyDerivation, password: Uint8Array): Promise<Uint8Array> {
  if (derivation.kind === 'pbkdf2') {
    return derivePbkdf2(password, derivation.salt, derivation.rounds, DERIVED_BYTES, 'sha256')
  }
  const { n, r, p, salt } = derivation
  // Node and noble refuse what takes more than `maxmem`; scrypt needs 128 * r * (n + p + 2) bytes.
  const maxmem = 128 * r * (n + p + 2) + 1_048_576
  // RFC 7914 wants n below this, and OpenSSL refuses the rest; but the example of the keystore's own specification is one of the rest.
  if (n >= 2 ** (16 * r)) return scryptAsync(password, salt, { N: n, r, p, dkLen: DERIVED_BYTES, maxmem })
  return deriveScrypt(password, salt, DERIVED_BYTES, { N: n, r, p, maxmem })
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
