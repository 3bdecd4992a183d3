import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CodedError } from '@sonm/common'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Executor, ExecutorSpec, LogLine, TaskLimits, TaskSnapshot } from '../executors/executor.ts'

/**
 * - succeed: prints `read <content of /in/input.txt>`, writes the content in capitals to /out/result.txt, ends with 0
 * - print: `one` and `three` to stdout, `two` to stderr
 * - progress: prints `progress 0.25`, then `progress 0.5`
 * - spin: uses a core for ever; grow: takes memory for ever
 * - run-long: prints `tick 0`, `tick 1`, ... for ever
 */
export type Behaviour = 'succeed' | 'print' | 'progress' | 'exit-3' | 'spin' | 'grow' | 'run-long' | 'broken'

export interface ExecutorHarness {
  /** A new executor on the data in a folder, as after a restart of the worker. */
  open(dataDir: string): Promise<Executor>
  /** What makes the executor behave so; `broken` cannot be started. */
  spec(behaviour: Behaviour): ExecutorSpec
  /** The code of the error with which `broken` ends. */
  readonly brokenCode: string
  /** Whatever still exists of the tasks of a data folder: processes, containers, folders. */
  leftovers(dataDir: string): Promise<readonly string[]>
  /** A memory limit that `grow` breaks within a second or two. */
  readonly memoryBytes: number
  close(): Promise<void>
}

/** What every executor must do. Call it at the top level of a test file. */
export function executorCompliance(name: string, makeHarness: () => Promise<ExecutorHarness>): void {
  describe(`${name} executor`, () => {
    let harness: ExecutorHarness
    let folder: string
    let executor: Executor
    let dataDir: string
    let tasks = 0

    beforeAll(async () => {
      harness = await makeHarness()
      folder = await mkdtemp(join(tmpdir(), `sonm-${name}-`))
      dataDir = join(folder, 'data')
      executor = await harness.open(dataDir)
    })

    afterEach(async () => {
      for (const { taskId } of await executor.list()) await executor.remove(taskId)
    })

    afterAll(async () => {
      await executor?.close()
      await harness?.close()
      await rm(folder, { recursive: true, force: true })
    })

    const reopen = async () => {
      await executor.close()
      executor = await harness.open(dataDir)
    }

    const start = async (behaviour: Behaviour, limits: Partial<TaskLimits> = {}) => {
      const taskId = `task-${tasks++}`
      const inputsDir = join(folder, `${taskId}-in`)
      const outputsDir = join(folder, `${taskId}-out`)
      await mkdir(inputsDir)
      await mkdir(outputsDir)
      await writeFile(join(inputsDir, 'input.txt'), 'hello')
      await executor.start({
        taskId,
        spec: harness.spec(behaviour),
        limits: {
          memoryBytes: harness.memoryBytes,
          cpuHundredths: 100,
          diskBytes: 2 ** 26,
          outputBytes: 2 ** 20,
          ...limits,
        },
        inputsDir,
        outputsDir,
      })
      return { taskId, outputsDir }
    }

    const running = async (taskId: string) => {
      for await (const { status } of executor.watch(taskId)) {
        if (status.phase === 'running') return status
        if (status.phase === 'ended') throw new Error(`It ended: ${status.end.message}`)
      }
      throw new Error('The watch ended')
    }

    const linesOf = async (taskId: string, options: { fromOffset?: number; follow?: boolean } = {}) => {
      const lines: LogLine[] = []
      for await (const line of executor.logs(taskId, options)) lines.push(line)
      return lines
    }

    const firstLine = async (taskId: string, fromOffset = 0): Promise<LogLine> => {
      for await (const line of executor.logs(taskId, { follow: true, fromOffset })) return line
      throw new Error('The log ended without a line')
    }

    test('it is available', async () => {
      expect(await executor.check()).toMatchObject({ available: true })
    })

    test('a task reads its inputs, leaves its outputs and ends with its exit code', async () => {
      const { taskId, outputsDir } = await start('succeed')
      expect(await executor.wait(taskId)).toMatchObject({ reason: 'exited', exitCode: 0 })
      expect(await readFile(join(outputsDir, 'result.txt'), 'utf8')).toBe('HELLO')
      expect((await linesOf(taskId)).map(({ line }) => line)).toContain('read hello')
      expect(await executor.status(taskId)).toMatchObject({ taskId, status: { phase: 'ended' } })
    })

    test('an exit code that is not 0 is told', async () => {
      const { taskId } = await start('exit-3')
      expect(await executor.wait(taskId)).toMatchObject({ reason: 'exited', exitCode: 3 })
    })

    test('a watcher sees the phases in order and then its watch ends', async () => {
      const { taskId } = await start('succeed')
      const seen: TaskSnapshot[] = []
      for await (const snapshot of executor.watch(taskId)) seen.push(snapshot)
      const order = ['preparing', 'running', 'ended']
      const phases = seen.map(({ status }) => order.indexOf(status.phase))
      expect(phases).toEqual(phases.toSorted())
      expect(seen.at(-1)?.status).toMatchObject({ phase: 'ended', startedAtMs: expect.any(Number) })
    })

    test('progress is read from what the task prints', async () => {
      const { taskId } = await start('progress')
      await executor.wait(taskId)
      expect((await executor.status(taskId)).progress).toBe(0.5)
    })

    test('logs carry their stream, their order and their offset, and can be read from an offset on', async () => {
      const { taskId } = await start('print')
      const followed = await linesOf(taskId, { follow: true })
      const of = (stream: string) => followed.filter((line) => line.stream === stream).map(({ line }) => line)
      expect(of('stdout')).toEqual(['one', 'three'])
      expect(of('stderr')).toEqual(['two'])
      expect(followed.map(({ offset }) => offset)).toEqual([0, 1, 2])
      expect(await linesOf(taskId, { fromOffset: 1 })).toEqual(followed.slice(1))
    })

    test('a task that runs is stopped, and stopping it again changes nothing', async () => {
      const { taskId } = await start('run-long')
      await running(taskId)
      await firstLine(taskId)
      const end = await executor.stop(taskId, 100)
      expect(end).toMatchObject({ reason: 'stopped' })
      expect(await executor.stop(taskId, 100)).toEqual(end)
      expect(await executor.wait(taskId)).toEqual(end)
    })

    test('a task is stopped while it is still being prepared', async () => {
      const { taskId } = await start('run-long')
      expect(await executor.stop(taskId, 100)).toMatchObject({ reason: 'stopped' })
    })

    test('stopping a task that ended by itself keeps its end', async () => {
      const { taskId } = await start('exit-3')
      const end = await executor.wait(taskId)
      expect(await executor.stop(taskId, 100)).toEqual(end)
    })

    test('a task that uses up its processor time is ended', async () => {
      const { taskId } = await start('spin', { cpuTimeMs: 1000 })
      expect(await executor.wait(taskId)).toMatchObject({ reason: 'cpu-time-limit' })
      expect((await executor.usage(taskId)).cpuTimeMs).toBeGreaterThanOrEqual(1000)
    })

    test('a spinner stays within its share of a core', async () => {
      const { taskId } = await start('spin', { cpuHundredths: 20, cpuTimeMs: 1200 })
      const end = await executor.wait(taskId)
      expect(end).toMatchObject({ reason: 'cpu-time-limit' })
      const { status } = await executor.status(taskId)
      if (status.phase !== 'ended') throw new Error('It goes on')
      // A fifth of a core takes six seconds for it, less what it may use at once; a busy machine makes it take longer.
      expect(end.endedAtMs - (status.startedAtMs ?? 0)).toBeGreaterThan(3000)
    })

    test('a task that runs too long is ended', async () => {
      const { taskId } = await start('run-long', { wallTimeMs: 700 })
      expect(await executor.wait(taskId)).toMatchObject({ reason: 'wall-time-limit' })
    })

    test('a task that takes too much memory is ended', async () => {
      const { taskId } = await start('grow')
      expect(await executor.wait(taskId)).toMatchObject({ reason: 'memory-limit' })
    })

    test('what cannot be started ends with a coded error', async () => {
      const { taskId } = await start('broken')
      const end = await executor.wait(taskId)
      expect(end).toMatchObject({ reason: 'failed-to-start', error: { code: harness.brokenCode } })
    })

    test('a new executor finds a task that runs, takes it up, and sees its end', async () => {
      const { taskId } = await start('run-long')
      const { startedAtMs } = await running(taskId)
      const { offset } = await firstLine(taskId)
      await reopen()
      expect((await executor.list()).map((snapshot) => snapshot.taskId)).toEqual([taskId])
      expect((await executor.adopt(taskId)).status).toEqual({ phase: 'running', startedAtMs })
      expect((await firstLine(taskId, offset + 1)).offset).toBe(offset + 1)
      expect(await executor.stop(taskId, 100)).toMatchObject({ reason: 'stopped' })
    })

    test('limits hold again after a restart', async () => {
      const { taskId } = await start('run-long', { wallTimeMs: 1500 })
      await running(taskId)
      await reopen()
      await executor.adopt(taskId)
      expect(await executor.wait(taskId)).toMatchObject({ reason: 'wall-time-limit' })
    })

    test('a task that ended while no executor watched is found with its end and its outputs', async () => {
      const { taskId, outputsDir } = await start('succeed')
      await running(taskId).catch(() => {})
      await reopen()
      expect(await executor.wait(taskId)).toMatchObject({ reason: 'exited', exitCode: 0 })
      expect(await readFile(join(outputsDir, 'result.txt'), 'utf8')).toBe('HELLO')
    })

    test('an end is the same after a restart', async () => {
      const { taskId } = await start('print')
      await executor.wait(taskId)
      const [before, lines] = [await executor.status(taskId), await linesOf(taskId)]
      await reopen()
      expect(await executor.list()).toEqual([before])
      expect(await linesOf(taskId)).toEqual(lines)
    })

    test('removing leaves nothing, whether the task runs or has ended or is unknown', async () => {
      const ended = await start('exit-3')
      await executor.wait(ended.taskId)
      const alive = await start('run-long')
      await running(alive.taskId)
      const starting = await start('run-long')
      for (const { taskId } of [ended, alive, starting]) await executor.remove(taskId)
      await executor.remove('never-seen')
      expect(await executor.list()).toEqual([])
      expect(await harness.leftovers(dataDir)).toEqual([])
    })

    test('a new executor removes a task that it never took up', async () => {
      const { taskId } = await start('run-long')
      await running(taskId)
      await reopen()
      await executor.remove(taskId)
      expect(await harness.leftovers(dataDir)).toEqual([])
    })

    test('the same id is not started twice', async () => {
      const { taskId } = await start('run-long')
      const again = executor.start({
        taskId,
        spec: harness.spec('run-long'),
        limits: { memoryBytes: harness.memoryBytes, cpuHundredths: 100, diskBytes: 1, outputBytes: 1 },
        inputsDir: folder,
        outputsDir: join(folder, 'never'),
      })
      await expect(again).rejects.toMatchObject({ code: 'TASK_EXISTS' })
    })

    test('an unknown task is an error wherever one is named', async () => {
      const unknown = 'never-seen'
      const calls = [
        () => executor.status(unknown),
        () => executor.adopt(unknown),
        () => executor.wait(unknown),
        () => executor.stop(unknown, 0),
        () => executor.usage(unknown),
        () => executor.openPort(unknown, 80),
        () => linesOf(unknown),
      ]
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
    })

    test('an id that could reach another folder is refused', async () => {
      await expect(executor.status('../../etc')).rejects.toBeInstanceOf(CodedError)
    })

    test('a port that the task does not offer is a coded error', async () => {
      const { taskId } = await start('run-long')
      await running(taskId)
      await expect(executor.openPort(taskId, 4)).rejects.toMatchObject({ code: 'TASK_PORT_UNSUPPORTED' })
    })

    test('a watch, a wait and a followed log end with their signal', async () => {
      const { taskId } = await start('run-long')
      await running(taskId)
      const enough = new AbortController()
      const watching = (async () => {
        for await (const _ of executor.watch(taskId, enough.signal));
      })()
      const waiting = executor.wait(taskId, enough.signal)
      const following = (async () => {
        for await (const _ of executor.logs(taskId, { follow: true, signal: enough.signal }));
      })()
      const settled = Promise.allSettled([watching, waiting, following])
      enough.abort(new Error('enough'))
      for (const result of await settled) expect(result).toMatchObject({ reason: { message: 'enough' } })
    })
  })
}
