import { type Address, fail, fromHex, type Hex } from '@sonm/model'
import { isAccountPath } from './mnemonic.ts'

export type KeyDerivation =
  | { readonly kind: 'scrypt'; readonly n: number; readonly r: number; readonly p: number; readonly salt: Uint8Array }
  | { readonly kind: 'pbkdf2'; readonly rounds: number; readonly salt: Uint8Array }

export interface StoredKey {
  readonly derivation: KeyDerivation
  readonly iv: Uint8Array
  readonly ciphertext: Uint8Array
  readonly mac: Uint8Array
  /** Some programs leave it out. */
  readonly address: Address | undefined
  /** As ethers keeps it; undefined: the file has none, or none that can be read. */
  readonly mnemonic: StoredMnemonic | undefined
}

export interface StoredMnemonic {
  readonly ciphertext: Uint8Array
  readonly counter: Uint8Array
  readonly path: string
}

/** In bytes. A real file has about 500. */
export const MAX_FILE_LENGTH = 65_536
/** Twice what geth and ethers use: a file must not be able to eat the machine's memory. */
const MAX_SCRYPT_MEMORY_BYTES = 512 * 2 ** 20
/** Eight times the work of the usual parameters: some seconds. */
const MAX_SCRYPT_WORK = 2 ** 24
/** Twenty times the usual rounds. */
const MAX_PBKDF2_ROUNDS = 5_000_000

/**
 * Reads the fields of a V3 keystore and refuses what no real one has, before any work is done for it.
 * @throws KEYSTORE_INVALID
 */
export function parseKeystore(json: string, path: string): StoredKey {
  const invalid = (reason: string, cause?: unknown) => fail('KEYSTORE_INVALID', { path, reason }, { cause })
  if (json.length > MAX_FILE_LENGTH) throw invalid('it is too long')
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (cause) {
    throw invalid('it is no JSON, or was cut off', cause)
  }
  const object = (value: unknown, name: string): Record<string, unknown> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${name} is missing`)
    // Ethers writes `Crypto`, geth `crypto`: names are compared without case.
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toLowerCase(), entry]))
  }
  const bytes = (value: unknown, name: string, minLength: number, maxLength = minLength): Uint8Array => {
    if (typeof value !== 'string' || !/^(0x)?([0-9a-f]{2})*$/i.test(value)) throw invalid(`${name} is no hex`)
    const found = fromHex(`0x${value.replace(/^0x/i, '')}`)
    if (found.length < minLength || found.length > maxLength) throw invalid(`${name} has ${found.length} bytes`)
    return found
  }
  const whole = (value: unknown, name: string): number => {
    if (!Number.isSafeInteger(value) || (value as number) < 1) throw invalid(`${name} is no positive whole number`)
    return value as number
  }

  const file = object(parsed, 'the content')
  if (file.version !== 3) throw invalid(`its version is ${String(file.version).slice(0, 20)}, not 3`)
  const crypto = object(file.crypto, 'crypto')
  if (crypto.cipher !== 'aes-128-ctr') throw invalid('its cipher is not aes-128-ctr')
  const parameters = object(crypto.kdfparams, 'kdfparams')
  if (parameters.dklen !== 32) throw invalid('dklen is not 32')
  const salt = bytes(parameters.salt, 'salt', 0, 1024)
  return {
    derivation: readDerivation(),
    iv: bytes(object(crypto.cipherparams, 'cipherparams').iv, 'iv', 16),
    ciphertext: bytes(crypto.ciphertext, 'ciphertext', 32),
    mac: bytes(crypto.mac, 'mac', 32),
    address: file.address === undefined ? undefined : readAddress(file.address),
    mnemonic: readMnemonic(),
  }

  /** The key is what counts: a mnemonic that cannot be read keeps nobody from opening it. */
  function readMnemonic(): StoredMnemonic | undefined {
    try {
      const kept = object(file['x-ethers'], 'x-ethers')
      const { version, locale = 'en', path } = kept
      if (version !== '0.1' || locale !== 'en' || typeof path !== 'string' || !isAccountPath(path)) return undefined
      const ciphertext = bytes(kept.mnemonicciphertext, 'mnemonicCiphertext', 16, 32)
      if (ciphertext.length % 4 !== 0) return undefined
      return { ciphertext, counter: bytes(kept.mnemoniccounter, 'mnemonicCounter', 16), path }
    } catch {
      return undefined
    }
  }

  function readDerivation(): KeyDerivation {
    if (crypto.kdf === 'pbkdf2') {
      if (parameters.prf !== 'hmac-sha256') throw invalid('prf is not hmac-sha256')
      const rounds = whole(parameters.c, 'c')
      if (rounds > MAX_PBKDF2_ROUNDS) throw invalid(`${rounds} rounds of pbkdf2 are absurd`)
      return { kind: 'pbkdf2', rounds, salt }
    }
    if (crypto.kdf !== 'scrypt') throw invalid('its kdf is neither scrypt nor pbkdf2')
    const [n, r, p] = [whole(parameters.n, 'n'), whole(parameters.r, 'r'), whole(parameters.p, 'p')]
    if (n < 2 || !Number.isInteger(Math.log2(n))) throw invalid('n is no power of two')
    if (128 * n * r > MAX_SCRYPT_MEMORY_BYTES) throw invalid(`scrypt with n ${n} and r ${r} would eat the memory`)
    if (n * r * p > MAX_SCRYPT_WORK) throw invalid(`scrypt with n ${n}, r ${r} and p ${p} would take minutes`)
    return { kind: 'scrypt', n, r, p, salt }
  }

  function readAddress(value: unknown): Address {
    return `0x${Buffer.from(bytes(value, 'address', 20)).toString('hex')}` satisfies Hex
  }
}
