import { scryptSync as deriveScrypt } from 'node:crypto'
import { isCoded } from '@sonm/common'
import { fromHex, signerFromPrivateKey, toHex } from '@sonm/model'
import { encryptKeystoreJsonSync, scryptSync } from 'ethers'
import { expect, test } from 'vitest'
import { decryptKey } from './keystore.ts'

const KEY = fromHex(`0x${'7a'.repeat(32)}`)
const SPECIFIED_KEY = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'

// Its own takes ten times as long.
scryptSync.register((password, salt, N, r, p, length) =>
  toHex(deriveScrypt(password, salt, length, { N, r, p, maxmem: 2 ** 29 })),
)

test.each<[string, { N: number; r?: number; p?: number }]>([
  ['the least', { N: 2 }],
  ["the standard of geth's", { N: 262_144, r: 8, p: 1 }],
  ["geth's for light machines", { N: 4096, r: 8, p: 6 }],
  ["geth's for its tests", { N: 8, r: 8, p: 16 }],
])('a file that ethers made with these parameters is opened: %s', async (_, scrypt) => {
  const account = { address: signerFromPrivateKey(KEY).address, privateKey: toHex(KEY) }
  const json = encryptKeystoreJsonSync(account, 'pässword', { scrypt: { r: 8, p: 1, ...scrypt } })
  expect(JSON.parse(json).Crypto.kdfparams).toMatchObject({ n: scrypt.N })
  expect(await decryptKey(json, 'pässword', 'k')).toEqual(KEY)
})

/** The examples of the Web3 Secret Storage specification. */
const cipher = (iv: string) => ({ cipher: 'aes-128-ctr', cipherparams: { iv } })
const SPECIFIED = {
  pbkdf2: {
    ...cipher('6087dab2f9fdbbfaddc31a909735c1e6'),
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262_144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  scrypt: {
    ...cipher('83dbcc02d8ccb40e466191a123791e0e'),
    ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
    kdf: 'scrypt',
    kdfparams: {
      dklen: 32,
      n: 262_144,
      p: 8,
      r: 1,
      salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
    },
    mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
  },
}

test.each(['pbkdf2', 'scrypt'] as const)('the example file of the specification with %s is opened', async (kdf) => {
  const json = JSON.stringify({ crypto: SPECIFIED[kdf], id: '3198bc9c-6672-5ab3-d995-4942343ae5b6', version: 3 })
  expect(toHex(await decryptKey(json, 'testpassword', 'k'))).toBe(SPECIFIED_KEY)
})

test('what OpenSSL leaves to the other scrypt has a wrong password as well', async () => {
  const crypto = { ...SPECIFIED.scrypt, kdfparams: { ...SPECIFIED.scrypt.kdfparams, n: 2 ** 16, p: 1 } }
  const error = await decryptKey(JSON.stringify({ crypto, version: 3 }), 'testpassword', 'k').catch(
    (thrown: unknown) => thrown,
  )
  expect(isCoded(error) && error.code).toBe('KEYSTORE_PASSWORD_WRONG')
})
