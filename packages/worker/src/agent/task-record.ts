import { fromJsonString, toJsonString } from '@bufbuild/protobuf'
import type { TaskEnd, TaskLimits, TaskObservation, TaskSpec } from '@sonm/model'
import {
  type DesiredTask,
  DesiredTaskSchema,
  limitsFromMessage,
  observationFromMessage,
  observationToMessage,
  readPresent,
  TaskObservationSchema,
  taskSpecFromMessage,
} from '@sonm/protocol'
import type { TaskRow } from './store/schema.ts'

/**
 * - accepted: it is ours; nothing of it runs yet
 * - started: the executor has it
 * - ended: it runs no more; logs and outputs are on their way to the hub
 * - done: the hub has all of it and may be told of the end
 */
export type Stage = 'accepted' | 'started' | 'ended' | 'done'

/** A task as this worker keeps it. */
export interface TaskRecord {
  readonly taskId: string
  readonly desired: DesiredTask
  readonly stage: Stage
  readonly observation: TaskObservation
  readonly end?: TaskEnd
  readonly endedAtMs?: number
  /** How much of its log the hub has confirmed. */
  readonly logLines: number
  readonly logBytes: number
}

/** What the hub wants of a task, read and checked. */
export interface Order {
  readonly spec: TaskSpec
  readonly limits: TaskLimits
  readonly gpuIds: readonly string[]
  readonly netFlags: number
}

/** @throws INPUT_INVALID */
export function orderOf({ spec, limits, gpuIds, netFlags }: DesiredTask): Order {
  const granted = limitsFromMessage(readPresent('limits', limits))
  return {
    spec: taskSpecFromMessage(spec),
    limits: {
      ...granted,
      memoryBytes: readPresent('limits.memory_bytes', granted.memoryBytes),
      cpuHundredths: readPresent('limits.cpu_hundredths', granted.cpuHundredths),
      diskBytes: readPresent('limits.disk_bytes', granted.diskBytes),
    },
    gpuIds,
    netFlags,
  }
}

export function recordToRow(record: TaskRecord): TaskRow {
  const { end, endedAtMs } = record
  return {
    task_id: record.taskId,
    desired: toJsonString(DesiredTaskSchema, record.desired),
    observation: toJsonString(TaskObservationSchema, observationToMessage(record.observation)),
    stage: record.stage,
    end: end ? JSON.stringify({ end, endedAtMs }) : null,
    log_lines: record.logLines,
    log_bytes: record.logBytes,
  }
}

export function recordFromRow(row: TaskRow): TaskRecord {
  const ended = row.end === null ? {} : (JSON.parse(row.end) as Pick<TaskRecord, 'end' | 'endedAtMs'>)
  return {
    taskId: row.task_id,
    desired: fromJsonString(DesiredTaskSchema, row.desired, { ignoreUnknownFields: true }),
    observation: observationFromMessage(fromJsonString(TaskObservationSchema, row.observation)),
    stage: row.stage as Stage,
    logLines: row.log_lines,
    logBytes: row.log_bytes,
    ...ended,
  }
}
