import { TaskPhaseMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { Town } from './town.ts'

const TASK = 'a'.repeat(32)
const share = { memoryBytes: 2 ** 26, cpuHundredths: 10, diskBytes: 2 ** 20 }

async function openDeal() {
  const town = await new Town().open()
  await town.startHub()
  await town.startWorker()
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  const ends = (taskId: string) => town.until(async () => (await buyer.phase(taskId))?.phase === TaskPhaseMessage.ENDED)
  return { town, buyer, deal, ends }
}

test('however large the tasks that one buyer asks for, their worker goes on being told what it shall do', async () => {
  const { town, buyer, deal, ends } = await openDeal()
  for (const [bytes, code] of [
    [100_000, 'INPUT_INVALID'],
    [3_500_000, 'MESSAGE_TOO_LARGE'],
  ] as const) {
    const starting = buyer.start(deal.id, '1'.repeat(32), { output: 'x'.repeat(bytes), limits: share })
    await expect(starting).rejects.toMatchObject({ code })
  }
  const ids = Array.from({ length: 33 }, (_, at) => at.toString(16).padStart(32, '0'))
  const large = { output: 'x'.repeat(60_000), limits: share, runMs: 1e9 }
  for (const id of ids.slice(0, 32)) await buyer.start(deal.id, id, large)
  await expect(buyer.start(deal.id, ids[32]!, large)).rejects.toMatchObject({ code: 'DEAL_TASKS_UNENDED' })
  await town.killWorker()
  await town.startWorker()
  for (const id of ids.slice(0, 32)) await town.settle(buyer.hub.stopTask({ taskId: id }))
  for (const id of ids.slice(0, 32)) await ends(id)
  await buyer.start(deal.id, TASK)
  await ends(TASK)
  expect((await buyer.phase(TASK))?.end?.reason).toBe('exited')
})

test('a task that was stopped while its worker was away ends when it is back, whether it was there already or not', async () => {
  const { town, buyer, deal, ends } = await openDeal()
  const [there, fresh] = [TASK, 'b'.repeat(32)]
  await buyer.start(deal.id, there, { limits: share, runMs: 1e9 })
  await town.until(async () => (await buyer.phase(there))?.phase === TaskPhaseMessage.RUNNING)
  await town.killWorker()
  await buyer.start(deal.id, fresh, { limits: share, runMs: 1e9 })
  for (const taskId of [there, fresh]) await town.settle(buyer.hub.stopTask({ taskId }))
  await town.startWorker()
  for (const taskId of [there, fresh]) {
    await ends(taskId)
    expect((await buyer.phase(taskId))?.end?.reason).toBe('stopped')
  }
  await town.until(() => town.records.size === 0)
  await town.killWorker()
  await town.startWorker()
  await town.until(() => town.worker!.connected())
  expect(town.unexpected).toEqual([])
})
