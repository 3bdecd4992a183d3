import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKeystore, writeKeystore } from '@sonm/chain'
import { messageOf, systemRandom } from '@sonm/common'
import { fail, type Signer, toHex } from '@sonm/model'
import type { Home } from './home.ts'

/**
 * scrypt's cost for a key whose password is 256 random bits of our own making: stretching cannot make that harder to
 * guess, and a daemon starts without a second of work. A password that a person chose gets the standard cost.
 */
const SCRYPT_N_RANDOM_PASSWORD = 4096

/**
 * The key of a role. On first use it is made, with a random password in a file beside it that the owner alone can read:
 * a daemon has to start without anybody at the keyboard.
 * @param passwordFile a file with the password of an existing keystore, instead of the one beside it
 * @throws KEYSTORE_PASSWORD_WRONG, KEYSTORE_INVALID, FILE_UNREADABLE
 */
export async function roleSigner(home: Home, name: string, passwordFile?: string): Promise<Signer> {
  const folder = home.roleFolder(name)
  const keyFile = join(folder, 'key.json')
  const ownPasswordFile = join(folder, 'password')
  if (!existsSync(keyFile)) {
    const password = passwordFile ? readPassword(passwordFile) : toHex(systemRandom.bytes(32)).slice(2)
    if (!passwordFile) writeFileSync(ownPasswordFile, `${password}\n`, { mode: 0o600 })
    await writeKeystore(keyFile, systemRandom.bytes(32), password, {
      random: systemRandom,
      ...(passwordFile ? {} : { scryptN: SCRYPT_N_RANDOM_PASSWORD }),
    })
  }
  return await readKeystore(keyFile, readPassword(passwordFile ?? ownPasswordFile))
}

function readPassword(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw fail('FILE_UNREADABLE', { path, reason: messageOf(cause) }, { cause })
  }
}
