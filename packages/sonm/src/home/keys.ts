import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKeystore, wipe, writeKeystore } from '@sonm/chain/wallet'
import { systemRandom } from '@sonm/common'
import { fail, type Signer, toHex } from '@sonm/model'
import { terminal } from '../output/print.ts'
import { askSecret } from '../output/secret-prompt.ts'
import { accountInUse, findAccount } from './accounts.ts'
import type { Home } from './home.ts'
import { refuseExposed, warnExposed } from './private-file.ts'
import { readSecret, type SecretSource } from './secret-source.ts'
import { whyUnreadable } from './why-unreadable.ts'

/**
 * scrypt's cost for a key whose password is 256 random bits of our own making: stretching cannot make that harder to
 * guess, and a daemon starts without a second of work. A password that a person chose gets the standard cost.
 */
const SCRYPT_N_RANDOM_PASSWORD = 4096

/**
 * The key of a role: the account that its user has put in use, or its own. That is made on first use, with a random password
 * in a file beside it that the owner alone can read: a daemon has to start without anybody at the keyboard.
 * @param given where the password is to be had, instead of beside the key; an account's is asked for where there is a terminal
 * @throws KEYSTORE_PASSWORD_WRONG, KEYSTORE_INVALID, FILE_UNREADABLE, SECRET_NEEDED, SECRET_EXPOSED, ACCOUNT_UNKNOWN
 */
export async function roleSigner(home: Home, name: string, given: SecretSource = {}): Promise<Signer> {
  const inUse = accountInUse(home, name)
  if (inUse !== undefined) return openWith(findAccount(home, inUse).file, await askedPassword(inUse, given))
  const folder = home.roleFolder(name)
  const keyFile = join(folder, 'key.json')
  const passwordFile = join(folder, 'password')
  const isGiven = given.file !== undefined || given.fd !== undefined
  if (!existsSync(keyFile))
    return makeKey(keyFile, isGiven ? await askedPassword(name, given) : undefined, passwordFile)
  return openWith(keyFile, isGiven ? await askedPassword(name, given) : passwordBeside(passwordFile))
}

async function makeKey(keyFile: string, given: Uint8Array | undefined, passwordFile: string): Promise<Signer> {
  const password = given ?? new TextEncoder().encode(toHex(systemRandom.bytes(32)).slice(2))
  if (!given) writeFileSync(passwordFile, `${new TextDecoder().decode(password)}\n`, { mode: 0o600, flush: true })
  const key = systemRandom.bytes(32)
  try {
    const cost = given ? {} : { scryptN: SCRYPT_N_RANDOM_PASSWORD }
    await writeKeystore(keyFile, key, password, { random: systemRandom, ...cost })
    return await readKeystore(keyFile, password)
  } finally {
    wipe(key, password)
  }
}

async function openWith(keyFile: string, password: Uint8Array): Promise<Signer> {
  try {
    warnExposed(keyFile, terminal.note)
    return await readKeystore(keyFile, password)
  } finally {
    wipe(password)
  }
}

function askedPassword(name: string, given: SecretSource): Promise<Uint8Array> {
  return readSecret(given, {
    what: `The password of '${name}'`,
    options: '--password-file or --password-fd',
    ask: askSecret(),
    note: terminal.note,
  })
}

/** The password that a role has made for its own key. @throws FILE_UNREADABLE, SECRET_EXPOSED */
export function passwordBeside(path: string): Uint8Array {
  try {
    refuseExposed(path)
    const content = readFileSync(path)
    const password = new TextEncoder().encode(content.toString('utf8').replace(/\r?\n$/, ''))
    wipe(content)
    return password
  } catch (cause) {
    if ((cause as { code?: string }).code === 'SECRET_EXPOSED') throw cause
    throw fail('FILE_UNREADABLE', { path, reason: whyUnreadable(cause) }, { cause })
  }
}
