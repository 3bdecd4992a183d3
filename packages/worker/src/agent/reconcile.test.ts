import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Kept, reconcile, type Wanted } from './reconcile.ts'

const taskId = fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e', 'f')
const wantedTasks = fc.uniqueArray(fc.record({ taskId, run: fc.boolean() }), { selector: (task) => task.taskId })
const keptTasks = fc.uniqueArray(fc.record({ taskId, done: fc.boolean(), stopping: fc.boolean() }), {
  selector: (task) => task.taskId,
})

/** What a worker has once the actions are carried out. */
function carryOut(wanted: readonly Wanted[], kept: readonly Kept[]): Kept[] {
  const tasks = new Map(kept.map((task) => [task.taskId, task]))
  for (const { kind, taskId } of reconcile(wanted, kept)) {
    if (kind === 'forget') tasks.delete(taskId)
    if (kind === 'accept') tasks.set(taskId, { taskId, done: false, stopping: false })
    if (kind === 'decline') tasks.set(taskId, { taskId, done: true, stopping: false })
    if (kind === 'stop') tasks.set(taskId, { ...tasks.get(taskId)!, stopping: true })
  }
  return [...tasks.values()]
}

test('afterwards a worker has exactly the wanted tasks, and none runs on that shall end', () => {
  fc.assert(
    fc.property(wantedTasks, keptTasks, (wanted, kept) => {
      const after = carryOut(wanted, kept)
      expect(after.map((task) => task.taskId).sort()).toEqual(wanted.map((task) => task.taskId).sort())
      for (const { taskId, run } of wanted) {
        const task = after.find((candidate) => candidate.taskId === taskId)!
        if (!run) expect(task.done || task.stopping).toBe(true)
      }
    }),
  )
})

test('a task that shall run and does is left alone', () => {
  fc.assert(
    fc.property(wantedTasks, keptTasks, (wanted, kept) => {
      const running = new Set(wanted.filter(({ run }) => run).map((task) => task.taskId))
      const known = new Set(kept.map((task) => task.taskId))
      for (const { taskId } of reconcile(wanted, kept)) expect(running.has(taskId) && known.has(taskId)).toBe(false)
    }),
  )
})

test('a second round asks for nothing', () => {
  fc.assert(
    fc.property(wantedTasks, keptTasks, (wanted, kept) => {
      expect(reconcile(wanted, carryOut(wanted, kept))).toEqual([])
    }),
  )
})
