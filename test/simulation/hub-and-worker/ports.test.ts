import { create, toBinary } from '@bufbuild/protobuf'
import { TaskPhaseMessage, TaskPortSchema, TUNNEL_PROTOCOLS } from '@sonm/protocol'
import type { ExecutorTask } from '@sonm/worker'
import { NoopExecutor } from '@sonm/worker'
import { expect, test } from 'vitest'
import { type Buyer, Town } from './town.ts'

const TASK = 'a'.repeat(32)
const OTHER = 'b'.repeat(32)

/** Runs containers that do nothing but echo on the ports that they expose. */
class EchoContainers extends NoopExecutor {
  override start(task: ExecutorTask): Promise<void> {
    if (task.spec.kind !== 'container') return super.start(task)
    const echoPorts = (task.spec.ports ?? []).filter((port) => port !== 9)
    return super.start({ ...task, spec: { kind: 'noop', prepareMs: 1000, echoPorts } })
  }
}

async function openTown() {
  const town = await new Town(1).open()
  const executor = new EchoContainers({ clock: town.clock, records: town.records })
  await town.startHub()
  await town.startWorker({ container: executor, noop: executor })
  const buyer = await town.buyer(10)
  const deal = await buyer.deal()
  return { town, buyer, deal }
}

function connect(buyer: Buyer, taskId: string, port: number) {
  const payload = toBinary(TaskPortSchema, create(TaskPortSchema, { taskId, port }))
  const opened = buyer.network.openTunnel(buyer.town.hubSigner.address, {
    protocol: TUNNEL_PROTOCOLS.taskPort,
    payload,
  })
  return buyer.town.settle(opened)
}

const runs = (town: Town, buyer: Buyer, taskId: string) =>
  town.until(async () => (await buyer.phase(taskId))?.phase === TaskPhaseMessage.RUNNING)

test('a buyer reaches the exposed port of his running container, and half-closing ends it', async () => {
  const { town, buyer, deal } = await openTown()
  await buyer.startContainer(deal.id, TASK, [7])
  await runs(town, buyer, TASK)
  const tunnel = await connect(buyer, TASK, 7)
  tunnel.end('hello')
  const chunks = await town.settle(tunnel.toArray())
  expect(Buffer.concat(chunks).toString()).toBe('hello')
  expect(town.unexpected).toEqual([])
})

test('each reason for which a port cannot be reached has its code', async () => {
  const { town, buyer, deal } = await openTown()
  await buyer.startContainer(deal.id, TASK, [7, 9])
  await expect(connect(buyer, TASK, 7)).rejects.toMatchObject({ code: 'TASK_NOT_RUNNING' })
  await runs(town, buyer, TASK)
  await expect(connect(buyer, TASK, 8)).rejects.toMatchObject({ code: 'TASK_PORT_UNSUPPORTED' })
  // Exposed, but nothing listens there: the worker's own words reach the buyer.
  await expect(connect(buyer, TASK, 9)).rejects.toMatchObject({
    code: 'TASK_PORT_UNSUPPORTED',
    data: { reason: 'the task names no such port' },
  })
  await expect(connect(buyer, OTHER, 7)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  await expect(connect(await town.buyer(11), TASK, 7)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  await town.killWorker()
  await expect(connect(buyer, TASK, 7)).rejects.toMatchObject({ code: 'WORKER_AWAY' })
})

test('a worker that does not answer in time is given up, and nobody else can answer for it', async () => {
  const { town, buyer, deal } = await openTown()
  await buyer.startContainer(deal.id, TASK, [7])
  await runs(town, buyer, TASK)
  town.net.partition(town.hubSigner.address, town.workerSigner.address)
  await expect(connect(buyer, TASK, 7)).rejects.toMatchObject({ code: 'TASK_PORT_REFUSED' })
  const payload = new TextEncoder().encode('guess')
  const opened = buyer.network.openTunnel(town.hubSigner.address, { protocol: TUNNEL_PROTOCOLS.workerPort, payload })
  await expect(town.settle(opened)).rejects.toMatchObject({ code: 'TUNNEL_REFUSED' })
})
