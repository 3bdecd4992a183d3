import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded, systemRandom } from '@sonm/common'
import { fromHex } from '@sonm/model'
import { afterAll, expect, test } from 'vitest'
import { encryptKey } from './keystore.ts'
import { readKeystore, readKeystoreFile, writeKeystore } from './keystore-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-keystore-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const cheap = { random: systemRandom, scryptN: 2 }

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}
const codeOfReading = (path: string) => codeOf(readKeystore(path, 'secret'))
const inFolder = (name: string, make: (path: string) => void) => {
  const path = join(folder, name)
  make(path)
  return path
}

test.each<[string, () => string, string]>([
  ['a name of nothing', () => join(folder, 'none.json'), 'KEYSTORE_NOT_FOUND'],
  ['a link to nothing', () => inFolder('link', (path) => symlinkSync('nowhere', path)), 'KEYSTORE_NOT_FOUND'],
  ['a folder', () => inFolder('folder', (path) => mkdirSync(path)), 'FILE_UNREADABLE'],
  ['what is below a file', () => `${inFolder('file', (path) => writeFileSync(path, ''))}/x`, 'FILE_UNREADABLE'],
  ['a link to itself', () => inFolder('loop', (path) => symlinkSync('loop', path)), 'FILE_UNREADABLE'],
  ['a pipe that nobody writes to', () => inFolder('pipe', (path) => execFileSync('mkfifo', [path])), 'FILE_UNREADABLE'],
  ['a device without an end', () => '/dev/zero', 'FILE_UNREADABLE'],
  ['a link to such a device', () => inFolder('zero', (path) => symlinkSync('/dev/zero', path)), 'FILE_UNREADABLE'],
  ['what fails while it is read', () => '/proc/self/mem', 'FILE_UNREADABLE'],
  ['a name with a zero byte', () => join(folder, 'a\0b'), 'FILE_UNREADABLE'],
  ['nothing', () => inFolder('empty', (path) => writeFileSync(path, '')), 'KEYSTORE_INVALID'],
  ['null', () => inFolder('null', (path) => writeFileSync(path, 'null')), 'KEYSTORE_INVALID'],
  ['a picture', () => inFolder('picture', (path) => writeFileSync(path, systemRandom.bytes(5000))), 'KEYSTORE_INVALID'],
  [
    'a file of 3 GB',
    () =>
      inFolder('large', (path) => {
        writeFileSync(path, '')
        truncateSync(path, 3 * 2 ** 30)
      }),
    'KEYSTORE_INVALID',
  ],
])('%s is no keystore', async (_, make, code) => {
  expect(await codeOfReading(make())).toBe(code)
})

test('a file of a byte too many is refused, one as long as is allowed is read', () => {
  const path = inFolder('longest', (name) => writeFileSync(name, ' '.repeat(65_536)))
  expect(readKeystoreFile(path)).toHaveLength(65_536)
  writeFileSync(path, ' '.repeat(65_537))
  expect(() => readKeystoreFile(path)).toThrow(expect.objectContaining({ code: 'KEYSTORE_INVALID' }))
})

test('a file that may not be read is told by its code', async () => {
  const json = await encryptKey(fromHex(`0x${'7a'.repeat(32)}`), 'secret', cheap)
  const path = inFolder('locked', (name) => writeFileSync(name, json))
  chmodSync(path, 0)
  // An administrator may read everything.
  if (process.getuid?.() === 0) expect(readKeystoreFile(path)).toBe(json)
  else expect(await codeOfReading(path)).toBe('FILE_UNREADABLE')
})

test('what is no key is not written', async () => {
  const zero = fromHex(`0x${'00'.repeat(32)}`)
  expect(await codeOf(writeKeystore(join(folder, 'zero.json'), zero, 'x', cheap))).toBe('KEY_INVALID')
})
