import {
  accountPath,
  createEntropy,
  deriveKey,
  entropyToWords,
  type MnemonicSecret,
  type Password,
  wipe,
  wipeSecret,
} from '@sonm/chain'
import { type Random, systemRandom } from '@sonm/common'
import { checksumAddress, fail, signerFromPrivateKey } from '@sonm/model'
import { type Account, addAccount, checkNewName, findAccount, listAccounts, openAccount } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import type { Dialog } from './dialog.ts'
import { type PassphraseOptions, type PasswordOptions, passwordSource } from './secret-options.ts'
import { existingPassword, newPassword, readPassphrase } from './secrets.ts'
import { haveWrittenDown } from './write-down.ts'

export interface CreateWish extends PasswordOptions, PassphraseOptions {
  readonly words: '12' | '24'
  readonly from?: string
  readonly index?: number
}

export interface MadeAccount {
  readonly account: Account
  /** Where nobody could be shown it: the caller has to keep it. */
  readonly mnemonic?: string
}

/** Costs that tests save, and the chance that they choose. */
export interface CreateTools {
  readonly random?: Random
  readonly scryptN?: number
}

/** Makes an account; nothing is kept of one that was not written down. */
export async function createAccount(
  home: Home,
  name: string,
  options: CreateWish,
  dialog: Dialog,
  tools: CreateTools = {},
): Promise<MadeAccount> {
  checkNewName(home, name)
  if (options.from !== undefined)
    return { account: await nextAccount(home, name, options.from, options, dialog, tools) }
  const password = await newPassword(
    `A password for '${name}'`,
    '--password-file or --password-fd',
    passwordSource(options),
    dialog,
  )
  const random = tools.random ?? systemRandom
  const entropy = createEntropy(options.words === '24' ? 24 : 12, random)
  try {
    const passphrase = await readPassphrase(options, dialog)
    const mnemonic = entropyToWords(entropy)
    if (dialog.askSecret) await haveWrittenDown(mnemonic, dialog, random)
    const path = accountPath(options.index ?? 0)
    const account = await derivedAccount(
      home,
      name,
      { entropy, path, hasPassphrase: passphrase !== '' },
      passphrase,
      password,
      tools,
    )
    return dialog.askSecret ? { account } : { account, mnemonic }
  } finally {
    wipe(entropy, password)
  }
}

/** @throws MNEMONIC_MISSING, SECRET_INVALID when the passphrase is not that of the account */
async function nextAccount(
  home: Home,
  name: string,
  from: string,
  options: CreateWish,
  dialog: Dialog,
  tools: CreateTools,
): Promise<Account> {
  const source = findAccount(home, from)
  // Before a password is asked for that would be of no use.
  if (source.derivationPath === undefined) throw fail('MNEMONIC_MISSING', { name: from })
  const password = await existingPassword(source, passwordSource(options), dialog)
  try {
    const secret = await openAccount(source, password)
    try {
      const { mnemonic } = secret
      if (!mnemonic) throw fail('MNEMONIC_MISSING', { name: from })
      const wanted = mnemonic.hasPassphrase && !options.passphraseFile && options.passphraseFd === undefined
      const passphrase = await readPassphrase(wanted ? { ...options, passphrase: true } : options, dialog)
      await checkPassphrase(mnemonic, passphrase, secret.privateKey)
      const path = accountPath(options.index ?? (await freeIndex(home, mnemonic, passphrase)))
      return await derivedAccount(home, name, { ...mnemonic, path }, passphrase, password, tools)
    } finally {
      wipeSecret(secret)
    }
  } finally {
    wipe(password)
  }
}

async function checkPassphrase(
  { entropy, path }: MnemonicSecret,
  passphrase: string,
  privateKey: Uint8Array,
): Promise<void> {
  const derived = await deriveKey(entropy, passphrase, path)
  const isSame = derived.every((byte, at) => byte === privateKey[at])
  wipe(derived)
  if (!isSame) {
    throw fail('SECRET_INVALID', {
      what: 'The passphrase of the mnemonic',
      reason: 'it gives other accounts than this one',
    })
  }
}

/** As many as anybody makes by hand. */
const MAX_SEARCH = 1000

async function freeIndex(home: Home, { entropy }: MnemonicSecret, passphrase: string): Promise<number> {
  const known = new Set(listAccounts(home, () => {}).map(({ address }) => address))
  for (let index = 0; index < MAX_SEARCH; index++) {
    const key = await deriveKey(entropy, passphrase, accountPath(index))
    const { address } = signerFromPrivateKey(key)
    wipe(key)
    if (!known.has(address)) return index
  }
  throw fail('INPUT_INVALID', { field: 'index', reason: 'give one: the first thousand are here already' })
}

async function derivedAccount(
  home: Home,
  name: string,
  mnemonic: MnemonicSecret,
  passphrase: string,
  password: Password,
  tools: CreateTools,
): Promise<Account> {
  const privateKey = await deriveKey(mnemonic.entropy, passphrase, mnemonic.path)
  try {
    return await addAccount(home, name, { privateKey, mnemonic }, password, tools)
  } finally {
    wipe(privateKey)
  }
}

export function madeMessage({ account, mnemonic }: MadeAccount) {
  const { name, address, derivationPath, file } = account
  return {
    name,
    address: address && checksumAddress(address),
    file,
    ...(derivationPath ? { derivationPath } : {}),
    ...(mnemonic ? { mnemonic } : {}),
  }
}

export function madeText({ account, mnemonic }: MadeAccount): string {
  const { name, address, derivationPath, file } = account
  return [
    `Account '${name}': ${address && checksumAddress(address)}`,
    `  kept in   ${file}, sealed by its password`,
    ...(derivationPath ? [`  derived   ${derivationPath}`] : []),
    ...(mnemonic ? [`  mnemonic  ${mnemonic}`, '  Write it down: it is shown this once.'] : []),
    `To pay with it: \`sonm wallet use ${name}\`.`,
  ].join('\n')
}
