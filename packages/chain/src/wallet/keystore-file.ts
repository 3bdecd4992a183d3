import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fail, type Signer, signerFromPrivateKey, toHex } from '@sonm/model'
import { decryptKey, type EncryptOptions, encryptKey } from './keystore.ts'

/**
 * Writes a private key into a new V3 keystore file that its owner alone can read (0600). The file appears whole or not
 * at all, and never replaces another.
 * @throws KEYSTORE_EXISTS, KEY_INVALID
 */
export async function writeKeystore(
  path: string,
  privateKey: Uint8Array,
  password: string,
  options: EncryptOptions,
): Promise<void> {
  const json = await encryptKey(privateKey, password, options)
  const temporary = `${path}.${toHex(options.random.bytes(6)).slice(2)}.tmp`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(json)
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
 * @throws KEYSTORE_NOT_FOUND, KEYSTORE_INVALID, KEYSTORE_PASSWORD_WRONG
 */
export async function readKeystore(path: string, password: string): Promise<Signer> {
  let json: string
  try {
    json = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') throw fail('KEYSTORE_NOT_FOUND', { path }, { cause })
    throw cause
  }
  const key = await decryptKey(json, password, path)
  return signerFromPrivateKey(key)
}
