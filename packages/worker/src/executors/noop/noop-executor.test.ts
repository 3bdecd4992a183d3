import { systemClock, VirtualClock } from '@sonm/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Behaviour, executorCompliance } from '../../testing/executor-compliance.ts'
import type { ExecutorTask, NoopSpec } from '../executor.ts'
import { NoopExecutor } from './noop-executor.ts'
import { type NoopRecord, planOf, statusAt } from './plan.ts'

const forever: NoopSpec = { kind: 'noop', repeatLine: { everyMs: 20, times: 1000, line: 'tick' }, prepareMs: 10 }
const specs: Record<Behaviour, NoopSpec> = {
  succeed: {
    kind: 'noop',
    prepareMs: 10,
    runMs: 20,
    lines: [{ atMs: 5, line: 'read hello' }],
    outputs: { 'result.txt': 'HELLO' },
  },
  print: {
    kind: 'noop',
    runMs: 20,
    lines: [
      { atMs: 1, line: 'one' },
      { atMs: 2, stream: 'stderr', line: 'two' },
      { atMs: 3, line: 'three' },
    ],
  },
  progress: {
    kind: 'noop',
    runMs: 20,
    lines: [
      { atMs: 1, line: 'progress 0.25' },
      { atMs: 9, line: 'progress 0.5' },
    ],
  },
  'exit-3': { kind: 'noop', runMs: 5, exitCode: 3 },
  spin: forever,
  grow: { ...forever, memoryBytes: 2 ** 40 },
  'run-long': forever,
  broken: { kind: 'noop', failsToStart: true },
}

executorCompliance('noop', async () => {
  const records = new Map<string, Map<string, NoopRecord>>()
  const recordsOf = (dataDir: string) => {
    const known = records.get(dataDir) ?? new Map<string, NoopRecord>()
    records.set(dataDir, known)
    return known
  }
  return {
    open: async (dataDir) => new NoopExecutor({ clock: systemClock, records: recordsOf(dataDir) }),
    spec: (behaviour) => specs[behaviour],
    brokenCode: 'EXECUTOR_UNAVAILABLE',
    leftovers: async (dataDir) => [...recordsOf(dataDir).keys()],
    memoryBytes: 2 ** 30,
    close: async () => {},
  }
})

const limits = { memoryBytes: 2 ** 30, cpuHundredths: 100, diskBytes: 0, outputBytes: 100 }
const taskOf = (spec: NoopSpec): ExecutorTask => ({ taskId: 'one', spec, limits, inputsDir: '/in', outputsDir: '/out' })

test('on virtual time a task passes through its phases at their moments, and its outputs go where the simulation wants them', async () => {
  const clock = new VirtualClock()
  const written: string[] = []
  const executor = new NoopExecutor({
    clock,
    records: new Map(),
    writeOutput: async (dir, path, text) => void written.push(`${dir}/${path}: ${text}`),
  })
  await executor.start(taskOf({ kind: 'noop', prepareMs: 1000, runMs: 5000, outputs: { 'a.txt': 'x', '../b': 'y' } }))
  const phases: string[] = []
  const watching = (async () => {
    for await (const { status } of executor.watch('one')) phases.push(`${clock.nowMs() % 10_000} ${status.phase}`)
  })()
  await clock.advance(6001)
  await watching
  expect(phases).toEqual(['0 preparing', '1000 running', '6000 ended'])
  expect(written).toEqual(['/out/a.txt: x'])
})

test('an echo port answers while the task runs', async () => {
  const clock = new VirtualClock()
  const executor = new NoopExecutor({ clock, records: new Map() })
  await executor.start(taskOf({ kind: 'noop', prepareMs: 10, echoPorts: [7] }))
  await expect(executor.openPort('one', 7)).rejects.toMatchObject({ code: 'TASK_NOT_RUNNING' })
  await clock.advance(10)
  const port = await executor.openPort('one', 7)
  port.end('hello')
  expect(Buffer.concat(await port.toArray()).toString()).toBe('hello')
})

test('phases only go forward, whatever the spec, the limits and the moment of a stop', () => {
  const optional = (max: number) => fc.option(fc.nat(max), { nil: undefined })
  const order = ['preparing', 'running', 'ended']
  fc.assert(
    fc.property(
      fc.record({
        prepareMs: fc.nat(50),
        runMs: optional(50),
        stopMs: optional(120),
        wallMs: optional(50),
        cpuMs: optional(50),
      }),
      ({ prepareMs, runMs, stopMs, wallMs, cpuMs }) => {
        const task: ExecutorTask = {
          ...taskOf({ kind: 'noop', prepareMs, ...(runMs !== undefined && { runMs }) }),
          limits: {
            ...limits,
            ...(wallMs !== undefined && { wallTimeMs: wallMs }),
            ...(cpuMs !== undefined && { cpuTimeMs: cpuMs }),
          },
        }
        const record: NoopRecord = { task, acceptedAtMs: 0 }
        let last = 0
        for (let nowMs = 0; nowMs <= 150; nowMs++) {
          const stopped = stopMs !== undefined && nowMs >= stopMs && statusAt(planOf(record), stopMs).phase !== 'ended'
          const plan = planOf(stopped ? { ...record, stoppedAtMs: stopMs } : record)
          const now = order.indexOf(statusAt(plan, nowMs).phase)
          expect(now).toBeGreaterThanOrEqual(last)
          last = now
        }
        const bounded = runMs !== undefined || stopMs !== undefined || wallMs !== undefined || cpuMs !== undefined
        if (bounded) expect(last).toBe(2)
      },
    ),
  )
})
