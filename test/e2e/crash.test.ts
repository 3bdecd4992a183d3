import { join } from 'node:path'
import type { MarketEvent } from '@sonm/chain'
import { CodedError, sleep, systemClock } from '@sonm/common'
import { dealIdOf, parseAddress } from '@sonm/model'
import { observationFromMessage } from '@sonm/protocol'
import { downloadOutput, followTask, type PreparedTask, prepareRenderTask, startTask } from '@sonm/sonm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { processesWith } from './program.ts'
import { type RoleName, Town, until } from './town.ts'

/** A bill is due every other second, so that one is never far from the kill. */
const town = new Town({ hub: ['--bill-interval', '2s'] })
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
  const args = [...wasm.args, '--width', '640', '--height', '400', '--samples', '8']
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
      await sleep(systemClock, 250)
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

const eventsOf = async (dealId: bigint) => (await town.events()).filter((event) => dealIdOf(event) === dealId)
const billsOf = async (dealId: bigint) => (await eventsOf(dealId)).filter(({ kind }) => kind === 'dealBilled').length

/** Resolves as soon as one more bill of the deal is mined. */
async function nextBill(dealId: bigint): Promise<void> {
  const known = await billsOf(dealId)
  await until(
    () => billsOf(dealId),
    (bills) => bills > known,
    'the deal is billed',
  )
}

/** The buyer has one machine to choose from, which is one plan: at any moment one deal of it is open. */
function expectNoOverlap(events: readonly MarketEvent[]): void {
  const open = new Set<bigint>()
  for (const event of events) {
    if (event.kind === 'dealClosed') open.delete(event.dealId)
    if (event.kind === 'dealOpened') open.add(event.deal.id)
    expect(open.size, `open deals in block ${event.blockNumber}`).toBeLessThanOrEqual(1)
  }
}

/** What a task that ran twice would have told twice. */
async function expectRanOnce(taskId: string): Promise<void> {
  const text = new TextDecoder()
  let log = ''
  for await (const { data } of town.api.tasks.readLogs({ taskId, offset: 0n, follow: false })) {
    log += text.decode(data, { stream: true })
  }
  const told = log.split('\n').filter((line) => line.startsWith('progress '))
  expect(told.length).toBeGreaterThan(10)
  expect(told).toEqual([...new Set(told)].sort())
  expect(told.at(-1)).toBe('progress 1.00')
}

const NOTHING_MORE = async () => {}

test.each<[string, readonly RoleName[], (dealId: bigint) => Promise<unknown>]>([
  ['the hub', ['hub'], NOTHING_MORE],
  ['the hub, as its bill is mined,', ['hub'], nextBill],
  ['the worker', ['worker'], NOTHING_MORE],
  ['the node', ['node'], NOTHING_MORE],
  ['the marketplace', ['marketplace'], NOTHING_MORE],
  ['hub and worker at once', ['hub', 'worker'], NOTHING_MORE],
  ['hub and node at once, as a bill is mined,', ['hub', 'node'], nextBill],
  ['all of them at once', ['hub', 'worker', 'node', 'marketplace'], NOTHING_MORE],
])(
  'kill -9 of %s in the middle of a task: it is found again, billed right, and sold once',
  async (_, roles, moment) => {
    expect(await oneOffer()).toHaveLength(1)
    const { address } = await town.api.status.getStatus({})
    const buyer = parseAddress(address)
    const wealth = () => Promise.all([town.snmOf(buyer), town.snmOf(town.master)])
    const [buyerBefore, masterBefore] = await wealth()
    const known = (await town.api.deals.listDeals({ withClosed: true })).deals.length
    const { deal: opened } = await town.api.deals.openDeal({})
    const dealId = opened!.deal!.id
    const stopWanting = wantItToo()

    const taskId = await startTask(town.api, dealId, task, () => {})
    const running = await followTask(town.api, taskId, () => {}, { until: ({ progress }) => (progress ?? 0) > 0 })
    expect(running.phase).toBe('running')
    await moment(dealId)
    await town.kills(roles)
    const killedAtMs = systemClock.nowMs()
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
    expect(ended.endedAtMs).toBeGreaterThan(killedAtMs)
    await expectRanOnce(taskId)
    const picture = await downloadOutput(town.api, taskId, ended.outputs[0]!, join(town.folder.path, taskId))
    expect(picture.bytes).toBeGreaterThan(10_000)

    await nextBill(dealId)
    expect(await offers()).toEqual([])
    const { opened: soldAgain, codes } = await stopWanting()
    expect(soldAgain).toBe(0)
    expect([...codes].filter((code) => code.startsWith('uncoded'))).toEqual([])

    // Right after a bill, of which the node has not read yet.
    await nextBill(dealId)
    const closed = (await town.api.deals.closeDeal({ dealId })).deal!
    expect(closed).toMatchObject({ state: 'closed' })
    const all = await town.events()
    expectNoOverlap(all)
    const [openedAt, closedAt] = ['dealOpened', 'dealClosed'].map(
      (kind) => all.find((event) => event.kind === kind && dealIdOf(event) === dealId)!.timestampSeconds,
    ) as [bigint, bigint]
    expect(closed.billedSeconds).toBe(closedAt - openedAt)
    const [buyerAfter, masterAfter] = await wealth()
    expect(masterAfter - masterBefore).toBe(BigInt(closed.deal!.pricePerSecond) * (closedAt - openedAt))
    expect(buyerBefore - buyerAfter).toBe(masterAfter - masterBefore)
    expect(BigInt(closed.paidWei)).toBe(masterAfter - masterBefore)

    expect(await oneOffer()).toHaveLength(1)
    const { deals } = await town.api.deals.listDeals({ withClosed: true })
    expect(deals).toHaveLength(known + 1)
    expect(deals.filter(({ state }) => state === 'open')).toEqual([])
  },
)

test('kill -9 of hub, node and locator as a deal opens: all find it again, it is billed once, and nothing else is opened', async () => {
  await oneOffer()
  const { address } = await town.api.status.getStatus({})
  const buyer = parseAddress(address)
  const wealth = () => Promise.all([town.snmOf(buyer), town.snmOf(town.master)])
  const [buyerBefore, masterBefore] = await wealth()
  const opened = async () => (await town.events()).filter(({ kind }) => kind === 'dealOpened').map(dealIdOf)
  const before = await opened()
  // Its answer may be lost with the node.
  const opening = town.api.deals.openDeal({}).catch(() => {})
  await until(opened, (deals) => deals.length > before.length, 'a deal is on the chain')
  await town.kills(['hub', 'node', 'locator'])
  await Promise.all((['locator', 'hub', 'node'] as const).map((role) => town.startRole(role)))
  await opening
  const [dealId] = (await opened()).slice(before.length)
  await until(
    async () => (await town.api.deals.listDeals({})).deals.map(({ deal }) => deal!.id),
    (deals) => deals.length === 1 && deals[0] === dealId,
    'the node knows its deal',
  )
  await nextBill(dealId!)
  expect(await offers()).toEqual([])
  const closed = (await town.api.deals.closeDeal({ dealId: dealId! })).deal!
  const [buyerAfter, masterAfter] = await wealth()
  expect(BigInt(closed.paidWei)).toBe(masterAfter - masterBefore)
  expect(buyerBefore - buyerAfter).toBe(masterAfter - masterBefore)
  expect(await opened()).toHaveLength(before.length + 1)
  expectNoOverlap(await town.events())
  await oneOffer()
})
