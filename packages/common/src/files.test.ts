import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fileBytes, readPiece, sha256OfFile } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'digits')
writeFileSync(path, '0123456789')

test('only a regular file has a size', async () => {
  symlinkSync(path, join(folder, 'link'))
  expect(await fileBytes(path)).toBe(10)
  for (const other of [join(folder, 'link'), folder, join(folder, 'missing')]) {
    expect(await fileBytes(other)).toBeUndefined()
  }
})

test('a file is known by the hash of its content', async () => {
  expect(await sha256OfFile(path)).toBe(`0x${createHash('sha256').update('0123456789').digest('hex')}`)
})

test.each([
  [0, 4, '0123'],
  [7, 100, '789'],
  [10, 4, ''],
  [99, 4, ''],
])('from offset %d on at most %d bytes are %j', async (offset, maxBytes, text) => {
  await using file = await open(path)
  const { data, totalBytes } = await readPiece(file, offset, maxBytes)
  expect([Buffer.from(data).toString(), totalBytes]).toEqual([text, 10])
})
