import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hex } from '@sonm/model'
import { afterAll, describe, expect, test } from 'vitest'
import { diskTaskFiles } from './disk-task-files.ts'
import { memoryTaskFiles } from './memory-task-files.ts'
import type { TaskFiles } from './task-files.ts'

const root = mkdtempSync(join(tmpdir(), 'sonm-task-files-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0

const sha256Of = (content: Uint8Array): Hex => `0x${createHash('sha256').update(content).digest('hex')}`
const content = Buffer.from('hello world')
const sha256 = sha256Of(content)
const input = { name: 'in.txt', sha256, bytes: content.length }

type Write = (files: TaskFiles, outputsDir: string, name: string, text: string) => Promise<void>
const kinds: [string, () => TaskFiles, Write][] = [
  [
    'disk',
    () => diskTaskFiles(join(root, String(folders++))),
    async (_, dir, name, text) => writeFileSync(join(dir, name), text),
  ],
  [
    'memory',
    memoryTaskFiles,
    (files, dir, name, text) => (files as ReturnType<typeof memoryTaskFiles>).writeOutput(dir, name, text),
  ],
]

describe.each(kinds)('task files (%s)', (_, create, write) => {
  test('a content is fetched on from where it was left, and is there once its hash fits', async () => {
    const files = create()
    expect(await files.storedBytes(sha256)).toBe(0)
    expect(await files.append(sha256, content.length, content.subarray(0, 4))).toBe(false)
    expect([await files.storedBytes(sha256), await files.has(sha256)]).toEqual([4, false])
    expect(await files.append(sha256, content.length, content.subarray(4))).toBe(true)
    expect([await files.storedBytes(sha256), await files.has(sha256)]).toEqual([content.length, true])
  })

  test('a content with another hash is dropped, and can be fetched again', async () => {
    const files = create()
    await expect(files.append(sha256, 5, Buffer.from('world'))).rejects.toMatchObject({ code: 'BLOB_CORRUPT' })
    expect(await files.storedBytes(sha256)).toBe(0)
    expect(await files.append(sha256, content.length, content)).toBe(true)
  })

  test('a task finds its inputs, and its wanted outputs are found', async () => {
    const files = create()
    await expect(files.prepare('one', [input])).rejects.toMatchObject({ code: 'BLOB_MISSING' })
    await files.append(sha256, content.length, content)
    await files.prepare('one', [input])
    const { outputsDir } = await files.prepare('one', [input])
    await write(files, outputsDir, 'out.txt', 'result')
    await write(files, outputsDir, 'other.txt', 'not wanted')
    const wanted = { name: 'out.txt', bytes: 6, sha256: sha256Of(Buffer.from('result')) }
    expect(await files.outputs('one', ['out.txt', 'missing.txt'])).toEqual([wanted])
    expect(Buffer.from(await files.readOutput('one', 'out.txt', 2, 3)).toString()).toBe('sul')
    expect(await files.taskIds()).toEqual(['one'])
    await files.remove('one')
    expect(await files.taskIds()).toEqual([])
    expect(await files.has(sha256)).toBe(true)
  })

  test('contents that nobody needs are removed, unfinished ones too', async () => {
    const files = create()
    const other = sha256Of(Buffer.from('other'))
    await files.append(sha256, content.length, content)
    await files.append(other, 5, Buffer.from('ot'))
    await files.keepOnly(new Set([sha256]))
    expect([await files.has(sha256), await files.storedBytes(other)]).toEqual([true, 0])
  })
})

test('on disk an input lies under its name, readable by whoever runs the task', async () => {
  const files = diskTaskFiles(join(root, String(folders++)))
  await files.append(sha256, content.length, content)
  const { inputsDir } = await files.prepare('one', [input])
  expect(await readFile(join(inputsDir, 'in.txt'), 'utf8')).toBe('hello world')
  expect(statSync(join(inputsDir, 'in.txt')).mode & 0o777).toBe(0o644)
})

test('an output that is a link is never followed', async () => {
  const files = diskTaskFiles(join(root, String(folders++)))
  const { outputsDir } = await files.prepare('one', [])
  symlinkSync('/etc/passwd', join(outputsDir, 'out.txt'))
  expect(await files.outputs('one', ['out.txt'])).toEqual([])
  await expect(files.readOutput('one', 'out.txt', 0, 10)).rejects.toThrow()
})
