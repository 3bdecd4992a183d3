import { type CancelTimer, codedFailure, type Logger, messageOf, retryPauseMs, sleep } from '@sonm/common'
import { type ExecutorKind, fail, type Hex, type TaskObservation } from '@sonm/model'
import type { DesiredTask } from '@sonm/protocol'
import type { Executor } from '../executors/executor.ts'
import { contentsOf } from './executor-task.ts'
import type { TaskFiles } from './files/task-files.ts'
import type { Ledger } from './ledger.ts'
import { type Action, reconcile } from './reconcile.ts'
import { orderOf, type Stage, type TaskRecord } from './task-record.ts'
import { newRecord, type RunnerParts, TaskRunner } from './task-runner.ts'

/** All tasks of this worker: those that its store knows, and nothing else. */
export class Tasks {
  readonly #parts: RunnerParts
  readonly #executors: Readonly<Partial<Record<ExecutorKind, Executor>>>
  readonly #ledger: Ledger
  readonly #files: TaskFiles
  readonly #logger: Logger
  readonly #runners = new Map<string, TaskRunner>()
  readonly #closing = new AbortController()
  /** What is being removed; a task of that id is taken up only when the old one is gone. */
  readonly #removing = new Map<string, Promise<void>>()
  #desired: readonly DesiredTask[] = []
  #failures = 0
  #cancelRetry: CancelTimer = () => {}
  #applying: Promise<void> = Promise.resolve()

  constructor(parts: RunnerParts, executors: Readonly<Partial<Record<ExecutorKind, Executor>>>) {
    this.#parts = parts
    this.#executors = executors
    this.#ledger = parts.ledger
    this.#files = parts.files
    this.#logger = parts.logger
  }

  /** Takes up what ran before, and removes what nobody knows of. */
  async recover(): Promise<void> {
    const records = await this.#ledger.all()
    const known = new Set(records.map(({ taskId }) => taskId))
    const running = new Set<string>()
    for (const executor of Object.values(this.#executors)) {
      for (const { taskId } of await executor.list()) {
        running.add(taskId)
        if (known.has(taskId)) continue
        this.#logger.warn({ taskId }, 'a task that is not in the store was removed')
        this.#remove(taskId, executor)
      }
    }
    for (const taskId of await this.#files.taskIds()) if (!known.has(taskId)) this.#remove(taskId, undefined)
    for (const record of records) this.#begin(record, running.has(record.taskId))
  }

  /** Makes this worker have what the hub wants; one list after the other. What fails is tried again, and holds up nothing else. */
  apply(desired: readonly DesiredTask[]): Promise<void> {
    const applying = this.#applying.then(() => this.#apply(desired))
    this.#applying = applying.catch(() => {})
    return applying
  }

  find(taskId: string): { readonly record: TaskRecord; readonly executor: Executor | undefined } | undefined {
    const runner = this.#runners.get(taskId)
    return runner && { record: runner.record, executor: this.#executorOf(runner.record) }
  }

  observations(): readonly TaskObservation[] {
    return [...this.#runners.values()].map(({ record }) => record.observation)
  }

  observation(taskId: string): TaskObservation | undefined {
    return this.#runners.get(taskId)?.record.observation
  }

  stages(): readonly Stage[] {
    return [...this.#runners.values()].map(({ record }) => record.stage)
  }

  async measure(): Promise<void> {
    for (const runner of this.#runners.values()) {
      await runner.measure().catch((error: unknown) => {
        this.#logger.debug({ taskId: runner.taskId, reason: messageOf(error) }, 'the use of a task is not known')
      })
    }
  }

  neededContents(): ReadonlySet<Hex> {
    return new Set([...this.#runners.values()].flatMap(({ record }) => neededBy(record)))
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the worker stops'))
    this.#cancelRetry()
    await this.#applying
    await Promise.all(this.#removing.values())
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()))
  }

  async #apply(desired: readonly DesiredTask[]): Promise<void> {
    this.#desired = desired
    this.#cancelRetry()
    const wanted = new Map(desired.filter((task) => this.#isReadable(task)).map((task) => [task.taskId, task]))
    const kept = [...this.#runners.values()].map((runner) => ({
      taskId: runner.taskId,
      done: runner.record.stage === 'done',
      stopping: runner.stopping,
    }))
    let failed = false
    for (const action of reconcile([...wanted.values()], kept)) {
      try {
        await this.#carryOut(action, wanted.get(action.taskId))
      } catch (error) {
        failed = true
        this.#logger.error({ ...action, err: error }, 'what the hub wants of a task could not be done yet')
      }
    }
    this.#failures = failed ? this.#failures + 1 : 0
    if (failed && !this.#closing.signal.aborted) this.#retryLater()
  }

  async #carryOut({ kind, taskId }: Action, task: DesiredTask | undefined): Promise<void> {
    if (kind === 'forget') this.#forget(taskId)
    else if (kind === 'stop') await this.#runners.get(taskId)?.stop(task!)
    // What is left of the old one would be taken for the new one; when it is gone, the list is applied again.
    else if (this.#removing.has(taskId)) return
    else if (kind === 'accept') await this.#add(newRecord(task!, 'accepted'))
    else await this.#add(declined(task!, this.#parts.clock.nowMs()))
  }

  #retryLater(): void {
    const { clock, options, random } = this.#parts
    const pauseMs = retryPauseMs(this.#failures, options, random)
    this.#cancelRetry = clock.after(pauseMs, () => void this.apply(this.#desired))
  }

  /**
   * A hub checks what it hands on; an order that cannot be read comes from another version. One that shall end comes
   * without its spec and needs none.
   */
  #isReadable(task: DesiredTask): boolean {
    try {
      if (task.run) orderOf(task)
      return true
    } catch (error) {
      this.#logger.error({ taskId: task.taskId, reason: messageOf(error) }, 'a task of the hub cannot be read')
      return false
    }
  }

  async #add(record: TaskRecord): Promise<void> {
    await this.#ledger.save(record)
    this.#begin(record, false)
    this.#parts.onObserved(record.taskId)
  }

  #begin(record: TaskRecord, known: boolean): void {
    const runner = new TaskRunner(this.#parts, record, this.#executorOf(record))
    this.#runners.set(record.taskId, runner)
    runner.start(known)
  }

  #forget(taskId: string): void {
    const runner = this.#runners.get(taskId)
    if (!runner) return
    this.#runners.delete(taskId)
    this.#remove(taskId, this.#executorOf(runner.record), runner)
  }

  /** Removes all that is left of a task, in its own time: what cannot be removed holds up no other task. */
  #remove(taskId: string, executor: Executor | undefined, runner?: TaskRunner): void {
    if (this.#removing.has(taskId)) return
    const removing = this.#removeUntilDone(taskId, executor, runner).then(() => {
      this.#removing.delete(taskId)
      if (this.#closing.signal.aborted) return
      if (this.#desired.some((task) => task.taskId === taskId)) void this.apply(this.#desired)
    })
    this.#removing.set(taskId, removing)
  }

  /** The record goes last: whatever happens before, the next start finds it and goes on. */
  async #removeUntilDone(taskId: string, executor: Executor | undefined, runner?: TaskRunner): Promise<void> {
    const { clock, options, random } = this.#parts
    const pause = { ...options, retryLongestMs: options.tidyIntervalMs }
    const { signal } = this.#closing
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await runner?.close()
        await executor?.remove(taskId)
        await this.#files.remove(taskId)
        return await this.#ledger.remove(taskId)
      } catch (cause) {
        const error = fail('TASK_NOT_REMOVED', { taskId, reason: messageOf(codedFailure(cause)) }, { cause })
        this.#logger.error({ taskId, err: error }, 'a task cannot be removed yet')
        await sleep(clock, retryPauseMs(failures, pause, random), signal).catch(() => {})
      }
    }
  }

  #executorOf({ desired }: TaskRecord): Executor | undefined {
    return desired.spec && this.#executors[orderOf(desired).spec.workload.kind]
  }
}

/** A task that was stopped before it came here has no spec. */
function neededBy({ desired }: TaskRecord): readonly Hex[] {
  return desired.spec ? contentsOf(orderOf(desired)) : []
}

function declined(desired: DesiredTask, nowMs: number): TaskRecord {
  const reason = desired.stopReason === 'deal-closed' ? 'deal-closed' : 'stopped'
  return newRecord(desired, 'done', { reason, message: 'The task was stopped before it started.' }, nowMs)
}
