import { join } from 'node:path'
import { CodedError, sleep, systemClock } from '@sonm/common'
import { observationFromMessage } from '@sonm/protocol'
import { downloadOutput, followTask, type PreparedTask, prepareRenderTask, startTask } from '@sonm/sonm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { processesWith } from './program.ts'
import { type RoleName, Town, until } from './town.ts'

const town = new Town()
let task: PreparedTask

beforeAll(async () => {
  ;[task] = await Promise.all([renderTask(), town.start()])
})

afterAll(async () => {
  await town.stop()
  expect(processesWith(town.homePath)).toEqual([])
})

/** The example's render at less size, so that it runs for some seconds also where a core is shared. */
async function renderTask(): Promise<PreparedTask> {
  const { spec, files } = await prepareRenderTask()
  if (spec.workload.kind !== 'wasm') throw new Error('the example is no WASM task')
  const { wasm } = spec.workload
  const args = [...wasm.args, '--width', '480', '--height', '300', '--samples', '8']
  return { files, spec: { ...spec, workload: { kind: 'wasm', wasm: { ...wasm, args } } } }
}

/** Wants the same machine again and again, as a second buyer would. @returns a function that ends it and tells how it went */
function wantItToo(): () => Promise<{ opened: number; codes: ReadonlySet<string> }> {
  const codes = new Set<string>()
  let opened = 0
  let ended = false
  const wanting = (async () => {
    while (!ended) {
      try {
        await town.api.deals.openDeal({})
        opened++
      } catch (error) {
        codes.add(error instanceof CodedError ? error.code : `uncoded: ${error}`)
      }
      await sleep(systemClock, 100)
    }
  })()
  return async () => {
    ended = true
    await wanting
    return { opened, codes }
  }
}

const offers = async () => (await town.api.market.search({})).offers
const oneOffer = () => until(offers, (found) => found.length > 0, 'the machine is offered')

test.each<[string, readonly RoleName[]]>([
  ['the hub', ['hub']],
  ['the worker', ['worker']],
  ['the node', ['node']],
  ['the marketplace', ['marketplace']],
  ['all of them at once', ['hub', 'worker', 'node', 'marketplace']],
])('kill -9 of %s in the middle of a task: it is found again, billed right, and sold once', async (_, roles) => {
  expect(await oneOffer()).toHaveLength(1)
  const before = await town.wealth()
  const known = (await town.api.deals.listDeals({ withClosed: true })).deals.length
  const { deal: opened } = await town.api.deals.openDeal({})
  const dealId = opened!.deal!.id
  const stopWanting = wantItToo()

  const taskId = await startTask(town.api, dealId, task, () => {})
  const running = await followTask(town.api, taskId, () => {}, { until: ({ progress }) => (progress ?? 0) > 0 })
  expect(running.phase).toBe('running')
  await town.kills(roles)
  await Promise.all(roles.map((role) => town.startRole(role)))

  const { tasks } = await town.api.tasks.listTasks({ dealId })
  expect(tasks.map(({ observation }) => observation?.taskId)).toEqual([taskId])
  const ended = observationFromMessage(
    (
      await until(
        () => town.api.tasks.getTask({ taskId }),
        ({ observation }) => observationFromMessage(observation).phase === 'ended',
        'the task has ended',
      )
    ).observation,
  )
  expect(ended.end).toMatchObject({ reason: 'exited', exitCode: 0 })
  const picture = await downloadOutput(town.api, taskId, ended.outputs[0]!, join(town.folder.path, taskId))
  expect(picture.bytes).toBeGreaterThan(10_000)

  expect(await offers()).toEqual([])
  const { opened: soldAgain, codes } = await stopWanting()
  expect(soldAgain).toBe(0)
  expect([...codes].filter((code) => code.startsWith('uncoded'))).toEqual([])

  const { deal: closed } = await town.api.deals.closeDeal({ dealId })
  expect(closed).toMatchObject({ state: 'closed' })
  expect(BigInt(closed!.paidWei)).toBe(BigInt(closed!.deal!.pricePerSecond) * closed!.billedSeconds)
  expect(closed!.billedSeconds).toBeGreaterThan(0n)
  expect(BigInt(closed!.paidWei) + BigInt(closed!.returnedWei)).toBe(BigInt(opened!.deal!.lockedWei))
  expect(await oneOffer()).toHaveLength(1)
  const { deals } = await town.api.deals.listDeals({ withClosed: true })
  expect(deals).toHaveLength(known + 1)
  expect(deals.filter(({ state }) => state === 'open')).toEqual([])
  expect(await town.wealth()).toBe(before)
})
