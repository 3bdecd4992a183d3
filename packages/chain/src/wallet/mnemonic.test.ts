import { isCoded, seededRandom, systemRandom } from '@sonm/common'
import { fromHex, signerFromPrivateKey, toHex } from '@sonm/model'
import { decryptKeystoreJson, encryptKeystoreJson, HDNodeWallet, Mnemonic } from 'ethers'
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { decryptAccount, encryptAccount, encryptKey, wipeSecret } from './keystore.ts'
import { accountPath, createEntropy, deriveKey, entropyToWords, wordsToEntropy } from './mnemonic.ts'

const cheap = { random: systemRandom, scryptN: 2 }
const ABANDON = `${'abandon '.repeat(11)}about`

/** From the test vectors of BIP-39 (passphrase TREZOR), and the first address of each as ethers has it. */
const VECTORS: readonly [entropy: string, words: string][] = [
  ['00000000000000000000000000000000', ABANDON],
  ['7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f', 'legal winner thank year wave sausage worth useful legal winner thank yellow'],
  ['ffffffffffffffffffffffffffffffff', 'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong'],
  ['0000000000000000000000000000000000000000000000000000000000000000', `${'abandon '.repeat(23)}art`],
  [
    'f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f',
    'void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen patrol group space point ten exist slush involve unfold',
  ],
]

it.each(VECTORS)('%s is written as the vectors of BIP-39 say, and gives the accounts of ethers', async (hex, words) => {
  const entropy = fromHex(`0x${hex}`)
  expect(entropyToWords(entropy)).toBe(words)
  expect(toHex(wordsToEntropy(`  ${words.toUpperCase().replaceAll(' ', '\n ')} `))).toBe(`0x${hex}`)
  for (const [passphrase, index] of [
    ['TREZOR', 0],
    ['', 0],
    ['pässword', 7],
  ] as const) {
    const theirs = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(words, passphrase), accountPath(index))
    expect(toHex(await deriveKey(entropy, passphrase, accountPath(index)))).toBe(theirs.privateKey)
  }
})

test('the well-known first account of twelve words', async () => {
  const key = await deriveKey(wordsToEntropy(`${'test '.repeat(11)}junk`), '', accountPath(0))
  expect(signerFromPrivateKey(key).address).toBe('0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266')
})

test('any entropy survives being written down, and any other word in its place does not', () => {
  fc.assert(
    fc.property(fc.constantFrom(12 as const, 24 as const), fc.integer(), fc.nat(23), (count, seed, at) => {
      const entropy = createEntropy(count, seededRandom(seed))
      const words = entropyToWords(entropy).split(' ')
      expect(words).toHaveLength(count)
      expect(wordsToEntropy(words.join(' '))).toEqual(entropy)
      const missing = words.filter((_, place) => place !== at % count)
      expect(() => wordsToEntropy(missing.join(' '))).toThrow(expect.objectContaining({ code: 'MNEMONIC_INVALID' }))
    }),
    { numRuns: 30 },
  )
})

it.each([
  ['', '0 words'],
  ['abandon', '1 words'],
  [ABANDON.replace('about', 'abandon'), 'checksum'],
  [ABANDON.replace('about', 'aboutt'), 'word 12 is not in the list'],
  [`${ABANDON} about`, '13 words'],
])('%j is no mnemonic, and none of its words is repeated', (text, reason) => {
  try {
    wordsToEntropy(text)
    expect.unreachable()
  } catch (error) {
    expect(isCoded(error, 'MNEMONIC_INVALID')).toBe(true)
    expect(String(error)).toContain(reason)
    expect(String(error)).not.toMatch(/abandon|about/)
  }
})

it.each([-1, 0.5, 2 ** 31, Number.NaN])('%d is no index of an account', (index) => {
  expect(() => accountPath(index)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})

async function abandonAccount(passphrase: string, index: number) {
  const entropy = wordsToEntropy(ABANDON)
  const path = accountPath(index)
  const privateKey = await deriveKey(entropy, passphrase, path)
  return { privateKey, mnemonic: { entropy, path, hasPassphrase: passphrase !== '' } }
}

test.each([
  ['', 0],
  ['', 3],
  ['extra', 1],
])('a keystore keeps the mnemonic (passphrase %j, account %d)', async (passphrase, index) => {
  const secret = await abandonAccount(passphrase, index)
  const json = await encryptAccount(secret, 'secret', cheap)
  expect(json).not.toContain('abandon')
  expect(await decryptAccount(json, 'secret', 'k')).toEqual(secret)
})

test('ethers finds our mnemonic, and we find that of ethers', async () => {
  const secret = await abandonAccount('', 5)
  const ours = await decryptKeystoreJson(await encryptAccount(secret, 'pässword', cheap), 'pässword')
  expect(ours.mnemonic).toMatchObject({ path: accountPath(5), entropy: toHex(secret.mnemonic.entropy) })

  const account = {
    address: signerFromPrivateKey(secret.privateKey).address,
    privateKey: toHex(secret.privateKey),
    mnemonic: { entropy: toHex(secret.mnemonic.entropy), path: accountPath(5), locale: 'en' },
  }
  const theirs = await encryptKeystoreJson(account, 'secret', { scrypt: { N: 2 } })
  expect(await decryptAccount(theirs, 'secret', 'k')).toEqual(secret)
})

it.each([
  ['another version', { version: '9' }],
  ['a path that is none', { path: 'm/../..' }],
  ['no path', { path: undefined }],
  ['a language that we do not have', { locale: 'ja' }],
  ['a counter that is cut off', { mnemonicCounter: '00' }],
  ['a ciphertext of no mnemonic', { mnemonicCiphertext: '00'.repeat(17) }],
])('a mnemonic with %s is left out, and the key opens all the same', async (_, change) => {
  const secret = await abandonAccount('', 0)
  const file = JSON.parse(await encryptAccount(secret, 'secret', cheap))
  Object.assign(file['x-ethers'], change)
  expect(await decryptAccount(JSON.stringify(file), 'secret', 'k')).toEqual({ privateKey: secret.privateKey })
})

test('a password is the same as text and as bytes, which stay as they are; a secret that is wiped is gone', async () => {
  for (const text of ['plain', 'Ångström', '\u00e9', 'e\u0301']) {
    const bytes = new TextEncoder().encode(text)
    const json = await encryptKey(fromHex(`0x${'7a'.repeat(32)}`), bytes, cheap)
    expect(bytes).toEqual(new TextEncoder().encode(text))
    for (const password of [text, bytes])
      expect((await decryptAccount(json, password, 'k')).privateKey).toHaveLength(32)
  }
  const secret = await abandonAccount('', 0)
  wipeSecret(secret)
  expect(toHex(secret.privateKey) + toHex(secret.mnemonic.entropy)).toMatch(/^[0x]+$/)
})
