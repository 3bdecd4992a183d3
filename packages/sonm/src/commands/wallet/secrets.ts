import { timingSafeEqual } from 'node:crypto'
import { dirname, join } from 'node:path'
import { wipe } from '@sonm/chain'
import { fail } from '@sonm/model'
import type { Account } from '../../home/accounts.ts'
import { passwordBeside } from '../../home/keys.ts'
import { readSecret, type SecretSource } from '../../home/secret-source.ts'
import type { Dialog } from './dialog.ts'
import type { PassphraseOptions } from './secret-options.ts'

/** Fewer are guessed, whatever scrypt costs. */
const MIN_PASSWORD_BYTES = 8

const isGiven = ({ file, fd }: SecretSource) => file !== undefined || fd !== undefined

/** The password that opens an account: given, or that of a daemon's own key beside it, or asked for. */
export async function existingPassword(account: Account, given: SecretSource, dialog: Dialog): Promise<Uint8Array> {
  if (account.isOwnKey && !isGiven(given)) return passwordBeside(join(dirname(account.file), 'password'))
  return readSecret(given, {
    what: `The password of '${account.name}'`,
    options: '--password-file or --password-fd',
    ask: dialog.askSecret,
    note: dialog.note,
  })
}

/** A password that shall protect a key from now on; asked for twice. @throws SECRET_INVALID */
export async function newPassword(
  what: string,
  options: string,
  given: SecretSource,
  dialog: Dialog,
): Promise<Uint8Array> {
  const wish = { options, ask: dialog.askSecret, note: dialog.note }
  const asked = isGiven(given) ? what : `${what} (at least ${MIN_PASSWORD_BYTES} characters)`
  const password = await readSecret(given, { ...wish, what: asked })
  const refuse = (reason: string) => {
    wipe(password)
    return fail('SECRET_INVALID', { what, reason })
  }
  if (password.length < MIN_PASSWORD_BYTES) throw refuse(`it has fewer than ${MIN_PASSWORD_BYTES} characters`)
  if (isGiven(given)) return password
  const again = await readSecret({}, { ...wish, what: 'The same once more' })
  const isSame = again.length === password.length && timingSafeEqual(again, password)
  wipe(again)
  if (!isSame) throw refuse('the second time it was another one')
  return password
}

/** The passphrase of a mnemonic as it goes into BIP-39; '' where none is wanted. */
export async function readPassphrase(options: PassphraseOptions, dialog: Dialog): Promise<string> {
  const source = { file: options.passphraseFile, fd: options.passphraseFd }
  if (!options.passphrase && !isGiven(source)) return ''
  const what = 'The passphrase of the mnemonic'
  const wish = { what, options: '--passphrase-file or --passphrase-fd', ask: dialog.askSecret, note: dialog.note }
  const bytes = await readSecret(source, wish)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw fail('SECRET_INVALID', { what, reason: 'it is no text in UTF-8' })
  } finally {
    wipe(bytes)
  }
}
