import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded } from '@sonm/common'
import { fromHex, signerFromPrivateKey } from '@sonm/model'
import { afterEach, beforeEach, expect, it, test } from 'vitest'
import { accountInUse, addAccount, findAccount, listAccounts, openAccount, putInUse } from './accounts.ts'
import { contactsFile } from './contacts-file.ts'
import { type Home, openHome } from './home.ts'
import { roleSigner } from './keys.ts'

const KEY = fromHex(`0x${'7a'.repeat(32)}`)
const ADDRESS = signerFromPrivateKey(KEY).address
const cheap = { scryptN: 2 }

let home: Home
beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'sonm-accounts-')), 'node')
})
afterEach(() => rmSync(home.path, { recursive: true, force: true }))

const add = (name: string) => addAccount(home, name, { privateKey: KEY }, 'password', cheap)
const passwordFile = (content = 'password') => {
  const file = join(home.path, 'given')
  writeFileSync(file, content, { mode: 0o600 })
  return { file }
}
async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action()
    return 'none'
  } catch (error) {
    return isCoded(error) ? error.code : `no coded error: ${String(error)}`
  }
}

test('an account is one sealed file that its owner alone can read, in a folder of his own', async () => {
  const account = await add('savings')
  expect(account).toMatchObject({ name: 'savings', address: ADDRESS, isOwnKey: false, derivationPath: undefined })
  expect(statSync(account.file).mode & 0o777).toBe(0o600)
  expect(statSync(join(home.path, 'accounts')).mode & 0o777).toBe(0o700)
  expect((await openAccount(account, 'password')).privateKey).toEqual(KEY)
  expect(await codeOf(() => openAccount(account, 'passwort'))).toBe('KEYSTORE_PASSWORD_WRONG')
})

test('no account replaces another, nor the key of a role', async () => {
  const { file } = await add('savings')
  await roleSigner(home, 'node-2')
  const before = readFileSync(file, 'utf8')
  for (const name of ['savings', 'node', 'hub', 'node-2'])
    expect(await codeOf(() => add(name)), name).toBe('ACCOUNT_EXISTS')
  expect(readFileSync(file, 'utf8')).toBe(before)
  expect(readdirSync(join(home.path, 'accounts'))).toEqual(['savings.json'])
})

test('no account has the name of another one or of a contact, in whatever case, nor that of an address', async () => {
  await add('savings')
  await contactsFile(home).write([{ name: 'alice', address: ADDRESS }])
  expect(await codeOf(() => add('Savings'))).toBe('ACCOUNT_EXISTS')
  expect(await codeOf(() => add('Worker'))).toBe('ACCOUNT_EXISTS')
  expect(await codeOf(() => add('ALICE'))).toBe('INPUT_INVALID')
  expect(await codeOf(() => add('0xsavings'))).toBe('INPUT_INVALID')
  expect(listAccounts(home, () => {}).map(({ name }) => name)).toEqual(['savings'])
})

it.each(['', '../key', 'a/b', '.hidden', 'with space', 'a'.repeat(65), 'naïve'])('%j is no name', async (name) => {
  expect(await codeOf(() => add(name))).toBe('INPUT_INVALID')
  expect(await codeOf(() => findAccount(home, name))).toBe('INPUT_INVALID')
})

test("the list has the node's own key and every account, and passes over what is none", async () => {
  await roleSigner(home, 'node')
  await add('b')
  await add('a')
  writeFileSync(join(home.path, 'accounts', 'broken.json'), '{"version":')
  writeFileSync(join(home.path, 'accounts', 'notes.txt'), 'nothing')
  const notes: string[] = []
  const listed = listAccounts(home, (text) => void notes.push(text))
  expect(listed.map(({ name, isOwnKey }) => [name, isOwnKey])).toEqual([
    ['node', true],
    ['a', false],
    ['b', false],
  ])
  expect(notes).toEqual([expect.stringContaining('broken.json')])
})

test('what is no plain file in the folder of accounts is told by a code, and passed over in the list', async () => {
  await add('a')
  const inFolder = (name: string) => join(home.path, 'accounts', name)
  mkdirSync(inFolder('folder.json'))
  symlinkSync('/dev/zero', inFolder('zero.json'))
  writeFileSync(inFolder('large.json'), ' '.repeat(65_537))
  expect(await codeOf(() => findAccount(home, 'folder'))).toBe('FILE_UNREADABLE')
  expect(await codeOf(() => findAccount(home, 'zero'))).toBe('FILE_UNREADABLE')
  expect(await codeOf(() => findAccount(home, 'large'))).toBe('KEYSTORE_INVALID')
  const notes: string[] = []
  expect(listAccounts(home, (text) => void notes.push(text)).map(({ name }) => name)).toEqual(['a'])
  expect(notes).toHaveLength(3)
  mkdirSync(join(home.path, 'node', 'account'), { recursive: true })
  expect(await codeOf(() => accountInUse(home, 'node'))).toBe('FILE_UNREADABLE')
})

test('a keystore that somebody puts there is an account', async () => {
  const { file } = await add('ours')
  writeFileSync(join(home.path, 'accounts', 'theirs.json'), readFileSync(file), { mode: 0o600 })
  expect(findAccount(home, 'theirs')).toMatchObject({ address: ADDRESS })
  expect(await codeOf(() => findAccount(home, 'none'))).toBe('ACCOUNT_UNKNOWN')
})

test('a node signs with the account in use, by its password alone, and with its own key again when that is wanted', async () => {
  const own = await roleSigner(home, 'node')
  await add('savings')
  expect(accountInUse(home, 'node')).toBeUndefined()
  putInUse(home, findAccount(home, 'savings'))
  expect(accountInUse(home, 'node')).toBe('savings')
  expect((await roleSigner(home, 'node', passwordFile())).address).toBe(ADDRESS)
  expect(await codeOf(() => roleSigner(home, 'node', passwordFile('other')))).toBe('KEYSTORE_PASSWORD_WRONG')
  // Tests have no terminal to ask on.
  expect(await codeOf(() => roleSigner(home, 'node'))).toBe('SECRET_NEEDED')
  expect((await roleSigner(home, 'node-2')).address).not.toBe(ADDRESS)

  putInUse(home, findAccount(home, 'node'))
  expect((await roleSigner(home, 'node')).address).toBe(own.address)
})

test('the key of another role is not to be paid with', async () => {
  await roleSigner(home, 'hub')
  expect(await codeOf(() => putInUse(home, findAccount(home, 'hub')))).toBe('INPUT_INVALID')
  expect(accountInUse(home, 'node')).toBeUndefined()
})

test('an account that is gone keeps the node from starting with another one', async () => {
  await roleSigner(home, 'node')
  const { file } = await add('savings')
  putInUse(home, findAccount(home, 'savings'))
  rmSync(file)
  expect(await codeOf(() => roleSigner(home, 'node', passwordFile()))).toBe('ACCOUNT_UNKNOWN')
  mkdirSync(join(home.path, 'node'), { recursive: true })
  writeFileSync(join(home.path, 'node', 'account'), '../../etc/passwd')
  expect(await codeOf(() => roleSigner(home, 'node', passwordFile()))).toBe('INPUT_INVALID')
})
