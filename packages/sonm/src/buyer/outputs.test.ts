import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, createRouterTransport } from '@connectrpc/connect'
import type { TaskObservation } from '@sonm/model'
import { TaskService } from '@sonm/protocol'
import { afterAll, describe, expect, it } from 'vitest'
import type { NodeApi } from '../api/node-api.ts'
import { silentProgress } from '../output/progress.ts'
import { expectOutputs, fetchOutputs } from './outputs.ts'

const root = mkdtempSync(join(tmpdir(), 'sonm-outputs-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const text = 'what the hub sends'
const sha256 = `0x${createHash('sha256').update(text).digest('hex')}` as const
const transport = createRouterTransport(({ service }) => {
  service(TaskService, {
    readOutput: ({ offset }) => ({ data: Buffer.from(text).subarray(Number(offset)), totalBytes: BigInt(text.length) }),
  })
})
const api = { tasks: createClient(TaskService, transport) } as NodeApi

/** A task of which the hub says that it left these. */
function ended(...names: string[]): TaskObservation {
  return { taskId: 'a', phase: 'ended', outputs: names.map((name) => ({ name, bytes: text.length, sha256 })) }
}

function options(change: Partial<Parameters<typeof fetchOutputs>[2]> = {}) {
  const folder = mkdtempSync(join(root, 'fetched-'))
  writeFileSync(join(folder, 'Makefile'), 'mine')
  const { signal } = new AbortController()
  return { folder, overwrite: false, barFor: () => silentProgress, signal, ...change }
}

describe('outputs', () => {
  it('that the buyer did not name are not written, whatever the hub offers', async () => {
    const given = options({ wanted: { outputs: ['image.png'] }, overwrite: true })
    const files = await fetchOutputs(api, ended('image.png', 'Makefile'), given)
    expect(files.map(({ path }) => path)).toEqual([join(given.folder, 'image.png')])
    expect(readdirSync(given.folder).sort()).toEqual(['Makefile', 'image.png'])
    expect(readFileSync(join(given.folder, 'Makefile'), 'utf8')).toBe('mine')
  })

  it('are not written over what is there, unless that is asked for', async () => {
    const given = options()
    await expect(fetchOutputs(api, ended('image.png', 'Makefile'), given)).rejects.toMatchObject({
      code: 'OUTPUT_EXISTS',
    })
    expect(readdirSync(given.folder)).toEqual(['Makefile'])
    await fetchOutputs(api, ended('Makefile'), { ...given, overwrite: true })
    expect(readFileSync(join(given.folder, 'Makefile'), 'utf8')).toBe(text)
  })

  it('that are larger together than the task could write are not fetched', async () => {
    const given = options({ limitBytes: text.length * 2 - 1 })
    await expect(fetchOutputs(api, ended('a', 'b'), given)).rejects.toMatchObject({ code: 'OUTPUT_TOO_LARGE' })
    expect(readdirSync(given.folder)).toEqual(['Makefile'])
  })

  it('that the task did not leave are told of by their names', () => {
    expectOutputs(ended('a', 'b'), { outputs: ['b'] })
    expect(() => expectOutputs(ended('a'), { outputs: ['a', 'b', 'c'] })).toThrowError(
      expect.objectContaining({ code: 'OUTPUT_MISSING', data: { taskId: 'a', names: 'b, c' } }),
    )
  })
})
