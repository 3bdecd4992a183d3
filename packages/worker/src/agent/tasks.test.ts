import { create } from '@bufbuild/protobuf'
import { openStore, seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type DesiredTask, DesiredTaskSchema, limitsToMessage, taskSpecToMessage } from '@sonm/protocol'
import { beforeEach, expect, test } from 'vitest'
import { NoopExecutor } from '../executors/noop/noop-executor.ts'
import type { NoopRecord } from '../executors/noop/plan.ts'
import type { ContentFetcher } from './content-fetcher.ts'
import { memoryTaskFiles } from './files/memory-task-files.ts'
import type { HubCalls } from './hub-calls.ts'
import { Ledger } from './ledger.ts'
import { defaultAgentOptions } from './options.ts'
import { type WorkerTables, workerMigrations } from './store/schema.ts'
import type { TaskRecord } from './task-record.ts'
import { Tasks } from './tasks.ts'

/** What cannot be done for now: `remove stuck`, `save stuck`. */
const broken = new Set<string>()

class BreakableExecutor extends NoopExecutor {
  override async remove(taskId: string): Promise<void> {
    if (broken.has(`remove ${taskId}`)) throw new Error('EACCES: permission denied, rmdir')
    await super.remove(taskId)
  }
}

class BreakableLedger extends Ledger {
  override async save(record: TaskRecord): Promise<void> {
    if (broken.has(`save ${record.taskId}`)) throw new Error('disk I/O error')
    await super.save(record)
  }
}

const noop = { kind: 'noop', noop: { runMs: 3_600_000, exitCode: 0 } } as const
const ordered = (taskId: string): DesiredTask =>
  create(DesiredTaskSchema, {
    taskId,
    run: true,
    spec: taskSpecToMessage({ workload: noop, inputs: [], outputs: [], tag: '' }),
    limits: limitsToMessage({ memoryBytes: 1, cpuHundredths: 100, diskBytes: 1 }),
  })

let clock: VirtualClock
let executor: NoopExecutor
let tasks: Tasks
let logged: object[]
beforeEach(async () => {
  broken.clear()
  logged = []
  clock = new VirtualClock()
  executor = new BreakableExecutor({ clock, records: new Map<string, NoopRecord>() })
  const parts = {
    ledger: new BreakableLedger(await openStore<WorkerTables>(':memory:', workerMigrations)),
    files: memoryTaskFiles(),
    contents: {} as ContentFetcher,
    hub: {} as HubCalls,
    clock,
    random: seededRandom(1),
    logger: { ...silentLogger, error: (fields: object) => void logged.push(fields) },
    options: defaultAgentOptions,
    onObserved: () => {},
  }
  tasks = new Tasks(parts, { noop: executor })
})

const phaseOf = (taskId: string) => tasks.observation(taskId)?.phase
const idsOf = async () => (await executor.list()).map(({ taskId }) => taskId)

test('a task that cannot be removed keeps none from starting, and is removed once it can be', async () => {
  await tasks.apply([ordered('stuck')])
  await clock.advance(1000)
  expect(phaseOf('stuck')).toBe('running')
  broken.add('remove stuck')
  await tasks.apply([ordered('other')])
  await clock.advance(60_000)
  expect(phaseOf('other')).toBe('running')
  expect((await idsOf()).toSorted()).toEqual(['other', 'stuck'])
  const data = { taskId: 'stuck', reason: 'EACCES: permission denied, rmdir' }
  expect(logged[0]).toMatchObject({ taskId: 'stuck', err: { code: 'TASK_NOT_REMOVED', data } })
  broken.clear()
  await clock.advance(defaultAgentOptions.tidyIntervalMs)
  expect(await idsOf()).toEqual(['other'])
  await tasks.close()
})

test('a task that is ordered again while what was left of it cannot be removed starts when that is gone', async () => {
  await tasks.apply([ordered('stuck')])
  await clock.advance(1000)
  broken.add('remove stuck')
  await tasks.apply([])
  await tasks.apply([ordered('stuck')])
  await clock.advance(60_000)
  expect(phaseOf('stuck')).toBeUndefined()
  broken.clear()
  await clock.advance(defaultAgentOptions.tidyIntervalMs)
  expect(phaseOf('stuck')).toBe('running')
  await tasks.close()
})

test('a task that cannot be recorded keeps none from starting, and is tried again by itself', async () => {
  broken.add('save stuck')
  await tasks.apply([ordered('stuck'), ordered('other')])
  await clock.advance(60_000)
  expect([phaseOf('stuck'), phaseOf('other')]).toEqual([undefined, 'running'])
  broken.clear()
  await clock.advance(60_000)
  expect(phaseOf('stuck')).toBe('running')
  await tasks.close()
})

test('a worker comes up beside a task that nobody knows of and that cannot be removed', async () => {
  const limits = { memoryBytes: 1, cpuHundredths: 100, diskBytes: 1, outputBytes: 1 }
  await executor.start({ taskId: 'stuck', spec: { kind: 'noop' }, limits, inputsDir: '/in', outputsDir: '/out' })
  broken.add('remove stuck')
  await tasks.recover()
  await tasks.apply([ordered('other')])
  await clock.advance(60_000)
  expect(phaseOf('other')).toBe('running')
  broken.clear()
  await clock.advance(defaultAgentOptions.tidyIntervalMs)
  expect(await idsOf()).toEqual(['other'])
  await tasks.close()
})
