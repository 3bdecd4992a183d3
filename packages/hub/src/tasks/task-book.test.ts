import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { noopTask, openHubBooks, WORKER } from '../testing/hub-books.ts'

const little = { ...noopTask, limits: { cpuHundredths: 10, memoryBytes: 2 ** 26, diskBytes: 2 ** 20 } }

test('a deal has no more tasks than the hub keeps, ended ones included; the same task again is none more', async () => {
  const { tasks, sellWhole } = await openHubBooks({ tasksPerDeal: 2 })
  const record = await sellWhole()
  await tasks.start('a', record, little)
  await tasks.observe(WORKER, [{ taskId: 'a', phase: 'ended', outputs: [] }])
  await tasks.start('b', record, little)
  await expect(tasks.start('c', record, little)).rejects.toMatchObject({
    code: 'DEAL_TASKS_EXCEEDED',
    data: { dealId: '7', limit: '2' },
  })
  expect((await tasks.start('b', record, little)).taskId).toBe('b')
  expect(await tasks.list(record.deal.buyer, 7n)).toHaveLength(2)
})

test('a task that its executor, its contents or its deal forbids is told why, and is not stored', async () => {
  const { tasks, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  const sha256 = `0x${'22'.repeat(32)}` as const
  const refused = [
    [
      { ...noopTask, workload: { kind: 'wasm' as const, wasm: { moduleSha256: sha256, args: [], env: {} } } },
      'EXECUTOR_UNAVAILABLE',
    ],
    [{ ...noopTask, inputs: [{ name: 'in', sha256, bytes: 1 }] }, 'BLOB_MISSING'],
  ] as const
  for (const [spec, code] of refused) await expect(tasks.start('a', record, spec)).rejects.toMatchObject({ code })
  const { slice: _, ...unknownAsk } = record
  await expect(tasks.start('a', unknownAsk, noopTask)).rejects.toMatchObject({ code: 'DEAL_ENDED' })
  expect(await tasks.list(record.deal.buyer, undefined)).toEqual([])
})

test('one id is one task: another task by it is refused', async () => {
  const { tasks, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  await tasks.start('a', record, noopTask)
  const other = { ...noopTask, tag: 'other' }
  await expect(tasks.start('a', record, other)).rejects.toMatchObject({ code: 'TASK_EXISTS' })
})

test('tasks share the slice of their deal: what one has been given, another does not get', async () => {
  const { tasks, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  const limits = { cpuHundredths: 300, memoryBytes: 2 ** 26, diskBytes: 2 ** 20 }
  await tasks.start('a', record, { ...noopTask, limits })
  await expect(tasks.start('b', record, { ...noopTask, limits })).rejects.toMatchObject({ code: 'DEAL_SLICE_FULL' })
  await tasks.observe(WORKER, [{ taskId: 'a', phase: 'ended', outputs: [] }])
  expect((await tasks.start('b', record, { ...noopTask, limits })).limits).toMatchObject(limits)
})

test('a deal has no more tasks at a time than the hub allows, and each that ends makes room', async () => {
  const { tasks, sellWhole } = await openHubBooks({ unendedTasksPerDeal: 2 })
  const record = await sellWhole()
  await tasks.start('a', record, little)
  await tasks.start('b', record, little)
  await expect(tasks.start('c', record, little)).rejects.toMatchObject({ code: 'DEAL_TASKS_UNENDED', retryable: true })
  await tasks.observe(WORKER, [{ taskId: 'a', phase: 'ended', outputs: [] }])
  await tasks.start('c', record, little)
  expect(await tasks.countRunning()).toBe(2)
})

test('what a worker is told of its tasks never outgrows a message, and shrinks with what is stopped', async () => {
  const { tasks, sellWhole } = await openHubBooks({ specBytesPerWorker: 500 })
  const record = await sellWhole()
  const spec = {
    ...little,
    workload: { kind: 'noop' as const, noop: { runMs: 1, exitCode: 0, output: 'x'.repeat(200) } },
  }
  await tasks.start('a', record, spec)
  const starting = tasks.start('b', record, spec)
  await expect(starting).rejects.toMatchObject({ code: 'WORKER_TASKS_FULL', kind: 'exhausted', retryable: true })
  await tasks.stop('a')
  await tasks.start('b', record, spec)
})

test('a content is for the worker whose tasks name it as one, and a list tells of tasks without their specs', async () => {
  const { tasks, contents, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  const data = new TextEncoder().encode('input')
  const sha256 = `0x${createHash('sha256').update(data).digest('hex')}` as const
  await contents.put(record, { sha256, totalBytes: data.length, offset: 0, data })
  await tasks.start('a', record, { ...little, tag: sha256.slice(0, 64) })
  await tasks.start('b', record, {
    ...little,
    workload: { kind: 'noop', noop: { runMs: 1, exitCode: 0, output: sha256 } },
  })
  expect(await tasks.needsContent(WORKER, sha256)).toBe(false)
  await tasks.start('c', record, { ...little, inputs: [{ name: 'in', sha256, bytes: 5 }] })
  expect(await tasks.needsContent(WORKER, sha256)).toBe(true)
  const list = await tasks.list(record.deal.buyer, 7n)
  expect(list.map(({ taskId, tag }) => [taskId, tag])).toEqual([
    ['a', sha256.slice(0, 64)],
    ['b', ''],
    ['c', ''],
  ])
  expect(list[0]).not.toHaveProperty('spec')
})

test('the inputs of a task take of the disk that its deal bought, by what was really stored', async () => {
  const { tasks, contents, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  const data = new Uint8Array(1000)
  const sha256 = `0x${createHash('sha256').update(data).digest('hex')}` as const
  await contents.put(record, { sha256, totalBytes: data.length, offset: 0, data })
  const slice = { ...record.slice!, resources: { ...record.slice!.resources, storageBytes: 1500 } }
  // The buyer says that it is small.
  const inputs = [{ name: 'in', sha256, bytes: 1 }]
  const spec = (diskBytes: number) => ({ ...little, inputs, limits: { ...little.limits, diskBytes } })
  await tasks.start('b', { ...record, slice }, spec(200))
  // The same content lies there once, however many tasks read it.
  await tasks.start('c', { ...record, slice }, spec(300))
  await expect(tasks.start('d', { ...record, slice }, spec(1))).rejects.toMatchObject({ code: 'DEAL_SLICE_FULL' })
})
