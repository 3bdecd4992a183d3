import {
  type AccountSecret,
  accountPath,
  decryptAccount,
  deriveKey,
  readKeystoreFile,
  wipe,
  wipeSecret,
  wordsToEntropy,
} from '@sonm/chain'
import { fail, fromHex } from '@sonm/model'
import { type Account, addAccount, checkNewName } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import { readSecret } from '../../home/secret-source.ts'
import type { CreateTools } from './create-account.ts'
import type { Dialog } from './dialog.ts'
import { type PassphraseOptions, type PasswordOptions, passwordSource } from './secret-options.ts'
import { newPassword, readPassphrase } from './secrets.ts'

export interface ImportWish extends PasswordOptions, PassphraseOptions {
  readonly from: 'keystore' | 'key' | 'mnemonic'
  readonly file?: string
  readonly fd?: number
  readonly index?: number
}

/** @throws KEY_INVALID, MNEMONIC_INVALID, KEYSTORE_INVALID, KEYSTORE_NOT_FOUND, KEYSTORE_PASSWORD_WRONG, FILE_UNREADABLE, ACCOUNT_EXISTS, SECRET_NEEDED */
export async function importAccount(
  home: Home,
  name: string,
  options: ImportWish,
  dialog: Dialog,
  tools: CreateTools = {},
): Promise<Account> {
  checkNewName(home, name)
  const { secret, password } = await (options.from === 'keystore'
    ? fromKeystore(options, dialog)
    : fromSecret(name, options, dialog))
  try {
    return await addAccount(home, name, secret, password, tools)
  } finally {
    wipeSecret(secret)
    wipe(password)
  }
}

type Imported = { readonly secret: AccountSecret; readonly password: Uint8Array }
/** The keystore is opened, so that it is sure to open later, and sealed anew under the same password at the usual cost. */
async function fromKeystore(options: ImportWish, dialog: Dialog): Promise<Imported> {
  const { file } = options
  if (file === undefined) throw fail('USAGE', { reason: 'give the keystore with --file' })
  const json = readKeystoreFile(file)
  const password = await readSecret(passwordSource(options), {
    what: `The password of ${file}`,
    options: '--password-file or --password-fd',
    ask: dialog.askSecret,
    note: dialog.note,
  })
  return { secret: await decryptAccount(json, password, file), password }
}

async function fromSecret(name: string, options: ImportWish, dialog: Dialog): Promise<Imported> {
  const what = options.from === 'key' ? 'The private key' : 'The mnemonic'
  const wish = { what, options: '--file or --fd', ask: dialog.askSecret, note: dialog.note }
  const given = await readSecret({ file: options.file, fd: options.fd }, wish)
  try {
    const secret = options.from === 'key' ? { privateKey: readKey(given) } : await readMnemonic(given, options, dialog)
    const of = `A password for '${name}'`
    return {
      secret,
      password: await newPassword(of, '--password-file or --password-fd', passwordSource(options), dialog),
    }
  } finally {
    wipe(given)
  }
}

/** 64 hex digits. @throws KEY_INVALID, which repeats none of them */
function readKey(given: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(given).trim().replace(/^0x/, '')
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw fail('KEY_INVALID', {})
  return fromHex(`0x${text}`)
}

async function readMnemonic(given: Uint8Array, options: ImportWish, dialog: Dialog): Promise<AccountSecret> {
  const entropy = wordsToEntropy(new TextDecoder().decode(given))
  const passphrase = await readPassphrase(options, dialog)
  const path = accountPath(options.index ?? 0)
  const privateKey = await deriveKey(entropy, passphrase, path)
  return { privateKey, mnemonic: { entropy, path, hasPassphrase: passphrase !== '' } }
}
