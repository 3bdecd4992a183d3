import { createClient, createRouterTransport } from '@connectrpc/connect'
import { seededRandom } from '@sonm/common'
import { type Address, fail, signerFromPrivateKey, type TaskObservation, verifyReceipt } from '@sonm/model'
import { throwJunk } from '@sonm/network/testing'
import { codedHandlers, codedTransport, StartWitnessService, startReceiptFromMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { startWitness } from './start-witness.ts'
import type { TaskRecord } from './task-record.ts'

const hub = signerFromPrivateKey(new Uint8Array(32).fill(7))
const domain = { chainId: 31337, market: `0x${'3a'.repeat(20)}` as Address }
const taskId = 'ab'.repeat(16)

/** A hub with one task, as its buyer calls it. */
function witness(observation: Omit<TaskObservation, 'taskId' | 'outputs'>) {
  const task = { taskId, dealId: 7n, observation: { taskId, outputs: [], ...observation } } as unknown as TaskRecord
  const tasks = {
    async getOf(_: Address, id: string) {
      if (id !== taskId) throw fail('TASK_NOT_FOUND', { taskId: id })
      return task
    },
  }
  const service = startWitness({ tasks, signer: hub, domain, callerOf: () => hub.address })
  const router = createRouterTransport((routes) => routes.service(StartWitnessService, service), {
    router: { interceptors: [codedHandlers(() => {})] },
  })
  return createClient(StartWitnessService, codedTransport(router, 'the hub'))
}

test('a hub signs that a task started, and that one could not be started', async () => {
  const end = { reason: 'lost', message: '' } as const
  for (const [state, outcome] of [
    [{ phase: 'running', startedAtMs: 5_000 }, 'started'],
    [{ phase: 'ended', endedAtMs: 5_000, end }, 'failed'],
  ] as const) {
    const { hubSignature, ...receipt } = startReceiptFromMessage(await witness(state).signStart({ taskId }))
    expect(receipt).toMatchObject({ dealId: 7n, taskId, outcome, atSeconds: 5n })
    verifyReceipt(domain, 'hub', receipt, hubSignature!, hub.address)
  }
})

test('it signs nothing of a task that is being prepared, or is somebody else’s', async () => {
  const client = witness({ phase: 'preparing' })
  await expect(client.signStart({ taskId })).rejects.toMatchObject({ code: 'TASK_NOT_RUNNING' })
  await expect(client.signStart({ taskId: 'cd'.repeat(16) })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})

test.each([
  { phase: 'preparing' },
  { phase: 'running', startedAtMs: 5_000 },
  { phase: 'ended', endedAtMs: 5_000, end: { reason: 'exited', exitCode: 0, message: '' } },
] as const)('no junk makes it throw anything uncoded while a task is $phase', async (observation) => {
  const junk = { service: StartWitnessService, client: witness(observation), random: seededRandom(9), cases: 100 }
  expect(await throwJunk({ ...junk, texts: [taskId, taskId.toUpperCase(), `0x${taskId}`] })).toEqual([])
})
