import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hex } from '@sonm/model'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { BlobStore } from './blob-store.ts'
import { diskBlobs } from './disk-blobs.ts'
import { memoryBlobs } from './memory-blobs.ts'

const root = mkdtempSync(join(tmpdir(), 'sonm-blobs-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0

const sha256Of = (content: Uint8Array): Hex => `0x${createHash('sha256').update(content).digest('hex')}`

const stores: [string, () => BlobStore][] = [
  ['memory', memoryBlobs],
  ['disk', () => diskBlobs(join(root, String(folders++)))],
]

describe.each(stores)('a blob store (%s)', (_, create) => {
  test('whatever pieces come in whatever order, following the answers completes a blob and no answer overstates', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.record({ at: fc.nat(220), length: fc.nat(80) }), { maxLength: 10 }),
        async (content, noise) => {
          const blobs = create()
          const sha256 = sha256Of(content)
          const send = (offset: number, length: number) =>
            blobs.put({
              upload: 'a',
              sha256,
              totalBytes: content.length,
              offset,
              data: content.subarray(offset, offset + length),
            })
          for (const { at, length } of noise) expect(await send(at, length)).toBeLessThanOrEqual(content.length)
          let stored = await send(0, 0)
          for (let turn = 0; stored < content.length && turn < 300; turn++) stored = await send(stored, 7)
          expect(stored).toBe(content.length)
          const { data, totalBytes } = await blobs.read(sha256, 0, 1000)
          expect([Buffer.from(data), totalBytes]).toEqual([Buffer.from(content), content.length])
        },
      ),
      { numRuns: 40 },
    )
  })

  test('what does not have its hash is dropped, and another upload of the same hash is not harmed', async () => {
    const blobs = create()
    const content = Buffer.from('hello')
    const sha256 = sha256Of(content)
    const piece = { sha256, totalBytes: 5, offset: 0 }
    await expect(blobs.put({ ...piece, upload: 'bad', data: Buffer.from('world') })).rejects.toMatchObject({
      code: 'BLOB_CORRUPT',
    })
    expect(await blobs.has(sha256)).toBe(false)
    expect(await blobs.put({ ...piece, upload: 'bad', data: Buffer.from('wo') })).toBe(2)
    expect(await blobs.put({ ...piece, upload: 'good', data: content })).toBe(5)
    expect(await blobs.has(sha256)).toBe(true)
  })

  test('a content that somebody else has stored must be sent in full all the same', async () => {
    const blobs = create()
    const content = Buffer.from('hello')
    const piece = { sha256: sha256Of(content), totalBytes: 5 }
    await blobs.put({ ...piece, upload: 'a', offset: 0, data: content })
    expect(await blobs.put({ ...piece, upload: 'b', offset: 0, data: new Uint8Array() })).toBe(0)
    expect(await blobs.put({ ...piece, upload: 'b', offset: 5, data: new Uint8Array() })).toBe(0)
    expect(await blobs.put({ ...piece, upload: 'b', offset: 0, data: content })).toBe(5)
  })

  test('an abandoned upload begins anew, and a removed blob is missing', async () => {
    const blobs = create()
    const content = Buffer.from('hello')
    const sha256 = sha256Of(content)
    const piece = { upload: 'a', sha256, totalBytes: 5 }
    await blobs.put({ ...piece, offset: 0, data: content.subarray(0, 3) })
    await blobs.abandon(new Set(['a']))
    expect(await blobs.put({ ...piece, offset: 3, data: content.subarray(3) })).toBe(0)
    await blobs.put({ ...piece, offset: 0, data: content })
    await blobs.remove(sha256)
    await expect(blobs.read(sha256, 0, 10)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
  })

  test('pieces that are sent twice at the same time are taken once', async () => {
    const blobs = create()
    const content = Buffer.from('hello world')
    const sha256 = sha256Of(content)
    const piece = { upload: 'a', sha256, totalBytes: 11, offset: 0 }
    await Promise.all([1, 2, 3].map(() => blobs.put({ ...piece, data: content.subarray(0, 6) })))
    expect(await blobs.put({ ...piece, offset: 6, data: content.subarray(6) })).toBe(11)
  })
})
