import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { TaskFolder, taskIdsIn } from './task-folder.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'sonm-task-folder-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** Does what `action` does as a user who may not write everywhere. */
function asOrdinaryUser(action: () => void): void {
  const nobody = 65_534
  const isRoot = process.getuid?.() === 0
  if (isRoot) process.seteuid?.(nobody)
  try {
    action()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

test('a folder that cannot be removed for what a container made in it stays known until it can be', async () => {
  const folder = new TaskFolder(dataDir, 'stuck')
  const limits = { memoryBytes: 1, cpuHundredths: 1, diskBytes: 1, outputBytes: 1 }
  await folder.create({ taskId: 'stuck', spec: { kind: 'noop' }, limits, inputsDir: '/in', outputsDir: '/out' })
  await folder.write('end.json', { end: { reason: 'stopped', message: '', endedAtMs: 1 } })
  const made = folder.file('out/x')
  mkdirSync(made, { recursive: true })
  writeFileSync(join(made, 'f'), '')
  chmodSync(made, 0o555)
  const own = [dataDir, folder.path, folder.file('out'), folder.file('task.json')]
  if (process.getuid?.() === 0) for (const path of own) chownSync(path, 65_534, 65_534)
  asOrdinaryUser(() => expect(() => folder.remove()).toThrow(/EACCES/))
  expect(taskIdsIn(dataDir)).toEqual(['stuck'])
  expect(folder.end()?.end.reason).toBe('stopped')
  chmodSync(made, 0o755)
  folder.remove()
  expect(taskIdsIn(dataDir)).toEqual([])
  expect(existsSync(folder.path)).toBe(false)
})
