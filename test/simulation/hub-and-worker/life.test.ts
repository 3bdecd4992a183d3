import { TaskPhaseMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { PlainMarketplace } from './market-place.ts'
import { type Buyer, GIB, plan, signerOf, Town } from './town.ts'

const TASK = 'a'.repeat(32)
const OTHER = 'b'.repeat(32)
const { RUNNING, ENDED } = TaskPhaseMessage

async function openTown(...parameters: ConstructorParameters<typeof Town>): Promise<Town> {
  const town = await new Town(...parameters).open()
  await town.startHub()
  await town.startWorker()
  return town
}

const reaches = (town: Town, buyer: Buyer, taskId: string, phase: TaskPhaseMessage) =>
  town.until(async () => (await buyer.phase(taskId))?.phase === phase)

test('a plan is offered, proposed, sold, used, paid, and offered again', async () => {
  const town = await openTown()
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  await buyer.start(deal.id, TASK, { runMs: 20_000, output: 'result', outputs: ['out.txt'] })
  expect(await town.planState()).toBe('sold')
  await reaches(town, buyer, TASK, RUNNING)
  expect(await buyer.logs(TASK, true)).toBe('result\n')
  const observation = await buyer.phase(TASK)
  expect(observation).toMatchObject({ phase: ENDED, end: { reason: 'exited', exitCode: 0 } })
  expect(observation?.outputs.map(({ name, bytes }) => [name, bytes])).toEqual([['out.txt', 6n]])
  const read = await town.settle(buyer.hub.readOutput({ taskId: TASK, name: 'out.txt', offset: 0n, maxBytes: 100 }))
  expect(Buffer.from(read.data).toString()).toBe('result')
  await buyer.close(deal.id)
  await town.until(async () => (await town.planState()) === 'offered')
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 1)
  expect(town.unexpected).toEqual([])
})

test('a hub that is stopped takes its asks off the market, and offers its plans again when it is back', async () => {
  const town = await openTown()
  const asks = () => town.marketplace.live(town.nowSeconds()).map(({ hash }) => hash)
  await town.until(() => asks().length === 1)
  const [before] = asks()
  await town.settle(town.hub!.stop())
  expect(asks()).toEqual([])
  await town.killHub()
  await town.startHub()
  await town.until(() => asks().length === 1)
  expect(asks()).not.toEqual([before])
  expect(town.unexpected).toEqual([])
})

test('a marketplace that becomes known has the asks of a hub that runs, and one that is known no more has none', async () => {
  const town = await openTown()
  const { marketplaceSigner, marketplaces } = town
  const [first, other, signer] = [town.marketplace, new PlainMarketplace(town.chain.model.domain), signerOf(5)]
  other.serve(town.net.join(signer.address))
  const asksOf = (marketplace: PlainMarketplace) => marketplace.live(town.nowSeconds()).map(({ hash }) => hash)
  await town.until(() => asksOf(first).length === 1)
  marketplaces.set([marketplaceSigner.address, signer.address])
  await town.run(1_000)
  expect(asksOf(other)).toEqual(asksOf(first))
  marketplaces.set([signer.address])
  await town.run(1_000)
  expect([asksOf(first).length, asksOf(other).length]).toEqual([0, 1])
  expect(town.unexpected).toEqual([])
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('a hub that is killed again and again loses nothing (seed %i)', async (seed) => {
  const town = await openTown(seed)
  const buyer = await town.buyer(10)
  const killOnce = async () => {
    await town.run(town.random.integer(700))
    await town.killHub()
    await town.run(town.random.integer(5_000))
    await town.startHub()
    await town.until(() => town.worker!.connected())
  }
  await killOnce()
  await town.until(() => town.marketplace.live(town.nowSeconds()).length > 0)
  const firm = await buyer.propose(town.marketplace.live(town.nowSeconds())[0]!.hash)
  await killOnce()
  const deal = await buyer.take(firm)
  await killOnce()
  await buyer.start(deal.id, TASK, { runMs: 120_000, output: 'result', outputs: ['out.txt'] })
  await killOnce()
  await reaches(town, buyer, TASK, RUNNING)
  await killOnce()
  await reaches(town, buyer, TASK, ENDED)
  await killOnce()
  expect((await buyer.phase(TASK))?.end).toMatchObject({ reason: 'exited', exitCode: 0 })
  expect(await buyer.logs(TASK)).toBe('result\n')
  expect((await buyer.phase(TASK))?.outputs).toHaveLength(1)
  await buyer.close(deal.id)
  await killOnce()
  await town.until(async () => (await town.planState()) === 'offered')
  expect(town.chain.model.dealCount()).toBe(1n)
  expect(town.unexpected).toEqual([])
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a worker that is killed again and again runs each task once (seed %i)',
  async (seed) => {
    const town = await openTown(seed)
    const buyer = await town.buyer(10)
    const deal = await buyer.deal()
    await buyer.start(deal.id, TASK, { runMs: 30_000, output: 'result', outputs: ['out.txt'] })
    for (let kill = 0; kill < 6; kill++) {
      await town.run(town.random.integer(6_000))
      await town.killWorker()
      await town.run(town.random.integer(4_000))
      await town.startWorker()
    }
    await reaches(town, buyer, TASK, ENDED)
    const seen = await buyer.phase(TASK)
    expect(seen?.end).toMatchObject({ reason: 'exited', exitCode: 0 })
    expect(Number(seen!.endedAtMs! - seen!.startedAtMs!)).toBe(30_000)
    expect(await buyer.logs(TASK)).toBe('result\n')
    expect(seen?.outputs).toHaveLength(1)
    await town.until(() => town.records.size === 0)
    expect(town.unexpected).toEqual([])
  },
)

test('who cannot pay the first lock holds no machine', async () => {
  const town = await openTown()
  const buyer = await town.buyer(10)
  await town.until(() => town.marketplace.live(town.nowSeconds()).length > 0)
  const { hash } = town.marketplace.live(town.nowSeconds())[0]!
  await expect(town.pauper(11).propose(hash)).rejects.toMatchObject({ code: 'SNM_INSUFFICIENT' })
  expect(await town.planState()).toBe('offered')
  await buyer.propose(hash)
})

test('a plan is sold once, whoever takes which of its asks', async () => {
  const town = await openTown()
  const [first, second] = [await town.buyer(10), await town.buyer(11)]
  await town.until(() => town.marketplace.live(town.nowSeconds()).length > 0)
  const advertised = town.marketplace.live(town.nowSeconds())[0]!
  const firm = await first.propose(advertised.hash)
  await expect(second.propose(advertised.hash)).rejects.toMatchObject({ code: 'PLAN_RESERVED', retryable: true })
  // The reservation is a courtesy: an advertised ask can be taken by anyone, and then the firm one cannot.
  await second.take(advertised.ask)
  await expect(first.take(firm)).rejects.toMatchObject({ code: 'ORDER_TAKEN' })
  await town.until(async () => (await town.planState()) === 'sold')
  await expect(first.propose(advertised.hash)).rejects.toMatchObject({ code: 'PLAN_NOT_OFFERED' })
  expect(town.chain.model.dealCount()).toBe(1n)
})

test('a reservation that is not used lapses, and the plan is offered again', async () => {
  const town = await openTown()
  const [first, second] = [await town.buyer(10), await town.buyer(11)]
  await town.until(() => town.marketplace.live(town.nowSeconds()).length > 0)
  const { hash } = town.marketplace.live(town.nowSeconds())[0]!
  await first.propose(hash)
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 0)
  await town.until(() => town.marketplace.live(town.nowSeconds()).length > 0, 70_000)
  const deal = await second.take(await second.propose(hash))
  expect(deal.buyer).toBe(second.signer.address)
})

test('asks are renewed before they expire, and old ones leave the market', async () => {
  const town = await openTown()
  for (let minute = 0; minute < 30; minute++) {
    await town.run(60_000)
    const live = town.marketplace.live(town.nowSeconds())
    expect(live).toHaveLength(1)
    expect(live[0]!.ask.order.expiresAtSeconds - town.nowSeconds()).toBeGreaterThan(140n)
  }
})

test('a stranger can neither use a deal nor see its tasks', async () => {
  const town = await openTown()
  const [buyer, stranger] = [await town.buyer(10), await town.buyer(11)]
  const deal = await buyer.deal()
  await expect(stranger.start(deal.id, TASK)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  await buyer.start(deal.id, TASK)
  await expect(stranger.phase(TASK)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  await expect(stranger.logs(TASK)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  await expect(town.settle(stranger.hub.stopTask({ taskId: TASK }))).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  expect((await town.settle(stranger.hub.listTasks({}))).tasks).toEqual([])
  await expect(town.settle(stranger.supplier.listPlans({}))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  await expect(buyer.start(99n, TASK)).rejects.toMatchObject({ code: 'DEAL_UNKNOWN' })
})

test('a task id stands for one task', async () => {
  const town = await openTown()
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  const first = await buyer.start(deal.id, TASK)
  const again = await buyer.start(deal.id, TASK)
  expect(again.createdAtMs).toBe(first.createdAtMs)
  await expect(buyer.start(deal.id, TASK, { runMs: 1 })).rejects.toMatchObject({ code: 'TASK_EXISTS' })
  expect((await town.settle(buyer.hub.listTasks({}))).tasks).toHaveLength(1)
})

test('a task takes all of its deal unless it has limits', async () => {
  const town = await openTown()
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  await buyer.start(deal.id, TASK)
  await expect(buyer.start(deal.id, OTHER)).rejects.toMatchObject({ code: 'DEAL_SLICE_FULL' })
  await reaches(town, buyer, TASK, ENDED)
  await buyer.start(deal.id, OTHER)
})

test('a task that is stopped ends as stopped, and one whose deal is closed as deal-closed', async () => {
  const town = await openTown()
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  await buyer.start(deal.id, TASK, { runMs: 1e9 })
  await reaches(town, buyer, TASK, RUNNING)
  await town.settle(buyer.hub.stopTask({ taskId: TASK }))
  await reaches(town, buyer, TASK, ENDED)
  expect((await buyer.phase(TASK))?.end?.reason).toBe('stopped')
  await buyer.start(deal.id, OTHER, { runMs: 1e9 })
  await reaches(town, buyer, OTHER, RUNNING)
  await buyer.close(deal.id)
  await reaches(town, buyer, OTHER, ENDED)
  expect((await buyer.phase(OTHER))?.end?.reason).toBe('deal-closed')
  await expect(buyer.start(deal.id, 'c'.repeat(32))).rejects.toMatchObject({ code: 'DEAL_ENDED' })
})

test('the buyer of a worker that stays away stops paying after ten minutes, and its slice waits for it', async () => {
  const town = await openTown()
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  await buyer.start(deal.id, TASK, { runMs: 1e9 })
  await reaches(town, buyer, TASK, RUNNING)
  await town.killWorker()
  await town.until(() => town.chain.model.dealOf(deal.id) === undefined, 11 * 60_000)
  await reaches(town, buyer, TASK, ENDED)
  expect((await buyer.phase(TASK))?.end?.reason).toBe('lost')
  await town.run(600_000)
  expect(await town.planState()).toBe('waiting')
  expect(town.records.size).toBe(1)
  await town.startWorker()
  await town.until(async () => (await town.planState()) === 'offered')
  expect((await buyer.phase(TASK))?.end?.reason).toBe('lost')
  await town.until(() => town.records.size === 0)
})

test('a deal is billed to the second as long as its buyer can pay, and closed when he cannot', async () => {
  const town = await openTown(1, { billIntervalMs: 600_000 })
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  const chain = town.chain.clientOf(buyer.signer.address)
  const { freeWei } = await chain.balances(buyer.signer.address)
  await chain.withdraw(freeWei - 5_000n * deal.pricePerSecond)
  await town.until(() => town.chain.model.dealOf(deal.id) === undefined, 4 * 3_600_000)
  const { freeWei: earned } = town.chain.model.balances(town.master.address)
  expect(earned).toBe((3_600n + 5_000n) * deal.pricePerSecond)
  const last = town.chain.model.events.findLast(({ kind }) => kind === 'dealClosed')!
  expect(last).toMatchObject({ by: town.hubSigner.address })
  await town.until(async () => (await town.planState()) === 'offered')
})

test('a deal on an ask that the hub does not remember is closed', async () => {
  const town = await openTown()
  const buyer = await town.buyer(10)
  await town.until(() => town.marketplace.live(town.nowSeconds()).length > 0)
  const { ask } = town.marketplace.live(town.nowSeconds())[0]!
  await town.hubStore.deleteFrom('ask').execute()
  const deal = await buyer.take(ask)
  await town.until(() => town.chain.model.dealOf(deal.id) === undefined)
})

test('a task starts when its inputs are stored, and gets those of its own buyer alone', async () => {
  const town = await openTown()
  const [buyer, other] = [await town.buyer(10), await town.buyer(11)]
  const deal = await buyer.deal()
  const input = { name: 'in.txt', content: Buffer.from('input') }
  await expect(buyer.startWith(deal.id, TASK, input)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
  await expect(other.put(deal.id, input.content)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  expect(await buyer.put(deal.id, input.content)).toBe(5n)
  await buyer.startWith(deal.id, TASK, input)
  await reaches(town, buyer, TASK, ENDED)
  expect((await buyer.phase(TASK))?.end?.reason).toBe('exited')
})

test('a supplier makes plans as long as there is room, and a removed one frees its slice when its asks have expired', async () => {
  const half = { cpuHundredths: 200, ramBytes: 4 * GIB, storageBytes: 50 * GIB, gpus: { ids: [] } }
  const town = await openTown(1, { plans: [{ ...plan, resources: half }] })
  const supplier = await town.supplier()
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 1)
  const { planId } = await supplier.createPlan({ ...plan, resources: half })
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 2)
  await expect(supplier.createPlan({ ...plan, resources: half })).rejects.toMatchObject({ code: 'SLICE_UNAVAILABLE' })
  await supplier.removePlan(planId)
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 1)
  expect(await supplier.createPlan({ ...plan, resources: half })).toMatchObject({ planId, state: 'offered' })
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 2)
  await supplier.removePlan(planId)
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 1)
  const dearer = { ...plan, resources: half, pricePerSecond: plan.pricePerSecond + 1n }
  await expect(supplier.createPlan(dearer)).rejects.toMatchObject({ code: 'SLICE_UNAVAILABLE' })
  // A restart lengthens nothing.
  await town.killHub()
  await town.startHub()
  await town.run(5 * 60_000 + 30_000)
  await supplier.createPlan(dearer)
})

test('the logs say that the worker was taken in, with what it came, and what is for sale at which price', async () => {
  const town = await openTown()
  await town.until(() => town.marketplace.live(town.nowSeconds()).length === 1)
  const worker = town.workerSigner.address
  const machine = { worker, cores: 4, memory: '8 GiB', disk: '100 GiB' }
  const lines = (message: string) => town.told.filter((each) => each.message === message).map(({ fields }) => fields)
  expect(lines('the hub has taken this worker in')).toEqual([{ hub: town.hubSigner.address }])
  expect(lines('a worker registered')).toEqual([{ ...machine, name: 'one', runs: 'noop' }])
  const plans = await town.hub!.plans()
  const forSale = plans.map(({ plan }) => ({ ...machine, planId: plan.planId, price: '3.6 SNM/h' }))
  expect(lines('a plan is for sale')).toEqual(forSale)
  // Its asks are signed again and again meanwhile.
  await town.run(20 * 60_000)
  expect(lines('a plan is for sale')).toEqual(forSale)
})

test('plans of the options are made once, however often the hub starts', async () => {
  const town = await openTown()
  for (let start = 0; start < 3; start++) {
    await town.killHub()
    await town.startHub()
  }
  expect(await town.settle(town.hub!.plans())).toHaveLength(1)
})

test('files of a closed deal are purged after a day', async () => {
  const town = await openTown(1, { followIntervalMs: 60_000 })
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  await buyer.start(deal.id, TASK, { outputs: ['out.txt'] })
  await reaches(town, buyer, TASK, ENDED)
  await buyer.close(deal.id)
  await town.run(23 * 3_600_000)
  expect((await buyer.phase(TASK))?.outputs).toHaveLength(1)
  await town.run(2 * 3_600_000)
  await expect(buyer.phase(TASK)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  for (const table of ['task', 'output', 'log_chunk', 'blob_use'] as const) {
    expect(await town.hubStore.selectFrom(table).selectAll().execute()).toEqual([])
  }
})

test('the log of a task is cut at its limit', async () => {
  const town = await openTown(1, { logBytesPerTask: 4 })
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  await buyer.start(deal.id, TASK, { output: 'hello world' })
  await reaches(town, buyer, TASK, ENDED)
  expect(await buyer.logs(TASK)).toMatch(/^hell\n\[sonm\] The log is cut here/)
})
