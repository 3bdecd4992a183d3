import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { soldStorageBytes } from './sold-storage.ts'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sonm-storage-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const sold = (freeBytes: number, { totalBytes = 1000, share = 0.5 } = {}) =>
  soldStorageBytes({ dataDir, share, diskOf: async () => ({ totalBytes, freeBytes }) })

it('stays the same over restarts, however much was written meanwhile', async () => {
  expect(await sold(801)).toBe(400)
  expect(await sold(799)).toBe(400)
  expect(await sold(10)).toBe(400)
})

it('is measured anew for another disk, another share, and when its record is damaged', async () => {
  expect(await sold(800)).toBe(400)
  expect(await sold(900, { totalBytes: 2000 })).toBe(450)
  expect(await sold(900, { totalBytes: 2000, share: 1 })).toBe(900)
  writeFileSync(join(dataDir, 'storage.json'), '{"soldBytes": -1')
  expect(await sold(600, { totalBytes: 2000, share: 1 })).toBe(600)
})

it('asks the disk that holds the folder', async () => {
  expect(await soldStorageBytes({ dataDir, share: 1 })).toBeGreaterThan(0)
})
