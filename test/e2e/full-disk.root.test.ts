import { execFileSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PreparedTask, prepareRenderTask } from '@sonm/sonm'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { fillDisk } from './fill-disk.ts'
import type { Ended } from './program.ts'
import { Town } from './town.ts'

const town = new Town()
let task: PreparedTask

const unmounts: (() => void)[] = []

beforeAll(async () => {
  const preparing = prepareRenderTask()
  await town.startChain()
  // With room for all, until it is filled.
  for (const role of ['hub', 'node']) unmounts.push(ownDisk(join(town.homePath, role), 24))
  await town.startRoles()
  task = await preparing
  await town.untilOffered()
  // Hub and worker have the program before a small disk hides what they have.
  await runBigTask()
})

afterAll(async () => {
  await town.stop(() => {
    for (const unmount of unmounts) unmount()
  })
})

/** Puts a disk of its own, of so many MiB, in the place of a folder, with what is in it. */
function ownDisk(folder: string, size: number): () => void {
  const kept = `${folder}-kept`
  cpSync(folder, kept, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m,mode=700`, 'tmpfs', folder])
  cpSync(kept, folder, { recursive: true })
  return () => execFileSync('umount', ['--lazy', folder])
}

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

test('a hub whose store finds no room sells nothing and says why, and goes on when there is room', async () => {
  const before = await town.wealth()
  const makeRoom = fillDisk(join(town.homePath, 'hub'))
  await expect(town.api.deals.openDeal({})).rejects.toMatchObject({
    code: 'DEAL_NO_OFFER',
    message: expect.stringContaining('disk is full'),
  })
  await expectNothingLost(before)
  makeRoom()
  await town.api.deals.openDeal({})
  await town.closeDeals()
  await expectNothingLost(before)
})

test('a node whose store finds no room says so, answers what it knows, and closes the deal when there is room', async () => {
  const before = await town.wealth()
  const { deal } = await town.api.deals.openDeal({})
  const dealId = deal!.deal!.id
  const makeRoom = fillDisk(join(town.homePath, 'node'))
  await expect(town.api.deals.closeDeal({ dealId })).rejects.toMatchObject({ code: 'DISK_FULL' })
  expect((await town.api.deals.listDeals({})).deals.map((open) => open.deal!.id)).toEqual([dealId])
  makeRoom()
  expect((await town.api.deals.closeDeal({ dealId })).deal).toMatchObject({ state: 'closed' })
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
