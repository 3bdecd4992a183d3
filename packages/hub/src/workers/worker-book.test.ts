import type { Address } from '@sonm/model'
import { expect, test } from 'vitest'
import { Notices } from '../notices.ts'
import { openHubBooks, WORKER } from '../testing/hub-books.ts'
import { WorkerBook } from './worker-book.ts'

const STRANGER: Address = `0x${'ee'.repeat(20)}`
const unknown = (worker: Address) => ({ code: 'WORKER_UNKNOWN', data: { worker } })

test('a worker that the supplier did not name neither registers nor connects', async () => {
  const { workers } = await openHubBooks()
  const { machine } = (await workers.find(WORKER))!
  const registering = workers.register({ address: STRANGER, name: 's', machine, executors: [], netFlags: 0 })
  await expect(registering).rejects.toMatchObject(unknown(STRANGER))
  await expect(workers.connect(STRANGER)).rejects.toMatchObject(unknown(STRANGER))
  expect((await workers.list()).map(({ address }) => address)).toEqual([WORKER])
})

test('a worker that was named registers before it connects', async () => {
  const { workers: _, ...shared } = await openHubBooks()
  const workers = new WorkerBook({ ...shared, notices: new Notices(), allowed: [STRANGER] })
  await expect(workers.connect(STRANGER)).rejects.toMatchObject(unknown(STRANGER))
  expect(workers.isConnected(STRANGER)).toBe(false)
})

test('a second connection of a worker ends its first', async () => {
  const { workers } = await openHubBooks()
  const first = await workers.connect(WORKER)
  const second = await workers.connect(WORKER)
  expect([first.aborted, second.aborted]).toEqual([true, false])
  // The end of the first is no end of the worker.
  await workers.disconnect(WORKER, first)
  expect(workers.isConnected(WORKER)).toBe(true)
})
