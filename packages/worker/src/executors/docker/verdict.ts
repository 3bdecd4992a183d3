import type { TaskEnd, TaskLimits } from '../executor.ts'
import { memoryVerdict } from '../limits.ts'
import type { Verdict } from '../task-folder.ts'

/** What the engine says of a container that runs no more. */
export interface ContainerState {
  readonly ExitCode: number
  readonly OOMKilled: boolean
}

const sigkillExitCode = 137

/** How a task ended, from its container's state and from why the executor killed it, if it did. */
export function endOfContainer(
  limits: TaskLimits,
  state: ContainerState | undefined,
  verdict: Verdict | undefined,
): Omit<TaskEnd, 'endedAtMs'> {
  const exitCode = state?.ExitCode
  // A kernel that ran out of the container's memory while it was being stopped changes nothing for who asked.
  if (verdict !== undefined) return { ...verdict, ...(exitCode !== undefined && { exitCode }) }
  if (state === undefined || exitCode === undefined) {
    return { reason: 'lost', message: 'The container vanished: somebody removed it, or the engine lost its data.' }
  }
  // A container can outlive a process of its own that the kernel killed; then what it made of that counts.
  if (state.OOMKilled && exitCode !== 0) return memoryVerdict(limits.memoryBytes)
  const signal = exitCode === sigkillExitCode ? { signal: 'SIGKILL' } : {}
  return { reason: 'exited', exitCode, ...signal, message: `The task ended with exit code ${exitCode}.` }
}
