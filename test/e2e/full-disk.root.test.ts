import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PreparedTask, prepareRenderTask } from '@sonm/sonm'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Ended } from './program.ts'
import { Town } from './town.ts'

const town = new Town()
let task: PreparedTask

beforeAll(async () => {
  ;[task] = await Promise.all([prepareRenderTask(), town.start()])
  await town.untilOffered()
  // Hub and worker have the program before a small disk hides what they have.
  await runBigTask()
})

afterAll(() => town.stop())

/** Puts a disk of one MiB in the place of a folder. */
function smallDisk(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder])
  const unmount = () => execFileSync('umount', [folder])
  onTestFinished(() => {
    if (readFileSync('/proc/mounts', 'utf8').includes(folder)) unmount()
  })
  return unmount
}

async function runBigTask(): Promise<Ended> {
  const input = join(town.folder.path, `input-${randomUUID()}`)
  const file = join(town.folder.path, 'big.yaml')
  writeFileSync(input, randomBytes(3 << 20))
  const module = task.files[0]!.path
  writeFileSync(file, `wasm: { module: ${module}, args: [/in/scene.json, /out/none] }\ninputs: { big: ${input} }\n`)
  return town.call('run', '-f', file, '--yes')
}

async function expectNothingLost(before: bigint): Promise<void> {
  expect((await town.api.deals.listDeals({})).deals).toEqual([])
  expect(await town.wealth()).toBe(before)
  await town.untilOffered()
}

test('a full disk of the hub: the buyer is told, pays no more, and can go on when there is room', async () => {
  const before = await town.wealth()
  const unmount = smallDisk(join(town.homePath, 'hub', 'blobs'))
  const refused = await runBigTask()
  expect(refused.stderr).toContain('error DISK_FULL:')
  expect(refused.code).toBe(5)
  await expectNothingLost(before)
  unmount()
  // The module itself complains of the scene that it was not given: everything before that went well.
  expect((await runBigTask()).stderr).toMatch(/error TASK_FAILED: .*exit code 2/)
  await expectNothingLost(before)
})

test('a full disk of the worker: the task ends with the reason', async () => {
  const before = await town.wealth()
  const unmount = smallDisk(join(town.homePath, 'worker', 'files'))
  const failed = await runBigTask()
  expect(failed.stderr).toMatch(/error DISK_FULL: .*disk is full/)
  expect(failed.code).toBe(5)
  await expectNothingLost(before)
  unmount()
})
