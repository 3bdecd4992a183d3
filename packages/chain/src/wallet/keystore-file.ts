import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { link, mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CodedError, messageOf, type Random } from '@sonm/common'
import { fail, type Signer, signerFromPrivateKey, toHex } from '@sonm/model'
import { decryptKey, type EncryptOptions, encryptKey } from './keystore.ts'
import { MAX_FILE_LENGTH } from './keystore-format.ts'
import type { Password } from './password.ts'

/**
 * Writes a private key into a new V3 keystore file that its owner alone can read (0600). The file appears whole or not
 * at all, and never replaces another.
 * @throws KEYSTORE_EXISTS, KEY_INVALID
 */
export async function writeKeystore(
  path: string,
  privateKey: Uint8Array,
  password: Password,
  options: EncryptOptions,
): Promise<void> {
  await writeSecretFile(path, await encryptKey(privateKey, password, options), options.random)
}

/**
 * Writes what nobody else may read (0600) into a new file, which appears whole or not at all and never replaces another.
 * @throws KEYSTORE_EXISTS
 */
export async function writeSecretFile(path: string, content: string | Uint8Array, random: Random): Promise<void> {
  const temporary = `${path}.${toHex(random.bytes(6)).slice(2)}.tmp`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await link(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw fail('KEYSTORE_EXISTS', { path }, { cause: error })
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}

/**
 * Opens a V3 keystore file, ours or another program's.
 * @throws KEYSTORE_NOT_FOUND, KEYSTORE_INVALID, KEYSTORE_PASSWORD_WRONG, FILE_UNREADABLE
 */
export async function readKeystore(path: string, password: Password): Promise<Signer> {
  return signerFromPrivateKey(await decryptKey(readKeystoreFile(path), password, path))
}

/**
 * The text of a keystore file, sealed as it is. What is no plain file is not read at all, for some have no end.
 * @throws KEYSTORE_NOT_FOUND, KEYSTORE_INVALID, FILE_UNREADABLE
 */
export function readKeystoreFile(path: string): string {
  let opened: number | undefined
  try {
    // A pipe that nobody writes to must not hold the opening up.
    opened = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    if (!fstatSync(opened).isFile()) throw fail('FILE_UNREADABLE', { path, reason: 'it is no plain file' })
    return readToLimit(opened, path)
  } catch (cause) {
    if (cause instanceof CodedError) throw cause
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw fail('KEYSTORE_NOT_FOUND', { path }, { cause })
    throw fail('FILE_UNREADABLE', { path, reason: messageOf(cause) }, { cause })
  } finally {
    if (opened !== undefined) closeSync(opened)
  }
}

function readToLimit(opened: number, path: string): string {
  const buffer = Buffer.alloc(MAX_FILE_LENGTH + 1)
  let length = 0
  for (;;) {
    const count = readSync(opened, buffer, length, buffer.length - length, null)
    if (count === 0) return buffer.toString('utf8', 0, length)
    length += count
    if (length > MAX_FILE_LENGTH) throw fail('KEYSTORE_INVALID', { path, reason: 'it is too long' })
  }
}
