import type { DescMethod } from '@bufbuild/protobuf'
import { callerOf, limits, type PeerHandlers } from '@sonm/network'
import { HubService, PIECE_REQUEST_MAX_BYTES, TASK_REQUEST_MAX_BYTES, WorkerLinkService } from '@sonm/protocol'
import type { WorkerBook } from './workers/worker-book.ts'

/** Requests that hold a piece of a file, a task's spec, or a worker's logs and the states of all of its tasks. */
export const requestMaxBytes: NonNullable<PeerHandlers['requestMaxBytes']> = new Map<DescMethod, number>([
  [HubService.method.putBlob, PIECE_REQUEST_MAX_BYTES],
  [HubService.method.startTask, TASK_REQUEST_MAX_BYTES],
  [WorkerLinkService.method.putOutput, PIECE_REQUEST_MAX_BYTES],
  [WorkerLinkService.method.putLogs, limits.messageMaxBytes],
  [WorkerLinkService.method.report, limits.messageMaxBytes],
])

/** Nothing is read of who calls as a worker and is none: theirs are the largest requests. */
export function admission(workers: Pick<WorkerBook, 'checkAllowed'>): NonNullable<PeerHandlers['admit']> {
  return async (method, context) => {
    if (method.parent === WorkerLinkService) workers.checkAllowed(callerOf(context))
  }
}
