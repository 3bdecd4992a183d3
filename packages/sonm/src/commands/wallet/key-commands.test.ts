import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountPath, deriveKey, encryptAccount, wordsToEntropy } from '@sonm/chain'
import { isCoded, seededRandom } from '@sonm/common'
import { checksumAddress, fail, signerFromPrivateKey, toHex } from '@sonm/model'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { findAccount, listAccounts, putInUse } from '../../home/accounts.ts'
import { type Home, openHome } from '../../home/home.ts'
import { roleSigner } from '../../home/keys.ts'
import { createAccount, madeMessage, madeText } from './create-account.ts'
import type { Dialog } from './dialog.ts'
import { exportAccount } from './export-account.ts'
import { importAccount } from './import-account.ts'
import { accountsText, listedAccounts } from './list-accounts.ts'

const JUNK = `${'test '.repeat(11)}junk`
const FIRST = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const tools = { random: seededRandom(1), scryptN: 2 }
const alone = { words: '12' as const }

let home: Home
beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'sonm-key-commands-')), 'node')
})
afterEach(() => rmSync(home.path, { recursive: true, force: true }))

/** Nobody is there. */
const nobody: Dialog = {
  askSecret: undefined,
  ask: async () => expect.unreachable('nobody can be asked'),
  confirm: async (_, yes) => {
    if (!yes) throw fail('USAGE', { reason: 'give --yes' })
  },
  note: () => {},
  clear: () => {},
}

/** Somebody who answers secrets in turn, and knows the words that he has read on the screen; `forgets` some of them. */
function somebody(secrets: readonly string[], forgets: (word: number) => boolean = () => false) {
  const left = [...secrets]
  const shown: string[] = []
  const screens: string[] = []
  const dialog: Dialog = {
    ...nobody,
    askSecret: async () => new TextEncoder().encode(left.shift() ?? ''),
    async ask(question) {
      const asked = /^Word (\d+): $/.exec(question)?.[1]
      if (asked === undefined) return ''
      if (forgets(Number(asked))) return 'zoo'
      return ` ${new RegExp(`\\b${asked}\\. ([a-z]+)`).exec(screens.at(-1)!)![1]!.toUpperCase()} `
    },
    note: (text) => {
      shown.push(text)
      if (/\b1\. [a-z]+/.test(text)) screens.push(text)
    },
    clear: () => void shown.push('CLEAR'),
  }
  return { dialog, shown, screens }
}

const fileOf = (name: string, content: string) => {
  const path = join(home.path, name)
  writeFileSync(path, content, { mode: 0o600 })
  return path
}
const passwordFile = () => fileOf('password', 'correct horse\n')
async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}
const nothingKept = () =>
  expect(existsSync(join(home.path, 'accounts')) ? readdirSync(join(home.path, 'accounts')) : []).toEqual([])

describe('a new account', () => {
  it('gives its mnemonic once to a caller who is no person, and the mnemonic gives the account', async () => {
    for (const [words, count] of [
      ['12', 12],
      ['24', 24],
    ] as const) {
      const made = await createAccount(home, `a${words}`, { words, passwordFile: passwordFile() }, nobody, tools)
      expect(made.mnemonic!.split(' ')).toHaveLength(count)
      const key = await deriveKey(wordsToEntropy(made.mnemonic!), '', accountPath(0))
      expect(made.account.address).toBe(signerFromPrivateKey(key).address)
      expect(madeMessage(made)).toMatchObject({ mnemonic: made.mnemonic, derivationPath: "m/44'/60'/0'/0/0" })
      expect(madeText(made)).toContain(made.mnemonic)
      expect(readFileSync(made.account.file, 'utf8')).not.toContain(made.mnemonic!.split(' ')[0])
    }
  })

  it('is made for a person when he has shown that he wrote it down; then it is told no more', async () => {
    const { dialog, shown, screens } = somebody(['correct horse', 'correct horse'])
    const made = await createAccount(home, 'paper', alone, dialog, tools)
    expect(made.mnemonic).toBeUndefined()
    const words = [...screens[0]!.matchAll(/\d+\. ([a-z]+)/g)].map(([, word]) => word)
    const key = await deriveKey(wordsToEntropy(words.join(' ')), '', accountPath(0))
    expect(made.account.address).toBe(signerFromPrivateKey(key).address)
    expect(shown.filter((text) => text === 'CLEAR')).toHaveLength(2)
    expect(madeText(made)).not.toContain(words[0])
  })

  it('is not made when somebody gives up before the words, which do not stay on the screen', async () => {
    const { dialog, shown } = somebody(['correct horse', 'correct horse'])
    const givesUp = { ...dialog, ask: () => Promise.reject(fail('PROMPT_INTERRUPTED', {})) }
    expect(await codeOf(createAccount(home, 'paper', alone, givesUp, tools))).toBe('PROMPT_INTERRUPTED')
    expect(shown.at(-1)).toBe('CLEAR')
    nothingKept()
  })

  it('is not made when the words were not noted, and nothing of it is kept', async () => {
    const { dialog, screens } = somebody(['correct horse', 'correct horse'], () => true)
    expect(await codeOf(createAccount(home, 'paper', alone, dialog, tools))).toBe('MNEMONIC_NOT_NOTED')
    expect(screens).toHaveLength(3)
    nothingKept()
  })

  it.each<[string, readonly string[], string]>([
    ['two different ones', ['correct horse', 'correct mouse'], 'SECRET_INVALID'],
    ['a short one', ['short', 'short'], 'SECRET_INVALID'],
    ['none', ['', ''], 'SECRET_INVALID'],
  ])('needs a password that is typed twice: %s is refused', async (_, secrets, code) => {
    expect(await codeOf(createAccount(home, 'paper', alone, somebody(secrets).dialog, tools))).toBe(code)
    nothingKept()
  })

  it('needs a password from somewhere', async () => {
    expect(await codeOf(createAccount(home, 'robot', alone, nobody, tools))).toBe('SECRET_NEEDED')
    nothingKept()
  })

  it('may be the next one of a mnemonic that is here', async () => {
    const given = { ...alone, passwordFile: passwordFile() }
    const { mnemonic } = await createAccount(home, 'first', given, nobody, tools)
    await createAccount(home, 'second', { ...given, from: 'first' }, nobody, tools)
    await createAccount(home, 'tenth', { ...given, from: 'second', index: 9 }, nobody, tools)
    const third = await createAccount(home, 'third', { ...given, from: 'tenth' }, nobody, tools)
    expect(third.mnemonic).toBeUndefined()
    expect(listAccounts(home, () => {}).map(({ name, derivationPath }) => [name, derivationPath])).toEqual([
      ['first', accountPath(0)],
      ['second', accountPath(1)],
      ['tenth', accountPath(9)],
      ['third', accountPath(2)],
    ])
    const key = await deriveKey(wordsToEntropy(mnemonic!), '', accountPath(2))
    expect(third.account.address).toBe(signerFromPrivateKey(key).address)
  })

  it('of a mnemonic with a passphrase needs that again, and finds out another one', async () => {
    const given = { ...alone, passwordFile: passwordFile(), passphraseFile: fileOf('passphrase', 'extra') }
    const { mnemonic, account } = await createAccount(home, 'first', given, nobody, tools)
    const key = await deriveKey(wordsToEntropy(mnemonic!), 'extra', accountPath(0))
    expect(account.address).toBe(signerFromPrivateKey(key).address)
    const wrong = { ...given, from: 'first', passphraseFile: fileOf('wrong', 'other') }
    expect(await codeOf(createAccount(home, 'second', wrong, nobody, tools))).toBe('SECRET_INVALID')
    const none = { ...alone, passwordFile: passwordFile(), from: 'first' }
    expect(await codeOf(createAccount(home, 'second', none, nobody, tools))).toBe('SECRET_NEEDED')
    const { account: second } = await createAccount(home, 'second', { ...given, from: 'first' }, nobody, tools)
    expect(second.derivationPath).toBe(accountPath(1))
  })

  it('cannot come from a bare key', async () => {
    await roleSigner(home, 'node')
    expect(await codeOf(createAccount(home, 'next', { ...alone, from: 'node' }, nobody, tools))).toBe(
      'MNEMONIC_MISSING',
    )
    const given = { ...alone, from: 'node', passwordFile: passwordFile() }
    expect(await codeOf(createAccount(home, 'next', given, nobody, tools))).toBe('MNEMONIC_MISSING')
  })

  it('is told how long its password must be before one is typed', async () => {
    const asked: string[] = []
    const { dialog } = somebody([])
    const listening = {
      ...dialog,
      askSecret: async (question: string) => {
        asked.push(question)
        return new TextEncoder().encode('short')
      },
    }
    expect(await codeOf(createAccount(home, 'paper', alone, listening, tools))).toBe('SECRET_INVALID')
    expect(asked).toEqual(["A password for 'paper' (at least 8 characters): "])
  })
})

describe('an account from elsewhere', () => {
  it('comes from a mnemonic, with its index and passphrase', async () => {
    const given = { from: 'mnemonic' as const, file: fileOf('words', `${JUNK}\n`), passwordFile: passwordFile() }
    expect(checksumAddress((await importAccount(home, 'first', given, nobody, tools)).address!)).toBe(FIRST)
    const { address } = await importAccount(home, 'second', { ...given, index: 1 }, nobody, tools)
    expect(checksumAddress(address!)).toBe('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')
    const secret = { ...given, passphraseFile: fileOf('passphrase', 'extra') }
    expect((await importAccount(home, 'hidden', secret, nobody, tools)).address).not.toBe(FIRST.toLowerCase())
  })

  it('comes from a key, with 0x or without, typed where nobody looks', async () => {
    const key = toHex(await deriveKey(wordsToEntropy(JUNK), '', accountPath(0)))
    const { dialog, shown } = somebody([key, 'correct horse', 'correct horse'])
    expect((await importAccount(home, 'typed', { from: 'key' }, dialog, tools)).address).toBe(FIRST.toLowerCase())
    expect(shown.join()).not.toContain(key.slice(2))
    const file = fileOf('key', ` ${key.slice(2).toUpperCase()} \n`)
    const given = { from: 'key' as const, file, passwordFile: passwordFile() }
    expect((await importAccount(home, 'read', given, nobody, tools)).address).toBe(FIRST.toLowerCase())
  })

  it('comes from a keystore, with its mnemonic, and keeps its password', async () => {
    const entropy = wordsToEntropy(JUNK)
    const secret = {
      privateKey: await deriveKey(entropy, '', accountPath(0)),
      mnemonic: { entropy, path: accountPath(0), hasPassphrase: false },
    }
    const file = fileOf('UTC--x', await encryptAccount(secret, 'old', tools))
    const given = { from: 'keystore' as const, file, passwordFile: fileOf('old', 'old') }
    const account = await importAccount(home, 'theirs', given, nobody, tools)
    expect(account).toMatchObject({ address: FIRST.toLowerCase(), derivationPath: accountPath(0) })
    const words = await exportAccount(
      home,
      'theirs',
      { as: 'mnemonic', yes: true, passwordFile: given.passwordFile },
      nobody,
      tools,
    )
    expect(words.mnemonic).toBe(JUNK)
  })

  it.each<[string, 'key' | 'mnemonic' | 'keystore', string, string]>([
    ['a key of 31 bytes', 'key', '7a'.repeat(31), 'KEY_INVALID'],
    ['a key of zero', 'key', '00'.repeat(32), 'KEY_INVALID'],
    ['no key', 'key', JUNK, 'KEY_INVALID'],
    ['a mnemonic with a wrong word', 'mnemonic', JUNK.replace('junk', 'test'), 'MNEMONIC_INVALID'],
    ['no mnemonic', 'mnemonic', '', 'MNEMONIC_INVALID'],
    ['no keystore', 'keystore', '{}', 'KEYSTORE_INVALID'],
    ['a keystore that is cut off', 'keystore', '{"version":3,"cry', 'KEYSTORE_INVALID'],
    ['a keystore of an unknown version', 'keystore', '{"version":4}', 'KEYSTORE_INVALID'],
  ])(
    'is refused when it is %s; its secret is repeated nowhere, and nothing is kept',
    async (_, from, content, code) => {
      const given = { from, file: fileOf('given', content), passwordFile: passwordFile() }
      const error = await importAccount(home, 'bad', given, nobody, tools).catch((thrown: unknown) => thrown)
      expect(isCoded(error) && error.code).toBe(code)
      if (from !== 'keystore' && content !== '') expect(String(error)).not.toContain(content.slice(0, 12))
      nothingKept()
    },
  )

  it('needs a file when it is a keystore', async () => {
    expect(await codeOf(importAccount(home, 'bad', { from: 'keystore' }, nobody, tools))).toBe('USAGE')
  })
})

describe('an account that is taken out', () => {
  beforeEach(async () => {
    const given = { from: 'mnemonic' as const, file: fileOf('words', JUNK), passwordFile: passwordFile() }
    await importAccount(home, 'savings', given, nobody, tools)
  })
  const opened = () => ({ yes: true, passwordFile: passwordFile() })

  it('is a keystore, a key or a mnemonic; in a new file for its owner alone, or on the terminal', async () => {
    const to = join(home.path, 'out', 'copy.json')
    expect(await exportAccount(home, 'savings', { as: 'keystore', to, ...opened() }, nobody, tools)).toEqual({
      name: 'savings',
      address: FIRST,
      as: 'keystore',
      file: to,
    })
    expect(statSync(to).mode & 0o777).toBe(0o600)
    const back = { from: 'keystore' as const, file: to, passwordFile: passwordFile() }
    expect((await importAccount(home, 'back', back, nobody, tools)).derivationPath).toBe(accountPath(0))
    const key = await exportAccount(home, 'savings', { as: 'key', ...opened() }, nobody, tools)
    expect(key.key).toBe(toHex(await deriveKey(wordsToEntropy(JUNK), '', accountPath(0))))
    const words = await exportAccount(home, 'savings', { as: 'mnemonic', ...opened() }, nobody, tools)
    expect(words.mnemonic).toBe(JUNK)
    expect(await codeOf(exportAccount(home, 'savings', { as: 'key', to, ...opened() }, nobody, tools))).toBe(
      'KEYSTORE_EXISTS',
    )
  })

  it('is asked about first, with a warning, and only then opened', async () => {
    const { dialog, shown } = somebody([])
    expect(await codeOf(exportAccount(home, 'savings', { as: 'key' }, dialog, tools))).toBe('USAGE')
    expect(shown).toEqual([expect.stringMatching(/Whoever sees this key/)])
    const wrong = { as: 'key' as const, yes: true, passwordFile: fileOf('wrong', 'something else') }
    expect(await codeOf(exportAccount(home, 'savings', wrong, nobody, tools))).toBe('KEYSTORE_PASSWORD_WRONG')
  })

  it('may get another password; the key that a node made gets one that somebody knows', async () => {
    const fresh = fileOf('fresh', 'battery staple')
    const to = join(home.path, 'copy.json')
    await exportAccount(home, 'savings', { as: 'keystore', to, newPasswordFile: fresh, ...opened() }, nobody, tools)
    const back = { from: 'keystore' as const, file: to, passwordFile: fresh }
    expect((await importAccount(home, 'back', back, nobody, tools)).address).toBe(FIRST.toLowerCase())

    const { address } = await roleSigner(home, 'node')
    const own = join(home.path, 'own.json')
    expect(await codeOf(exportAccount(home, 'node', { as: 'keystore', to: own, yes: true }, nobody, tools))).toBe(
      'SECRET_NEEDED',
    )
    expect(existsSync(own)).toBe(false)
    await exportAccount(home, 'node', { as: 'keystore', to: own, yes: true, newPasswordFile: fresh }, nobody, tools)
    const mine = { from: 'keystore' as const, file: own, passwordFile: fresh }
    expect((await importAccount(home, 'mine', mine, nobody, tools)).address).toBe(address)
    expect(await codeOf(exportAccount(home, 'node', { as: 'mnemonic', yes: true }, nobody, tools))).toBe(
      'MNEMONIC_MISSING',
    )
  })

  it('cannot be written where it may not be', async () => {
    const to = join(passwordFile(), 'copy.json')
    expect(await codeOf(exportAccount(home, 'savings', { as: 'key', to, ...opened() }, nobody, tools))).toBe(
      'FILE_UNWRITABLE',
    )
  })
})

test('the list says where each account comes from, and which one is in use', async () => {
  await roleSigner(home, 'node')
  const given = { from: 'mnemonic' as const, file: fileOf('words', JUNK), passwordFile: passwordFile() }
  await importAccount(home, 'savings', given, nobody, tools)
  expect(listedAccounts(home, () => {})).toMatchObject([
    { name: 'node', isInUse: true, origin: 'node' },
    { name: 'savings', isInUse: false, origin: accountPath(0), address: FIRST },
  ])
})

test('the account that a running node pays with is told apart from the one of its next start', async () => {
  const own = await roleSigner(home, 'node')
  const given = { from: 'mnemonic' as const, file: fileOf('words', JUNK), passwordFile: passwordFile() }
  const { address } = await importAccount(home, 'savings', given, nobody, tools)
  putInUse(home, findAccount(home, 'savings'))
  const before = listedAccounts(home, () => {}, own.address)
  expect(before).toMatchObject([
    { name: 'node', isInUse: true, isInUseFromNextStart: false },
    { name: 'savings', isInUse: false, isInUseFromNextStart: true },
  ])
  expect(accountsText(before)).toMatch(/^\* +node.*\n> +savings[\s\S]*\n> in use from the node's next start$/m)
  for (const running of [address, undefined]) {
    const after = listedAccounts(home, () => {}, running)
    expect(after.map(({ isInUse }) => isInUse)).toEqual([false, true])
    expect(accountsText(after)).not.toContain('next start')
  }
})
