import type { TaskObservation } from '../tasks/task.ts'
import { isReasonCode, RECEIPT_TIME_LIMIT, type StartReceipt } from './start-receipt.ts'

/**
 * What became of a task's start, as hub and buyer both see it in the task's state; undefined: nothing yet, or it was
 * stopped before it could start, which says nothing of either.
 */
export function startOfTask(dealId: bigint, observation: TaskObservation): StartReceipt | undefined {
  const { taskId, phase, startedAtMs, endedAtMs, end } = observation
  const seconds = (ms: number) => BigInt(Math.min(Number(RECEIPT_TIME_LIMIT) - 1, Math.max(0, Math.floor(ms / 1000))))
  if (startedAtMs !== undefined && (phase === 'running' || phase === 'ended')) {
    return { dealId, taskId, outcome: 'started', reason: '', atSeconds: seconds(startedAtMs) }
  }
  if (phase !== 'ended' || endedAtMs === undefined || end === undefined) return undefined
  if (end.reason !== 'failed-to-start' && end.reason !== 'lost') return undefined
  const code = end.error?.code
  const reason = code !== undefined && isReasonCode(code) ? code : end.reason
  return { dealId, taskId, outcome: 'failed', reason, atSeconds: seconds(endedAtMs) }
}
