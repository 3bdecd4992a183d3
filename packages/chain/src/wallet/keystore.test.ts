import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded, seededRandom, systemRandom } from '@sonm/common'
import { fromHex, signerFromPrivateKey, toHex } from '@sonm/model'
import { decryptKeystoreJson } from 'ethers'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { decryptKey, encryptKey } from './keystore.ts'
import { readKeystore, writeKeystore } from './keystore-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-keystore-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const KEY = fromHex(`0x${'7a'.repeat(32)}`)
const ADDRESS = signerFromPrivateKey(KEY).address
const cheap = { random: systemRandom, scryptN: 2 }

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

/** A sound keystore with some of its fields replaced. */
async function spoiled(change: (file: object) => void): Promise<string> {
  const file = JSON.parse(await encryptKey(KEY, 'secret', cheap))
  change(file)
  return JSON.stringify(file)
}

test('what is encrypted with any password is decrypted with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.integer(), async (password, seed) => {
      const json = await encryptKey(KEY, password, { random: seededRandom(seed), scryptN: 2 })
      expect(await decryptKey(json, password, 'k')).toEqual(KEY)
    }),
  )
})

test('the standard parameters are those of geth and ethers, and ethers opens the file', async () => {
  const json = await encryptKey(KEY, 'pässword', { random: systemRandom })
  expect(JSON.parse(json).crypto.kdfparams).toMatchObject({ n: 262_144, r: 8, p: 1 })
  const opened = await decryptKeystoreJson(json, 'pässword')
  expect(opened.privateKey).toBe(toHex(KEY))
  expect(opened.address.toLowerCase()).toBe(ADDRESS)
})

test('a wrong password is told from a damaged file', async () => {
  const json = await encryptKey(KEY, 'secret', cheap)
  expect(await codeOf(decryptKey(json, 'Secret', 'k'))).toBe('KEYSTORE_PASSWORD_WRONG')
  expect(await codeOf(decryptKey(json, '', 'k'))).toBe('KEYSTORE_PASSWORD_WRONG')
})

test('a file cut off anywhere is invalid, never anything else', async () => {
  const json = await encryptKey(KEY, 'secret', cheap)
  for (let length = 0; length < json.length; length++) {
    expect(await codeOf(decryptKey(json.slice(0, length), 'secret', 'k'))).toBe('KEYSTORE_INVALID')
  }
})

type Crypto = { crypto: Record<string, unknown> & { kdfparams: Record<string, unknown> } }
const spoil = (change: (crypto: Crypto['crypto']) => void) => (file: object) => change((file as Crypto).crypto)
test.each<[string, (file: object) => void]>([
  ['version 1', (file) => Object.assign(file, { version: 1 })],
  ['no version', (file) => Object.assign(file, { version: undefined })],
  ['crypto of another type', (file) => Object.assign(file, { crypto: [] })],
  ['another cipher', spoil((crypto) => Object.assign(crypto, { cipher: 'aes-256-cbc' }))],
  ['another kdf', spoil((crypto) => Object.assign(crypto, { kdf: 'argon2' }))],
  ['a mac that is no hex', spoil((crypto) => Object.assign(crypto, { mac: 'zz'.repeat(32) }))],
  ['a short mac', spoil((crypto) => Object.assign(crypto, { mac: '00' }))],
  ['a long ciphertext', spoil((crypto) => Object.assign(crypto, { ciphertext: '00'.repeat(64) }))],
  ['another dklen', spoil(({ kdfparams }) => Object.assign(kdfparams, { dklen: 16 }))],
  ['n of no power of two', spoil(({ kdfparams }) => Object.assign(kdfparams, { n: 1000 }))],
  ['n of 1', spoil(({ kdfparams }) => Object.assign(kdfparams, { n: 1 }))],
  ['n as text', spoil(({ kdfparams }) => Object.assign(kdfparams, { n: '2' }))],
  ['a fraction as r', spoil(({ kdfparams }) => Object.assign(kdfparams, { r: 1.5 }))],
  ['n that eats the memory', spoil(({ kdfparams }) => Object.assign(kdfparams, { n: 2 ** 30 }))],
  ['r that eats the memory', spoil(({ kdfparams }) => Object.assign(kdfparams, { r: 2 ** 40 }))],
  ['p that takes for ever', spoil(({ kdfparams }) => Object.assign(kdfparams, { p: 2 ** 30 }))],
  [
    'pbkdf2 of absurd rounds',
    spoil((crypto) => {
      Object.assign(crypto, { kdf: 'pbkdf2' })
      Object.assign(crypto.kdfparams, { prf: 'hmac-sha256', c: 2 ** 31 })
    }),
  ],
  ['the address of another key', (file) => Object.assign(file, { address: '00'.repeat(20) })],
])('%s is invalid', async (_, change) => {
  expect(await codeOf(decryptKey(await spoiled(change), 'secret', 'k'))).toBe('KEYSTORE_INVALID')
})

test('a file is readable by its owner alone, and never replaced', async () => {
  const path = join(folder, 'keys', 'a.json')
  await writeKeystore(path, KEY, 'secret', cheap)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect((await readKeystore(path, 'secret')).address).toBe(ADDRESS)
  const before = readFileSync(path, 'utf8')
  expect(await codeOf(writeKeystore(path, KEY, 'other', cheap))).toBe('KEYSTORE_EXISTS')
  expect(readFileSync(path, 'utf8')).toBe(before)
  expect(readdirSync(join(folder, 'keys'))).toEqual(['a.json'])
})
