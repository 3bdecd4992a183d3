import {
  type Clock,
  CodedError,
  codedFailure,
  type Logger,
  messageOf,
  type Random,
  retryPauseMs,
  sleep,
} from '@sonm/common'
import { type EndReason, fail, type TaskEnd, type TaskObservation } from '@sonm/model'
import type { Executor, TaskSnapshot } from '../executors/executor.ts'
import type { ContentFetcher } from './content-fetcher.ts'
import { contentsOf, executorTaskOf } from './executor-task.ts'
import type { TaskFiles } from './files/task-files.ts'
import type { HubCalls } from './hub-calls.ts'
import type { Ledger } from './ledger.ts'
import { sendLogs } from './log-sender.ts'
import type { AgentOptions } from './options.ts'
import { sendOutputs } from './output-sender.ts'
import { orderOf, type Stage, type TaskRecord } from './task-record.ts'

export interface RunnerParts {
  readonly ledger: Ledger
  readonly files: TaskFiles
  readonly contents: ContentFetcher
  readonly hub: HubCalls
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly options: AgentOptions
  /** Told after a new observation is durable. */
  readonly onObserved: (taskId: string) => void
}

/** Brings one task through its stages. Each stage is durable before the next begins, so that a new runner goes on where the last one was. */
export class TaskRunner {
  readonly taskId: string
  readonly #parts: RunnerParts
  readonly #executor: Executor | undefined
  readonly #closing = new AbortController()
  readonly #stopping = new AbortController()
  #record: TaskRecord
  #saving: Promise<void> = Promise.resolve()
  #running: Promise<void> = Promise.resolve()

  /** @param executor undefined: this worker has none of the kind that the task needs */
  constructor(parts: RunnerParts, record: TaskRecord, executor: Executor | undefined) {
    this.taskId = record.taskId
    this.#parts = parts
    this.#record = record
    this.#executor = executor
    if (!record.desired.run) this.#stopping.abort()
  }

  get record(): TaskRecord {
    return this.#record
  }

  get stopping(): boolean {
    return this.#stopping.signal.aborted
  }

  /** @param known whether the executor has the task already */
  start(known: boolean): void {
    this.#running = this.#runUntilDone(known)
  }

  /** Has the task end; what the hub wants is kept first, so that a restart stops it too. The hub leaves the spec out then. */
  async stop({ run, stopReason }: TaskRecord['desired']): Promise<void> {
    await this.#save({ desired: { ...this.#record.desired, run, stopReason } })
    this.#stopping.abort()
  }

  /** Lets go of the task without touching it. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the worker stops'))
    await this.#running
    await this.#saving
  }

  /** Takes in what the task uses now. */
  async measure(): Promise<void> {
    if (!this.#executor || this.#record.observation.phase !== 'running' || this.#record.stage !== 'started') return
    const { cpuTimeMs, memoryBytes } = await this.#executor.usage(this.taskId)
    if (this.#record.stage === 'started') await this.#observe({ cpuTimeMs, memoryBytes })
  }

  /** An executor that fails in between (its engine is restarted, a disk is full) is tried again. */
  async #runUntilDone(known: boolean): Promise<void> {
    const { signal } = this.#closing
    const { clock, random, logger, options } = this.#parts
    let isKnown = known
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        return await this.#run(isKnown)
      } catch (error) {
        if (signal.aborted) return
        logger.error({ taskId: this.taskId, err: error }, 'a task is held up')
        await sleep(clock, retryPauseMs(failures, options, random), signal).catch(() => {})
        isKnown = await this.#isKnown().catch(() => isKnown)
      }
    }
  }

  async #isKnown(): Promise<boolean> {
    const tasks = (await this.#executor?.list()) ?? []
    return tasks.some(({ taskId }) => taskId === this.taskId)
  }

  async #run(known: boolean): Promise<void> {
    if (this.#record.stage === 'accepted') await (known ? this.#save({ stage: 'started' }) : this.#prepare())
    if (this.#record.stage === 'started') await this.#follow()
    if (this.#record.stage === 'ended') await this.#deliver()
  }

  async #prepare(): Promise<void> {
    const { contents, files } = this.#parts
    const { signal } = this.#stopping
    const closed = this.#closing.signal
    try {
      const order = orderOf(this.#record.desired)
      const executor = this.#executor
      const executorKind = order.spec.workload.kind
      if (!executor) throw fail('EXECUTOR_UNAVAILABLE', { executor: executorKind, reason: 'this worker has none' })
      await this.#observe({ phase: 'preparing', activity: 'fetching inputs' })
      for (const sha256 of contentsOf(order)) await contents.ensure(sha256, AbortSignal.any([signal, closed]))
      const folders = await files.prepare(this.taskId, order.spec.inputs)
      signal.throwIfAborted()
      await executor.start(executorTaskOf(this.taskId, order, folders, (sha256) => files.pathOf(sha256)))
      await this.#save({ stage: 'started' })
    } catch (error) {
      closed.throwIfAborted()
      if (signal.aborted) {
        await this.#end({ reason: 'stopped', message: 'The task was stopped before it started.' })
        return
      }
      await this.#end(this.#failedToStart(error))
    }
  }

  async #follow(): Promise<void> {
    const executor = this.#executor
    if (!executor) return this.#end({ reason: 'lost', message: 'The executor that ran it is not there any more.' })
    const closed = this.#closing.signal
    try {
      await executor.adopt(this.taskId)
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'TASK_NOT_FOUND') throw error
      return this.#end({ reason: 'lost', message: 'The task vanished from this machine while the worker was away.' })
    }
    const stop = () => void this.#askToStop(executor)
    if (this.#stopping.signal.aborted) stop()
    else this.#stopping.signal.addEventListener('abort', stop, { once: true })
    const sending = this.#sendLogs(executor)
    // It rejects when the worker stops, and so does the watch below.
    sending.catch(() => {})
    try {
      for await (const snapshot of executor.watch(this.taskId, closed)) await this.#see(snapshot)
    } finally {
      this.#stopping.signal.removeEventListener('abort', stop)
    }
    await sending
  }

  async #askToStop(executor: Executor): Promise<void> {
    const { clock, random, logger, options } = this.#parts
    const { signal } = this.#closing
    for (let failures = 1; !signal.aborted && this.#record.stage === 'started'; failures++) {
      try {
        await executor.stop(this.taskId, options.stopGraceMs)
        return
      } catch (error) {
        logger.error({ taskId: this.taskId, reason: messageOf(error) }, 'a task could not be stopped yet')
        await sleep(clock, retryPauseMs(failures, options, random), signal).catch(() => {})
      }
    }
  }

  async #see({ status, progress }: TaskSnapshot): Promise<void> {
    const seen = progress === undefined ? {} : { progress }
    switch (status.phase) {
      case 'preparing':
        return this.#observe({ ...seen, phase: 'preparing', activity: status.detail })
      case 'running':
        return this.#observe({ ...seen, phase: 'running', activity: '', startedAtMs: status.startedAtMs })
      case 'ended': {
        const { reason, exitCode, message, error, endedAtMs } = status.end
        const started = status.startedAtMs === undefined ? {} : { startedAtMs: status.startedAtMs }
        await this.#save({
          stage: 'ended',
          endedAtMs,
          end: {
            reason: this.#reasonToTell(reason),
            message,
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(error === undefined ? {} : { error }),
          },
          observation: { ...this.#record.observation, ...seen, ...started, activity: 'sending logs and outputs' },
        })
        this.#parts.onObserved(this.taskId)
      }
    }
  }

  /** Logs until the task has ended; after a restart in the stage `ended` it is what remained. */
  async #sendLogs(executor: Executor): Promise<void> {
    const { hub, logger } = this.#parts
    const { logLines, logBytes } = this.#record
    try {
      await sendLogs({
        taskId: this.taskId,
        executor,
        hub,
        logger,
        from: { lines: logLines, bytes: logBytes },
        signal: this.#closing.signal,
        onSent: ({ lines, bytes }) => this.#save({ logLines: lines, logBytes: bytes }),
      })
    } catch (error) {
      this.#closing.signal.throwIfAborted()
      logger.error({ taskId: this.taskId, reason: messageOf(error) }, 'the log of a task could not be sent')
    }
  }

  /** Everything is at the hub before it is told of the end: who reads `ended` finds the whole log and all outputs. */
  async #deliver(): Promise<void> {
    const { files, hub, logger, options } = this.#parts
    const { signal } = this.#closing
    const { end, endedAtMs, desired } = this.#record
    const executor = this.#executor
    if (executor && (await this.#isKnown())) {
      await executor.adopt(this.taskId)
      await this.#sendLogs(executor)
    }
    const names = desired.spec?.outputs ?? []
    const { pieceBytes } = options
    const outputs = await sendOutputs({ taskId: this.taskId, names, files, hub, logger, pieceBytes, signal })
    const { activity: _, ...seen } = this.#record.observation
    await this.#save({
      stage: 'done',
      observation: {
        ...seen,
        phase: 'ended',
        outputs,
        ...(end ? { end } : {}),
        ...(endedAtMs === undefined ? {} : { endedAtMs }),
      },
    })
    this.#parts.onObserved(this.taskId)
  }

  /** What the buyer is told of a start that failed; what is not coded may name files of this machine and stays here. */
  #failedToStart(error: unknown): TaskEnd {
    const known = codedFailure(error)
    if (known instanceof CodedError) return { reason: 'failed-to-start', message: known.what, error: known.facts() }
    this.#parts.logger.error({ taskId: this.taskId, err: error }, 'no start')
    return { reason: 'failed-to-start', message: 'The worker could not prepare it.' }
  }

  /** An end that the executor knows nothing of. */
  #end(end: TaskEnd): Promise<void> {
    const told = { ...end, reason: this.#reasonToTell(end.reason) }
    return this.#save({ stage: 'ended', end: told, endedAtMs: this.#parts.clock.nowMs() })
  }

  #reasonToTell(reason: EndReason): EndReason {
    return reason === 'stopped' && this.#record.desired.stopReason === 'deal-closed' ? 'deal-closed' : reason
  }

  async #observe(change: Partial<TaskObservation>): Promise<void> {
    await this.#save({ observation: { ...this.#record.observation, ...change } })
    this.#parts.onObserved(this.taskId)
  }

  /** One write after the other, each of the newest state. */
  #save(change: Partial<TaskRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change }
    this.#saving = this.#saving.then(() => this.#parts.ledger.save(this.#record))
    return this.#saving
  }
}

/** A task as it is when this worker first hears of it. */
export function newRecord(desired: TaskRecord['desired'], stage: Stage, end?: TaskEnd, endedAtMs?: number): TaskRecord {
  const { taskId } = desired
  const ended = end === undefined ? {} : { end, ...(endedAtMs === undefined ? {} : { endedAtMs }) }
  const phase = end === undefined ? 'pending' : 'ended'
  return {
    taskId,
    desired,
    stage,
    observation: { taskId, phase, outputs: [], ...ended },
    logLines: 0,
    logBytes: 0,
    ...ended,
  }
}
