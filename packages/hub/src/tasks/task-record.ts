import { create } from '@bufbuild/protobuf'
import type { Address, ExecutorKind, TaskLimits, TaskObservation, TaskSpec } from '@sonm/model'
import { observationToMessage, type TaskStatus, TaskStatusSchema } from '@sonm/protocol'
import { limitsDocument, observationDocument, taskSpecDocument } from '../store/documents.ts'
import type { TaskRow } from '../store/schema.ts'

/** What a buyer is told of a task: who runs it for whom, and what its worker last saw of it. */
export interface TaskSummary {
  readonly taskId: string
  readonly dealId: bigint
  readonly worker: Address
  readonly buyer: Address
  readonly executor: ExecutorKind
  readonly tag: string
  readonly createdAtMs: number
  readonly observation: TaskObservation
}

/** A task with what its buyer wants, which the hub alone writes. */
export interface TaskRecord extends TaskSummary {
  readonly spec: TaskSpec
  readonly limits: TaskLimits
  readonly run: boolean
  readonly stopReason: string
}

type SummaryRow = Pick<
  TaskRow,
  'task_id' | 'deal_id' | 'worker' | 'buyer' | 'executor' | 'created_at_ms' | 'observation'
> & { readonly tag: string }

export function summaryFromRow(row: SummaryRow): TaskSummary {
  return {
    taskId: row.task_id,
    dealId: BigInt(row.deal_id),
    worker: row.worker as Address,
    buyer: row.buyer as Address,
    executor: row.executor as ExecutorKind,
    tag: row.tag,
    createdAtMs: row.created_at_ms,
    observation: observationDocument.read(row.observation),
  }
}

export function taskFromRow(row: TaskRow): TaskRecord {
  const spec = taskSpecDocument.read(row.spec)
  return {
    ...summaryFromRow({ ...row, tag: spec.tag }),
    spec,
    limits: limitsDocument.read(row.limits),
    run: row.run === 1,
    stopReason: row.stop_reason,
  }
}

export function statusOf(task: TaskSummary | TaskRecord, hub: Address): TaskStatus {
  const workload = 'spec' in task ? task.spec.workload : undefined
  return create(TaskStatusSchema, {
    expose: workload?.kind === 'container' ? [...workload.container.expose] : [],
    dealId: task.dealId,
    hub,
    executor: task.executor,
    tag: task.tag,
    createdAtMs: BigInt(task.createdAtMs),
    observation: observationToMessage(task.observation),
  })
}

/** The contents that a task needs before it can start. */
export function contentsOf(spec: TaskSpec): readonly TaskSpec['inputs'][number]['sha256'][] {
  const module = spec.workload.kind === 'wasm' ? [spec.workload.wasm.moduleSha256] : []
  return [...new Set([...module, ...spec.inputs.map(({ sha256 }) => sha256)])]
}
