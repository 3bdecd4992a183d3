import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { addOutput, folderUsage, maxOutputFiles, moveOutputs, OutputError, outputPathProblem } from './outputs.ts'

test.each(['a', 'a.txt', 'sub/file', '..a', 'a..', '.hidden', 'with space', 'é'])('%j may be kept', (path) => {
  expect(outputPathProblem(path)).toBeUndefined()
})

test.each(['', '/', '/a', '..', '../a', 'a/..', 'a/../b', './a', 'a//b', 'a/', 'a\\b', 'a\0b', 'x'.repeat(256)])(
  '%j may not be kept',
  (path) => expect(outputPathProblem(path)).toBeTypeOf('string'),
)

test('no path that is kept leaves its folder', () => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '/', '\\', '\0'), fc.string({ maxLength: 4 }))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const path = parts.join('/')
      if (outputPathProblem(path) !== undefined) return
      const reached = relative('/outputs', join('/outputs', path))
      expect(reached !== '' && !isAbsolute(reached) && reached.split('/')[0] !== '..').toBe(true)
    }),
  )
})

test('files are counted by number and by size', () => {
  const full = { files: maxOutputFiles, bytes: 0 }
  expect(() => addOutput(full, 'a', 0, 10)).toThrow(OutputError)
  expect(() => addOutput({ files: 0, bytes: 8 }, 'a', 3, 10)).toThrow(OutputError)
  expect(addOutput({ files: 0, bytes: 8 }, 'a', 2, 10)).toEqual({ files: 1, bytes: 10 })
})

const folder = mkdtempSync(join(tmpdir(), 'sonm-outputs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('folders count as files do, and no more is looked at than is needed to know that it is too much', async () => {
  for (let index = 0; index < 300; index++) mkdirSync(join(folder, 'wide', String(index)), { recursive: true })
  writeFileSync(join(folder, 'wide/7/file'), 'hello')
  symlinkSync('/etc/passwd', join(folder, 'wide/8/link'))
  const all = await folderUsage(join(folder, 'wide'), { files: 1000, bytes: 1000 })
  expect(all.files).toBe(302)
  expect(all.bytes).toBe(5 + '/etc/passwd'.length)
  expect((await folderUsage(join(folder, 'wide'), { files: 20, bytes: 1000 })).files).toBe(21)
  expect((await folderUsage(join(folder, 'wide'), { files: 1000, bytes: 4 })).bytes).toBeGreaterThan(4)
  expect(await folderUsage(join(folder, 'none'), { files: 1, bytes: 1 })).toEqual({ files: 0, bytes: 0 })
})

test('folders that lie too deep to be reached are too many, and no outputs', async () => {
  mkdirSync(join(folder, 'deep', 'x/'.repeat(70)), { recursive: true })
  expect((await folderUsage(join(folder, 'deep'), { files: 1000, bytes: 0 })).files).toBeGreaterThan(1000)
  const moving = moveOutputs(join(folder, 'deep'), join(folder, 'moved'), 1000)
  await expect(moving).rejects.toBeInstanceOf(OutputError)
})

test('a file whose name is no UTF-8 counts with its bytes, and is left where it is', async () => {
  const from = join(folder, 'raw')
  const to = join(folder, 'raw-moved')
  mkdirSync(from)
  writeFileSync(Buffer.concat([Buffer.from(`${from}/`), Buffer.from([0xff, 0xfe])]), 'x'.repeat(50))
  writeFileSync(join(from, 'a.txt'), 'hi')
  expect(await folderUsage(from, { files: 10, bytes: 1000 })).toEqual({ files: 2, bytes: 52 })
  await moveOutputs(from, to, 1000)
  expect(readdirSync(to)).toEqual(['a.txt'])
})

test('what lies deeper than a path can be long is more than there may be', async () => {
  const from = join(folder, 'long')
  const name = 'd'.repeat(250)
  // Two chains, each short enough to be named, one moved to the end of the other.
  const chain = (top: string) => [top, ...Array<string>(10).fill(name)].join('/')
  mkdirSync(join(from, chain('a')), { recursive: true })
  mkdirSync(join(from, chain('b')), { recursive: true })
  execFileSync('sh', ['-c', `cd "$1/${chain('a')}" && mv "$1/b" .`, 'sh', from])
  expect((await folderUsage(from, { files: 1000, bytes: 1000 })).files).toBeGreaterThan(1000)
  await expect(moveOutputs(from, join(folder, 'long-moved'), 1000)).rejects.toThrow(OutputError)
})
