import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, createRouterTransport } from '@connectrpc/connect'
import { MAX_BLOB_PIECE_BYTES, TaskService } from '@sonm/protocol'
import { afterAll, describe, expect, it } from 'vitest'
import type { NodeApi } from '../api/node-api.ts'
import { downloadOutput, hashFile, uploadFile } from './files.ts'

const root = mkdtempSync(join(tmpdir(), 'sonm-files-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A node that keeps one blob, and serves one output. */
function fakeNode(state: { stored: Uint8Array; output: Uint8Array }) {
  const sentBytes: number[] = []
  const transport = createRouterTransport(({ service }) => {
    service(TaskService, {
      putBlob({ offset, data }) {
        if (data.length > 0) sentBytes.push(data.length)
        state.stored = Buffer.concat([state.stored.subarray(0, Number(offset) || state.stored.length), data])
        return { storedBytes: BigInt(state.stored.length) }
      },
      readOutput({ offset, maxBytes }) {
        const data = state.output.slice(Number(offset), Number(offset) + maxBytes)
        return { data, totalBytes: BigInt(state.output.length) }
      },
    })
  })
  return { api: { tasks: createClient(TaskService, transport) } as NodeApi, sentBytes }
}

const large = Uint8Array.from({ length: MAX_BLOB_PIECE_BYTES + 10 }, (_, at) => at % 251)
const none = new Uint8Array()

describe('sending a file', () => {
  it('goes in pieces, from where the hub is, and tells how far it is', async () => {
    const path = join(root, 'input')
    writeFileSync(path, large)
    const state = { stored: large.slice(0, 5), output: none }
    const { api, sentBytes } = fakeNode(state)
    const fractions: number[] = []
    await uploadFile(api, 7n, await hashFile(path), (fraction) => fractions.push(fraction))
    expect(Buffer.compare(state.stored, large)).toBe(0)
    expect(sentBytes).toEqual([MAX_BLOB_PIECE_BYTES, 5])
    expect(fractions.at(-1)).toBe(1)
  })

  it('sends nothing of what is there already', async () => {
    const path = join(root, 'known')
    writeFileSync(path, large)
    const { api, sentBytes } = fakeNode({ stored: large, output: none })
    await uploadFile(api, 7n, await hashFile(path), () => {})
    expect(sentBytes).toEqual([])
  })

  it('fails when the file became shorter meanwhile, instead of asking for ever', async () => {
    const path = join(root, 'shrinking')
    writeFileSync(path, large)
    const file = await hashFile(path)
    writeFileSync(path, 'short')
    const { api } = fakeNode({ stored: none, output: none })
    await expect(uploadFile(api, 7n, file, () => {})).rejects.toMatchObject({ code: 'FILE_UNREADABLE', data: { path } })
  })

  it.each([
    ['nothing of it', () => 0n],
    ['more than there is', ({ totalBytes }: { totalBytes: bigint }) => totalBytes + 1n],
  ])('fails when the hub says that it stored %s, instead of sending for ever', async (_, stored) => {
    const path = join(root, 'unstored')
    writeFileSync(path, 'some text')
    const transport = createRouterTransport(({ service }) => {
      service(TaskService, {
        putBlob: (piece) => ({ storedBytes: piece.data.length === 0 ? 0n : stored(piece) }),
      })
    })
    const api = { tasks: createClient(TaskService, transport) } as NodeApi
    await expect(uploadFile(api, 7n, await hashFile(path), () => {})).rejects.toMatchObject({
      code: 'HUB_STORES_NOTHING',
      data: { dealId: '7', path },
    })
  })

  it.each([
    ['a folder', root],
    ['nothing', join(root, 'none')],
  ])('%s is no file', async (_, path) => {
    await expect(hashFile(path)).rejects.toMatchObject({ code: 'FILE_UNREADABLE', data: { path } })
  })
})

describe('fetching an output', () => {
  it.each([
    ['of several pieces', large],
    ['that is empty', none],
  ])('%s gives the file', async (_, output) => {
    const source = join(root, 'source')
    writeFileSync(source, output)
    const { sha256, bytes } = await hashFile(source)
    const folder = mkdtempSync(join(root, 'fetched-'))
    const { api } = fakeNode({ stored: none, output })
    const fetched = await downloadOutput(api, 'a', { name: 'out', sha256, bytes }, folder)
    expect(fetched).toEqual({ path: join(folder, 'out'), sha256, bytes: output.length })
    expect(Buffer.compare(readFileSync(fetched.path), output)).toBe(0)
    expect(readdirSync(folder)).toEqual(['out'])
  })

  it('of another content than the worker told gives no file', async () => {
    const folder = mkdtempSync(join(root, 'corrupt-'))
    const { api } = fakeNode({ stored: none, output: large })
    const output = { name: 'out', sha256: `0x${'00'.repeat(32)}`, bytes: large.length } as const
    await expect(downloadOutput(api, 'a', output, folder)).rejects.toMatchObject({
      code: 'OUTPUT_CORRUPT',
      data: { name: 'out' },
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it('that is larger than the worker told is not read to its end', async () => {
    const folder = mkdtempSync(join(root, 'endless-'))
    const { api } = fakeNode({ stored: none, output: large })
    const output = { name: 'out', sha256: `0x${'00'.repeat(32)}`, bytes: 10 } as const
    await expect(downloadOutput(api, 'a', output, folder)).rejects.toMatchObject({ code: 'OUTPUT_CORRUPT' })
    expect(readdirSync(folder)).toEqual([])
  })
})
