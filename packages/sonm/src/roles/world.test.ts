import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openHome } from '../home/home.ts'
import { createWorld, storeFile } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-world-'))
const umask = process.umask()
afterAll(() => {
  process.umask(umask)
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['hub', 'own', 0o600],
  ['worker', 'shared', 0o644],
] as const)('what a %s writes is for its files: %s', async (name, files, mode) => {
  process.umask(0o022)
  const world = await createWorld({ home: openHome(folder), name, logLevel: 'silent' }, files)
  writeFileSync(storeFile(world), '')
  expect(statSync(storeFile(world)).mode & 0o777).toBe(mode)
})
