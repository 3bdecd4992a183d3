import { clone, create } from '@bufbuild/protobuf'
import { TaskObservationSchema, TaskPhaseMessage, type TaskStatus, TaskStatusSchema } from '@sonm/protocol'

/** What the hubs say now, and of the tasks of which none speaks what was last known; newest first. */
export function mergeTasks(lastKnown: readonly TaskStatus[], current: readonly TaskStatus[]): TaskStatus[] {
  const byId = new Map([...lastKnown, ...current].map((status) => [status.observation?.taskId ?? '', status]))
  return [...byId.values()].sort((a, b) => (a.createdAtMs < b.createdAtMs ? 1 : a.createdAtMs > b.createdAtMs ? -1 : 0))
}

/** A task cannot outlive its deal: what was last known of one that ran when its deal was closed, as it must be now. */
export function endedWithDeal(status: TaskStatus): TaskStatus {
  if (status.observation?.phase === TaskPhaseMessage.ENDED) return status
  const ended = clone(TaskStatusSchema, status)
  ended.observation = create(TaskObservationSchema, {
    taskId: status.observation?.taskId ?? '',
    outputs: status.observation?.outputs ?? [],
    phase: TaskPhaseMessage.ENDED,
    end: { reason: 'deal-closed', message: 'its deal is closed, and its hub has not told how it ended' },
  })
  return ended
}
