import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Duplex, PassThrough } from 'node:stream'
import { type CancelTimer, type Clock, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import type {
  Availability,
  Executor,
  ExecutorTask,
  LogLine,
  LogOptions,
  NoopSpec,
  TaskEnd,
  TaskSnapshot,
  TaskUsage,
} from '../executor.ts'
import { outputPathProblem } from '../outputs.ts'
import { SnapshotFeed } from '../snapshot-feed.ts'
import { checkTaskId } from '../task-id.ts'
import { cpuTimeMsAt, type NoopRecord, nextChangeMs, planOf, progressAt, statusAt, visibleLines } from './plan.ts'

export interface NoopExecutorOptions {
  readonly clock: Clock
  /** Where the tasks live. Handed to the next executor, it finds them again, as containers outlive a daemon. */
  readonly records: Map<string, NoopRecord>
  /** Writes one output; to disk unless a simulation keeps its files elsewhere. */
  readonly writeOutput?: (outputsDir: string, path: string, text: string) => Promise<void>
}

interface Watched {
  readonly feed: SnapshotFeed
  cancel: CancelTimer
}

/** Pretends to run tasks: all follows from a task's spec and the clock, so it takes no time of its own and works in a simulation. */
export class NoopExecutor implements Executor {
  readonly kind = 'noop'
  readonly #clock: Clock
  readonly #records: Map<string, NoopRecord>
  readonly #writeOutput: NonNullable<NoopExecutorOptions['writeOutput']>
  readonly #watched = new Map<string, Watched>()

  constructor({ clock, records, writeOutput = writeToDisk }: NoopExecutorOptions) {
    this.#clock = clock
    this.#records = records
    this.#writeOutput = writeOutput
  }

  async check(): Promise<Availability> {
    return { available: true }
  }

  async start(task: ExecutorTask): Promise<void> {
    const { taskId, spec } = task
    if (spec.kind !== 'noop') throw fail('INPUT_INVALID', { field: 'spec.kind', reason: 'not noop' })
    if (this.#records.has(taskId)) throw fail('TASK_EXISTS', { taskId })
    this.#records.set(taskId, { task, acceptedAtMs: this.#clock.nowMs() })
    await this.adopt(taskId)
  }

  async adopt(taskId: string): Promise<TaskSnapshot> {
    const watched = this.#watch(taskId)
    await this.#refresh(taskId, watched)
    return watched.feed.current
  }

  async list(): Promise<TaskSnapshot[]> {
    return [...this.#records.keys()].map((taskId) => this.#snapshot(taskId))
  }

  async status(taskId: string): Promise<TaskSnapshot> {
    return this.#snapshot(taskId)
  }

  async *watch(taskId: string, signal?: AbortSignal): AsyncGenerator<TaskSnapshot> {
    await this.adopt(taskId)
    yield* this.#watch(taskId).feed.watch(signal)
  }

  async wait(taskId: string, signal?: AbortSignal): Promise<TaskEnd> {
    await this.adopt(taskId)
    return this.#watch(taskId).feed.wait(signal)
  }

  async *logs(taskId: string, { fromOffset = 0, follow = false, signal }: LogOptions = {}): AsyncGenerator<LogLine> {
    let next = fromOffset
    while (true) {
      signal?.throwIfAborted()
      const record = this.#record(taskId)
      const plan = planOf(record)
      const nowMs = this.#clock.nowMs()
      for (const line of visibleLines(record, plan, nowMs).slice(next)) {
        yield line
        next = line.offset + 1
      }
      const dueMs = nextChangeMs(record, plan, nowMs)
      if (!follow || statusAt(plan, nowMs).phase === 'ended') return
      await sleep(this.#clock, Math.min(dueMs ?? 100, 100), signal)
    }
  }

  async stop(taskId: string): Promise<TaskEnd> {
    const record = this.#record(taskId)
    const nowMs = this.#clock.nowMs()
    if (statusAt(planOf(record), nowMs).phase !== 'ended') this.#records.set(taskId, { ...record, stoppedAtMs: nowMs })
    return this.wait(taskId)
  }

  async remove(taskId: string): Promise<void> {
    if (!this.#records.has(taskId)) return
    await this.stop(taskId)
    this.#watched.get(taskId)?.cancel()
    this.#watched.delete(taskId)
    this.#records.delete(taskId)
  }

  async openPort(taskId: string, port: number): Promise<Duplex> {
    const { phase } = this.#snapshot(taskId).status
    if (phase !== 'running') throw fail('TASK_NOT_RUNNING', { taskId, phase })
    const { echoPorts = [] } = this.#record(taskId).task.spec as NoopSpec
    if (!echoPorts.includes(port)) {
      throw fail('TASK_PORT_UNSUPPORTED', { taskId, port, reason: 'the task names no such port' })
    }
    return new PassThrough()
  }

  async usage(taskId: string): Promise<TaskUsage> {
    const record = this.#record(taskId)
    const plan = planOf(record)
    const nowMs = this.#clock.nowMs()
    const { memoryBytes = 0 } = record.task.spec as NoopSpec
    const running = statusAt(plan, nowMs).phase === 'running'
    return { cpuTimeMs: cpuTimeMsAt(record, plan, nowMs), memoryBytes: running ? memoryBytes : 0 }
  }

  async close(): Promise<void> {
    for (const { cancel } of this.#watched.values()) cancel()
  }

  #record(taskId: string): NoopRecord {
    checkTaskId(taskId)
    const record = this.#records.get(taskId)
    if (record === undefined) throw fail('TASK_NOT_FOUND', { taskId })
    return record
  }

  #snapshot(taskId: string): TaskSnapshot {
    const record = this.#record(taskId)
    const plan = planOf(record)
    const progress = progressAt(record, plan, this.#clock.nowMs())
    return { taskId, status: statusAt(plan, this.#clock.nowMs()), ...(progress !== undefined && { progress }) }
  }

  #watch(taskId: string): Watched {
    const known = this.#watched.get(taskId)
    if (known !== undefined) return known
    const watched = { feed: new SnapshotFeed(this.#snapshot(taskId)), cancel: () => {} }
    this.#watched.set(taskId, watched)
    return watched
  }

  /** Brings the feed to now, and sets the timer for the next change. */
  async #refresh(taskId: string, watched: Watched): Promise<void> {
    watched.cancel()
    const record = this.#records.get(taskId)
    if (record === undefined) return
    const plan = planOf(record)
    const nowMs = this.#clock.nowMs()
    if (plan.endsWithOutputs && statusAt(plan, nowMs).phase === 'ended') await this.#writeOutputs(record)
    const { status, progress } = this.#snapshot(taskId)
    watched.feed.update({ status, ...(progress !== undefined && { progress }) })
    const delayMs = nextChangeMs(record, plan, nowMs)
    if (delayMs === undefined) return
    watched.cancel = this.#clock.after(delayMs, () => void this.#refresh(taskId, watched))
  }

  async #writeOutputs({ task }: NoopRecord): Promise<void> {
    const { outputs = {} } = task.spec as NoopSpec
    for (const [path, text] of Object.entries(outputs)) {
      if (outputPathProblem(path) === undefined) await this.#writeOutput(task.outputsDir, path, text)
    }
  }
}

async function writeToDisk(outputsDir: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(outputsDir, path)), { recursive: true })
  await writeFile(join(outputsDir, path), text)
}
