import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeKeystore } from '@sonm/chain'
import { isCoded, systemRandom } from '@sonm/common'
import { signerFromPrivateKey } from '@sonm/model'
import { afterAll, expect, test } from 'vitest'
import { openHome } from './home.ts'
import { roleSigner } from './keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const home = openHome(folder)

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

test('a role has one key, made on first use, that its owner alone can read', async () => {
  const made = await roleSigner(home, 'hub')
  expect((await roleSigner(home, 'hub')).address).toBe(made.address)
  expect((await roleSigner(home, 'hub-2')).address).not.toBe(made.address)
  for (const name of ['key.json', 'password']) {
    expect(statSync(join(home.roleFolder('hub'), name)).mode & 0o077, name).toBe(0)
  }
  expect(readFileSync(join(home.roleFolder('hub'), 'key.json'), 'utf8')).not.toContain(
    readFileSync(join(home.roleFolder('hub'), 'password'), 'utf8').trim(),
  )
})

test('a key that somebody brought opens with its own password alone, and no copy of that is kept', async () => {
  const passwordFile = join(folder, 'my-password')
  writeFileSync(passwordFile, 'correct horse\r\n')
  const key = systemRandom.bytes(32)
  // As cheap as it can be: the cost of guessing is the keystore's own test.
  await writeKeystore(join(home.roleFolder('node'), 'key.json'), key, 'correct horse', {
    random: systemRandom,
    scryptN: 2,
  })
  expect((await roleSigner(home, 'node', { file: passwordFile })).address).toBe(signerFromPrivateKey(key).address)
  expect(await codeOf(roleSigner(home, 'node'))).toBe('FILE_UNREADABLE')

  writeFileSync(passwordFile, 'battery staple\n')
  expect(await codeOf(roleSigner(home, 'node', { file: passwordFile }))).toBe('KEYSTORE_PASSWORD_WRONG')
  expect(readdirSync(home.roleFolder('node'))).toEqual(['key.json'])
})

test('a password file that is not there makes no key', async () => {
  expect(await codeOf(roleSigner(home, 'worker', { file: join(folder, 'none') }))).toBe('FILE_UNREADABLE')
  expect(() => statSync(join(home.roleFolder('worker'), 'key.json'))).toThrow(/ENOENT/)
})

test('a key that is no keystore is told as such', async () => {
  await roleSigner(home, 'locator')
  writeFileSync(join(home.roleFolder('locator'), 'key.json'), '{}')
  expect(await codeOf(roleSigner(home, 'locator'))).toBe('KEYSTORE_INVALID')
})

test('a password that others can read opens no key', async () => {
  await roleSigner(home, 'hub-3')
  chmodSync(join(home.roleFolder('hub-3'), 'password'), 0o640)
  expect(await codeOf(roleSigner(home, 'hub-3'))).toBe('SECRET_EXPOSED')
  chmodSync(join(home.roleFolder('hub-3'), 'password'), 0o400)
  expect((await roleSigner(home, 'hub-3')).address).toMatch(/^0x/)
})
