import fc from 'fast-check'
import { expect, test } from 'vitest'
import { observations } from '../testing/arbitraries.ts'
import { startOfTask } from './start-of-task.ts'
import { checkReceipt } from './start-receipt.ts'

const task = { taskId: 'ab'.repeat(16), outputs: [] }

test('whatever a task’s state, what is made of it is a receipt that can be signed', () => {
  fc.assert(
    fc.property(observations, fc.bigInt(1n, 2n ** 53n - 1n), (observation, dealId) => {
      const receipt = startOfTask(dealId, { ...observation, taskId: task.taskId })
      if (receipt) checkReceipt(receipt)
    }),
  )
})

test('a task that runs, or ran, has started; one that could not be started has failed', () => {
  expect(startOfTask(7n, { ...task, phase: 'running', startedAtMs: 5_900 })).toEqual({
    dealId: 7n,
    taskId: task.taskId,
    outcome: 'started',
    reason: '',
    atSeconds: 5n,
  })
  const end = { reason: 'failed-to-start', message: '' } as const
  const failed = startOfTask(7n, { ...task, phase: 'ended', endedAtMs: 9_000, end })
  expect(failed).toMatchObject({ outcome: 'failed', reason: 'failed-to-start', atSeconds: 9n })
  const lost = startOfTask(7n, {
    ...task,
    phase: 'ended',
    startedAtMs: 1,
    endedAtMs: 2,
    end: { ...end, reason: 'lost' },
  })
  expect(lost).toMatchObject({ outcome: 'started' })
})

test('a task that is being prepared, or was stopped before it started, says nothing', () => {
  expect(startOfTask(7n, { ...task, phase: 'preparing' })).toBeUndefined()
  const end = { reason: 'stopped', message: '' } as const
  expect(startOfTask(7n, { ...task, phase: 'ended', endedAtMs: 9, end })).toBeUndefined()
})
