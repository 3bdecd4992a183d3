import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AccountSecret,
  decryptAccount,
  describeKeystore,
  encryptAccount,
  type Password,
  readKeystoreFile,
  writeSecretFile,
} from '@sonm/chain/wallet'
import { isCoded, type Random, systemRandom } from '@sonm/common'
import { type Address, checksumAddress, fail, isSameName } from '@sonm/model'
import { readContacts } from './contacts-file.ts'
import { type Home, makePrivateFolder } from './home.ts'
import { replacePrivateFile } from './private-file.ts'
import { readSmallFile } from './small-file.ts'

/** An account of a home: a V3 keystore `accounts/<name>.json`, or the key that a role has made for itself. */
export interface Account {
  readonly name: string
  readonly file: string
  /** undefined: the keystore does not tell. */
  readonly address: Address | undefined
  /** BIP-44, where the account comes from a mnemonic. */
  readonly derivationPath: string | undefined
  /** Made by a daemon, whose password stands beside it. */
  readonly isOwnKey: boolean
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
/** Folders that the roles of a home have. */
const ROLES = ['chain', 'locator', 'marketplace', 'hub', 'worker', 'node', 'supplier']

const accountsFolder = (home: Home) => join(home.path, 'accounts')
const accountFile = (home: Home, name: string) => join(accountsFolder(home), `${name}.json`)
const ownKeyFile = (home: Home, name: string) => join(home.path, name, 'key.json')
const pointerFile = (home: Home, nodeName: string) => join(home.path, nodeName, 'account')

function checkName(name: string): void {
  if (NAME.test(name)) return
  throw fail('INPUT_INVALID', { field: 'name', reason: 'it must be at most 64 letters, digits, - and _' })
}

/** @throws ACCOUNT_EXISTS, INPUT_INVALID also for the name of a contact: one name must not stand for two who could be paid */
export function checkNewName(home: Home, name: string): void {
  checkName(name)
  if (/^0x/i.test(name)) throw fail('INPUT_INVALID', { field: 'name', reason: 'it must not begin as an address does' })
  const folders = existsSync(home.path) ? readdirSync(home.path) : []
  const withKey = folders.filter((folder) => existsSync(ownKeyFile(home, folder)))
  const taken = [...ROLES, ...withKey, ...accountNames(home)].find((other) => isSameName(other, name))
  if (taken !== undefined) throw fail('ACCOUNT_EXISTS', { name: taken })
  const contact = readContacts(home).find((other) => isSameName(other.name, name))
  if (contact) {
    const reason = `the address book has a '${contact.name}' (${checksumAddress(contact.address)}); choose another name`
    throw fail('INPUT_INVALID', { field: 'name', reason })
  }
}

function accountNames(home: Home): readonly string[] {
  const folder = accountsFolder(home)
  const files = existsSync(folder) ? readdirSync(folder).sort() : []
  return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length))
}

/** Every account of the home, and the key of its node. A file that is no keystore is left out, with a note. */
export function listAccounts(home: Home, note: (text: string) => void): readonly Account[] {
  const found = accountNames(home)
    .filter((name) => NAME.test(name))
    .flatMap((name) => tryDescribe(accountFile(home, name), name, false, note))
  const ownFile = ownKeyFile(home, home.nodeName)
  return [...(existsSync(ownFile) ? tryDescribe(ownFile, home.nodeName, true, note) : []), ...found]
}

function tryDescribe(file: string, name: string, isOwnKey: boolean, note: (text: string) => void): readonly Account[] {
  try {
    return [describe(file, name, isOwnKey)]
  } catch (error) {
    if (!isCoded(error)) throw error
    note(`Warning: ${error.what}`)
    return []
  }
}

function describe(file: string, name: string, isOwnKey: boolean): Account {
  return { name, file, isOwnKey, ...describeKeystore(readKeystoreFile(file), file) }
}

/** Those whose keystores tell their address, to be paid by name. */
export function namedAccounts(home: Home): readonly { readonly name: string; readonly address: Address }[] {
  return listAccounts(home, () => {}).flatMap(({ name, address }) => (address ? [{ name, address }] : []))
}

/** @throws ACCOUNT_UNKNOWN, KEYSTORE_INVALID, FILE_UNREADABLE */
export function findAccount(home: Home, name: string): Account {
  checkName(name)
  for (const [file, isOwnKey] of [
    [accountFile(home, name), false],
    [ownKeyFile(home, name), true],
  ] as const) {
    if (existsSync(file)) return describe(file, name, isOwnKey)
  }
  throw fail('ACCOUNT_UNKNOWN', { name, home: home.path })
}

/** Writes a new account, whole or not at all. @throws ACCOUNT_EXISTS */
export async function addAccount(
  home: Home,
  name: string,
  secret: AccountSecret,
  password: Password,
  options: { random?: Random; scryptN?: number } = {},
): Promise<Account> {
  checkNewName(home, name)
  const random = options.random ?? systemRandom
  const json = await encryptAccount(secret, password, {
    random,
    ...(options.scryptN ? { scryptN: options.scryptN } : {}),
  })
  makePrivateFolder(accountsFolder(home))
  try {
    await writeSecretFile(accountFile(home, name), json, random)
  } catch (error) {
    throw isCoded(error, 'KEYSTORE_EXISTS') ? fail('ACCOUNT_EXISTS', { name }, { cause: error }) : error
  }
  return findAccount(home, name)
}

/** What an account holds; the caller wipes it. @throws KEYSTORE_PASSWORD_WRONG, KEYSTORE_INVALID, FILE_UNREADABLE */
export async function openAccount({ file }: Account, password: Password): Promise<AccountSecret> {
  return decryptAccount(readKeystoreFile(file), password, file)
}

/** The account that a node signs with, by name; undefined: the key that it has made for itself. */
export function accountInUse(home: Home, nodeName: string): string | undefined {
  const file = pointerFile(home, nodeName)
  if (!existsSync(file)) return undefined
  const name = readSmallFile(file).trim()
  checkName(name)
  return name
}

/** From its next start the node signs with this account; with its own key again where that is named. */
export function putInUse(home: Home, { name, isOwnKey }: Account): void {
  const file = pointerFile(home, home.nodeName)
  if (isOwnKey && name !== home.nodeName) {
    throw fail('INPUT_INVALID', { field: 'name', reason: `the key of '${name}' is used by ${name} alone` })
  }
  if (isOwnKey) rmSync(file, { force: true })
  else {
    home.roleFolder(home.nodeName)
    replacePrivateFile(file, `${name}\n`)
  }
}
