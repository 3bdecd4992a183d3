import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { CodedError, type ErrorKind } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { callerOf } from '@sonm/network'
import {
  type DesiredTask,
  DesiredTaskSchema,
  EmptySchema,
  limitsToMessage,
  machineFromMessage,
  observationFromMessage,
  PutBlobResponseSchema,
  PutLogsResponseSchema,
  ReadBlobResponseSchema,
  readCount,
  readHex,
  readOneOf,
  taskSpecToMessage,
  type WorkerCommand,
  WorkerCommandSchema,
  type WorkerLinkService,
} from '@sonm/protocol'
import type { DealBook } from '../deals/deal-book.ts'
import type { Notices } from '../notices.ts'
import type { PlanBook } from '../plans/plan-book.ts'
import type { Contents } from '../tasks/contents.ts'
import { pieceBytes, readPiece } from '../tasks/hub-service.ts'
import type { Logs } from '../tasks/logs.ts'
import type { Outputs } from '../tasks/outputs.ts'
import type { PortRequest, PortSwitch } from '../tasks/port-switch.ts'
import type { TaskBook } from '../tasks/task-book.ts'
import type { TaskRecord } from '../tasks/task-record.ts'
import type { WorkerBook } from './worker-book.ts'

/** Requests to connect ports that workers have yet to be told of; they are worth nothing after a restart. */
export class PortRequests {
  readonly #queues = new Map<Address, PortRequest[]>()
  readonly #notices: Notices

  constructor(notices: Notices) {
    this.#notices = notices
  }

  add(worker: Address, request: PortRequest): void {
    this.#queues.set(worker, [...(this.#queues.get(worker) ?? []), request])
    this.#notices.desired.changed(worker)
  }

  take(worker: Address): readonly PortRequest[] {
    const requests = this.#queues.get(worker) ?? []
    this.#queues.delete(worker)
    return requests
  }
}

export interface WorkerServiceParts {
  readonly workers: WorkerBook
  readonly plans: PlanBook
  readonly deals: DealBook
  readonly tasks: TaskBook
  readonly contents: Contents
  readonly logs: Logs
  readonly outputs: Outputs
  readonly ports: PortSwitch
  readonly requests: PortRequests
  readonly notices: Notices
  readonly stopping: AbortSignal
}

/** What the supplier's workers ask of their hub. */
export function workerService(parts: WorkerServiceParts): ServiceImpl<typeof WorkerLinkService> {
  const { workers, plans, tasks, contents, logs, outputs, ports, requests, notices } = parts
  const known = (context: HandlerContext): Address => {
    const worker = callerOf(context)
    workers.checkAllowed(worker)
    workers.heard(worker)
    return worker
  }

  async function desiredTask(task: TaskRecord): Promise<DesiredTask> {
    const { slice } = await parts.deals.get(task.dealId)
    return create(DesiredTaskSchema, {
      taskId: task.taskId,
      dealId: task.dealId,
      // Who shall end a task needs no spec for it; so the message shrinks with what is stopped.
      ...(task.run ? { spec: taskSpecToMessage(task.spec) } : {}),
      limits: limitsToMessage(task.limits),
      run: task.run,
      stopReason: task.stopReason,
      gpuIds: [...(slice?.resources.gpuIds ?? [])],
      netFlags: slice?.netFlags ?? 0,
    })
  }

  return {
    async register({ name, machine, executors, netFlags }, context) {
      const address = known(context)
      const kinds = executors.map((kind) => readOneOf('executors', kind, ['container', 'wasm', 'noop'] as const))
      await workers.register({
        address,
        name: name.slice(0, 64),
        machine: machineFromMessage(machine),
        executors: kinds,
        netFlags,
      })
      await plans.place()
      return create(EmptySchema)
    },

    async *subscribe(_, context): AsyncGenerator<WorkerCommand> {
      const worker = known(context)
      const connection = await workers.connect(worker)
      const signal = AbortSignal.any([context.signal, connection, parts.stopping])
      try {
        let told: string | undefined
        while (!signal.aborted) {
          const changed = notices.desired.next(worker, signal)
          const desired = await Promise.all((await tasks.desiredAt(worker)).map(desiredTask))
          const content = JSON.stringify(desired.map(({ taskId, run, stopReason }) => [taskId, run, stopReason]))
          if (content !== told) yield command({ case: 'desired', value: { tasks: desired } })
          told = content
          for (const request of requests.take(worker)) yield command({ case: 'connectPort', value: { ...request } })
          await changed
        }
      } catch (error) {
        if (!signal.aborted) throw error
      } finally {
        await workers.disconnect(worker, connection)
      }
    },

    async report({ observations }, context) {
      await tasks.observe(known(context), observations.map(observationFromMessage))
      return create(EmptySchema)
    },

    async putLogs({ taskId, chunks }, context) {
      const pieces = chunks.map(({ offset, stream, atMs, data }) => ({
        offset: readCount('offset', offset),
        stream: readOneOf('stream', stream, ['stdout', 'stderr'] as const),
        atMs: readCount('at_ms', atMs),
        data,
      }))
      const storedBytes = await logs.append(known(context), taskId, pieces)
      return create(PutLogsResponseSchema, { storedBytes: BigInt(storedBytes) })
    },

    async readBlob({ sha256, offset, maxBytes }, context) {
      const worker = known(context)
      const from = readCount('offset', offset)
      const read = await contents.readFor(worker, readHex('sha256', sha256, 32), from, pieceBytes(maxBytes))
      return create(ReadBlobResponseSchema, { data: read.data, totalBytes: BigInt(read.totalBytes) })
    },

    async putOutput({ taskId, name, sha256, totalBytes, offset, data }, context) {
      const piece = readPiece({ sha256, totalBytes, offset, data })
      const storedBytes = await outputs.put(known(context), taskId, name, piece)
      return create(PutBlobResponseSchema, { storedBytes: BigInt(storedBytes) })
    },

    async refusePort({ tunnelId, error }, context) {
      const { code, kind, what, todo, retryable, data } =
        error ?? fail('INTERNAL', { what: 'the worker gave no reason' })
      ports.refuse(
        known(context),
        tunnelId,
        new CodedError({ code, kind: kind as ErrorKind, what, todo, retryable, data }),
      )
      return create(EmptySchema)
    },
  }
}

function command(value: MessageInitShape<typeof WorkerCommandSchema>['command']): WorkerCommand {
  return create(WorkerCommandSchema, value ? { command: value } : {})
}
