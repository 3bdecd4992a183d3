import type { DescMethod } from '@bufbuild/protobuf'
import { PIECE_REQUEST_MAX_BYTES, TASK_REQUEST_MAX_BYTES, TaskService } from '@sonm/protocol'

/** Requests that hold a piece of a file, or a task's spec. */
export const requestMaxBytes: ReadonlyMap<DescMethod, number> = new Map<DescMethod, number>([
  [TaskService.method.putBlob, PIECE_REQUEST_MAX_BYTES],
  [TaskService.method.startTask, TASK_REQUEST_MAX_BYTES],
])
