import { createHash } from 'node:crypto'
import type { Hex } from '@sonm/model'
import { expect, test } from 'vitest'
import { noopTask, openHubBooks, WORKER } from '../testing/hub-books.ts'

const data = new TextEncoder().encode('a picture')
const sha256: Hex = `0x${createHash('sha256').update(data).digest('hex')}`
const piece = { sha256, totalBytes: data.length, offset: 0, data }

async function startedTask() {
  const books = await openHubBooks()
  const spec = { ...noopTask, outputs: ['picture.png'], limits: { diskBytes: 100 } }
  return { ...books, task: await books.tasks.start('a', await books.sellWhole(), spec) }
}

test('an output is read as the worker sent it, and one that is not there is told as such', async () => {
  const { outputs, task } = await startedTask()
  const missing = { code: 'OUTPUT_NOT_FOUND', data: { taskId: 'a', name: 'picture.png' } }
  await expect(outputs.read(task, 'picture.png', 0, 100)).rejects.toMatchObject(missing)
  // Half of it is no output yet.
  await outputs.put(WORKER, 'a', 'picture.png', { ...piece, data: data.subarray(0, 4) })
  await expect(outputs.read(task, 'picture.png', 0, 100)).rejects.toMatchObject(missing)
  expect(await outputs.put(WORKER, 'a', 'picture.png', piece)).toBe(data.length)
  expect(await outputs.read(task, 'picture.png', 0, 100)).toEqual({ data, totalBytes: data.length })
  await expect(outputs.read(task, 'key.json', 0, 100)).rejects.toMatchObject({ code: 'OUTPUT_NOT_FOUND' })
})

test('a worker sends only what its own task names, and no more than it may write', async () => {
  const { outputs } = await startedTask()
  await expect(outputs.put(WORKER, 'a', 'other', piece)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  const large = { ...piece, totalBytes: 101 }
  await expect(outputs.put(WORKER, 'a', 'picture.png', large)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  const stranger = `0x${'ee'.repeat(20)}` as const
  await expect(outputs.put(stranger, 'a', 'picture.png', piece)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})
