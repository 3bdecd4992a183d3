import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSmallFile } from './small-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonm-small-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a file is read, and one that is missing, no file, or larger than may be is told by its path', () => {
  const path = join(folder, 'table.csv')
  writeFileSync(path, 'a'.repeat(2 ** 20 + 1))
  expect(readSmallFile(path, 2 ** 21)).toHaveLength(2 ** 20 + 1)
  for (const [file, reason] of [
    [path, 'larger than 1 MiB'],
    [join(folder, 'none'), 'there is no such file'],
    [folder, 'it is no file'],
  ] as const) {
    expect(() => readSmallFile(file)).toThrow(`The file ${file} cannot be read`)
    expect(() => readSmallFile(file)).toThrow(reason)
  }
})
