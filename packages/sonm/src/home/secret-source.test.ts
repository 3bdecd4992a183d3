import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCoded } from '@sonm/common'
import { afterAll, beforeEach, expect, it, test } from 'vitest'
import { readSecret, type SecretSource } from './secret-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let notes: string[] = []
beforeEach(() => {
  notes = []
})
const note = (text: string) => void notes.push(text)
const wish = { what: 'The password', options: '--password-file', ask: undefined, note }
const read = async (source: SecretSource) => new TextDecoder().decode(await readSecret(source, wish))

let files = 0
function fileOf(content: string, mode = 0o600): string {
  files += 1
  const path = join(folder, `secret-${files}`)
  writeFileSync(path, content, { mode })
  return path
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

it.each([
  ['secret', 'secret'],
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  ['secret\n\n', 'secret\n'],
  [' with spaces \n', ' with spaces '],
  ['', ''],
  ['pässwörd\n', 'pässwörd'],
])('the file %j holds %j, and so says its descriptor', async (content, expected) => {
  const file = fileOf(content)
  expect(await read({ file })).toBe(expected)
  const fd = openSync(file, 'r')
  expect(await read({ fd })).toBe(expected)
  closeSync(fd)
  expect(notes).toEqual([])
})

test('a file that others may read is used, with a warning', async () => {
  expect(await read({ file: fileOf('secret', 0o644) })).toBe('secret')
  expect(notes).toEqual([expect.stringMatching(/can be read by other users.*mode 644.*chmod 600/)])
})

test('the terminal is asked when nothing is given, by what is wanted', async () => {
  const asked: string[] = []
  const ask = async (question: string) => {
    asked.push(question)
    return new TextEncoder().encode('typed')
  }
  expect(new TextDecoder().decode(await readSecret({}, { ...wish, ask }))).toBe('typed')
  expect(asked).toEqual(['The password: '])
})

test('what cannot be read is told by its code', async () => {
  expect(await codeOf(read({}))).toBe('SECRET_NEEDED')
  expect(await codeOf(read({ file: join(folder, 'none') }))).toBe('FILE_UNREADABLE')
  // In words, and not as the system says it.
  await expect(read({ file: join(folder, 'none') })).rejects.toThrow(/none cannot be read: there is no such file\. /)
  expect(await codeOf(read({ file: folder }))).toBe('FILE_UNREADABLE')
  expect(await codeOf(read({ fd: 9998 }))).toBe('SECRET_INVALID')
  expect(await codeOf(read({ file: '/dev/zero' }))).toBe('SECRET_INVALID')
  expect(await codeOf(read({ file: fileOf('x'), fd: 3 }))).toBe('SECRET_INVALID')
})
