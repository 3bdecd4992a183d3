import { type AccountSecret, encryptAccount, entropyToWords, wipe, wipeSecret, writeSecretFile } from '@sonm/chain'
import { isCoded, messageOf, systemRandom } from '@sonm/common'
import { checksumAddress, fail, toHex } from '@sonm/model'
import { type Account, findAccount, openAccount } from '../../home/accounts.ts'
import type { Home } from '../../home/home.ts'
import type { CreateTools } from './create-account.ts'
import type { Dialog } from './dialog.ts'
import { type PasswordOptions, passwordSource } from './secret-options.ts'
import { existingPassword, newPassword } from './secrets.ts'

export interface ExportWish extends PasswordOptions {
  readonly as: 'keystore' | 'key' | 'mnemonic'
  readonly to?: string
  readonly newPasswordFile?: string
  readonly newPasswordFd?: number
  readonly yes?: boolean
}

export interface Exported {
  readonly name: string
  readonly address: string
  readonly as: ExportWish['as']
  readonly file?: string
  readonly keystore?: object
  readonly key?: string
  readonly mnemonic?: string
  readonly needsPassphrase?: boolean
}

const WARNINGS = {
  keystore: 'A copy is as good as the account to whoever knows or guesses its password.',
  key: 'Whoever sees this key has all that the account holds, now and later. No support and no web page ever needs it.',
  mnemonic:
    'Whoever sees these words has every account of them, now and later. No support and no web page ever needs them.',
} as const

/** @throws ACCOUNT_UNKNOWN, MNEMONIC_MISSING, KEYSTORE_PASSWORD_WRONG, KEYSTORE_EXISTS, DECLINED */
export async function exportAccount(
  home: Home,
  name: string,
  options: ExportWish,
  dialog: Dialog,
  tools: CreateTools = {},
): Promise<Exported> {
  const account = findAccount(home, name)
  dialog.note(WARNINGS[options.as])
  const where = options.to === undefined ? 'show it here' : `write it to ${options.to}`
  await dialog.confirm(`Take the ${options.as} of '${name}' out and ${where}?`, options.yes)
  const password = await existingPassword(account, passwordSource(options), dialog)
  try {
    const secret = await openAccount(account, password)
    try {
      return await give(account, secret, password, options, dialog, tools)
    } finally {
      wipeSecret(secret)
    }
  } finally {
    wipe(password)
  }
}

async function give(
  account: Account,
  secret: AccountSecret,
  password: Uint8Array,
  options: ExportWish,
  dialog: Dialog,
  tools: CreateTools,
): Promise<Exported> {
  const random = tools.random ?? systemRandom
  const { as, to } = options
  const head = { name: account.name, address: account.address ? checksumAddress(account.address) : '', as }
  const needsPassphrase = as === 'mnemonic' && secret.mnemonic?.hasPassphrase ? { needsPassphrase: true } : {}
  const content = await contentOf()
  if (to !== undefined) {
    await writeSecretFile(to, `${content}\n`, random).catch((cause: unknown) => {
      throw isCoded(cause) ? cause : fail('FILE_UNWRITABLE', { path: to, reason: messageOf(cause) }, { cause })
    })
    return { ...head, ...needsPassphrase, file: to }
  }
  return { ...head, ...needsPassphrase, [as]: as === 'keystore' ? JSON.parse(content) : content }

  async function contentOf(): Promise<string> {
    if (as === 'key') return toHex(secret.privateKey)
    if (as === 'mnemonic') {
      if (!secret.mnemonic) throw fail('MNEMONIC_MISSING', { name: account.name })
      return entropyToWords(secret.mnemonic.entropy)
    }
    const given = { file: options.newPasswordFile, fd: options.newPasswordFd }
    const keepsPassword = !account.isOwnKey && given.file === undefined && given.fd === undefined
    // The password of a daemon's key stands in a file beside it, and nobody knows it by heart.
    const sealing = keepsPassword
      ? Uint8Array.from(password)
      : await newPassword('A password for the copy', '--new-password-file or --new-password-fd', given, dialog)
    try {
      return await encryptAccount(secret, sealing, { random, ...(tools.scryptN ? { scryptN: tools.scryptN } : {}) })
    } finally {
      wipe(sealing)
    }
  }
}

export function exportedText({ name, address, as, file, keystore, key, mnemonic, needsPassphrase }: Exported): string {
  const lines =
    file === undefined
      ? [keystore ? JSON.stringify(keystore) : (key ?? mnemonic ?? '')]
      : [`The ${as} of '${name}' (${address}) is in ${file}.`]
  if (needsPassphrase) lines.push('These words need the passphrase besides, which is kept nowhere.')
  return lines.join('\n')
}
