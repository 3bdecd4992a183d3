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
import { Command, Option } from 'commander'
import { type Account, addAccount, checkNewName } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import { readSecret } from '../../home/secret-source.ts'
import { homeOf, type OutputOptions, print, readDescriptor, withExamples, withOutput } from '../common.ts'
import { type CreateTools, madeMessage, madeText, readIndex } from './create.ts'
import { type Dialog, terminalDialog } from './dialog.ts'
import {
  newPassword,
  type PassphraseOptions,
  type PasswordOptions,
  passwordSource,
  readPassphrase,
  withPassphrase,
  withPassword,
} from './secrets.ts'

interface ImportOptions extends OutputOptions, PasswordOptions, PassphraseOptions {
  readonly from: 'keystore' | 'key' | 'mnemonic'
  readonly file?: string
  readonly fd?: number
  readonly index?: number
}

export function importCommand(): Command {
  const command = withPassphrase(
    withPassword(withOutput(new Command('import')), 'the password of the account; that of a keystore stays the same'),
  )
    .description('Bring in an account that was made elsewhere.')
    .argument('<name>', 'what to call it')
    .addOption(
      new Option('--from <kind>', 'what it comes from').choices(['keystore', 'key', 'mnemonic']).makeOptionMandatory(),
    )
    .option('--file <file>', 'the file with the keystore, the key or the words (default: keys and words are asked for)')
    .option('--fd <number>', 'a descriptor to read the key or the words from, such as 3', readDescriptor)
    .option('--index <number>', 'of a mnemonic: which of its accounts (default: 0)', readIndex)
    .action(async (name: string, options: ImportOptions) => {
      const account = await importAccount(homeOf(options), name, options, terminalDialog)
      print(options, madeMessage({ account }), () => madeText({ account }))
    })
  return withExamples(
    command,
    'sonm wallet import savings --from mnemonic',
    'sonm wallet import third --from mnemonic --index 2 --passphrase',
    'sonm wallet import geth --from keystore --file UTC--2026-11-25T10-00-00.000Z--5aae…eaed',
    'sonm wallet import robot --from key --file key.txt --password-file password.txt',
  )
}

/** @throws KEY_INVALID, MNEMONIC_INVALID, KEYSTORE_INVALID, KEYSTORE_PASSWORD_WRONG, ACCOUNT_EXISTS, SECRET_NEEDED */
export async function importAccount(
  home: Home,
  name: string,
  options: Omit<ImportOptions, keyof OutputOptions>,
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
type Wish = Omit<ImportOptions, keyof OutputOptions>

/** The keystore is opened, so that it is sure to open later, and sealed anew under the same password at the usual cost. */
async function fromKeystore(options: Wish, dialog: Dialog): Promise<Imported> {
  const { file } = options
  if (file === undefined) throw fail('USAGE', { reason: 'give the keystore with --file' })
  const json = await readKeystoreFile(file)
  const password = await readSecret(passwordSource(options), {
    what: `The password of ${file}`,
    options: '--password-file or --password-fd',
    ask: dialog.askSecret,
    note: dialog.note,
  })
  return { secret: await decryptAccount(json, password, file), password }
}

async function fromSecret(name: string, options: Wish, dialog: Dialog): Promise<Imported> {
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

async function readMnemonic(given: Uint8Array, options: Wish, dialog: Dialog): Promise<AccountSecret> {
  const entropy = wordsToEntropy(new TextDecoder().decode(given))
  const passphrase = await readPassphrase(options, dialog)
  const path = accountPath(options.index ?? 0)
  const privateKey = await deriveKey(entropy, passphrase, path)
  return { privateKey, mnemonic: { entropy, path, hasPassphrase: passphrase !== '' } }
}
