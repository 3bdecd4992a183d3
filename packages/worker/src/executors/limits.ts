import type { TaskLimits } from './executor.ts'
import { maxOutputFiles } from './outputs.ts'
import type { Verdict } from './task-folder.ts'

/** What was seen of a running task; what is not known is left out. */
export interface Observed {
  readonly wallTimeMs: number
  readonly cpuTimeMs?: number
  readonly memoryBytes?: number
  readonly outputBytes?: number
  /** Files and folders. */
  readonly outputFiles?: number
  readonly diskBytes?: number
}

/** A task may have more while it runs than it may leave, but not so many that counting them is work. */
export const maxFilesWhileRunning = 4 * maxOutputFiles

/** Whether a task must be killed for what was seen of it. */
export function judge(limits: TaskLimits, seen: Observed): Verdict | undefined {
  const { memoryBytes, cpuTimeMs, wallTimeMs, outputBytes, diskBytes } = limits
  if ((seen.memoryBytes ?? 0) > memoryBytes) return memoryVerdict(memoryBytes)
  if (cpuTimeMs !== undefined && (seen.cpuTimeMs ?? 0) >= cpuTimeMs) return cpuVerdict(cpuTimeMs)
  if (wallTimeMs !== undefined && seen.wallTimeMs >= wallTimeMs) return wallVerdict(wallTimeMs)
  if ((seen.outputBytes ?? 0) > outputBytes) {
    return { reason: 'output-limit', message: `The outputs are larger than the allowed ${outputBytes} bytes.` }
  }
  if ((seen.outputFiles ?? 0) > maxFilesWhileRunning) {
    return {
      reason: 'output-limit',
      message: `The task made more than ${maxFilesWhileRunning} output files and folders.`,
    }
  }
  if ((seen.diskBytes ?? 0) > diskBytes) {
    return { reason: 'output-limit', message: `The task wrote more than the allowed ${diskBytes} bytes to its disk.` }
  }
  return undefined
}

export function memoryVerdict(limitBytes: number): Verdict {
  return { reason: 'memory-limit', message: `The task needed more than the allowed ${limitBytes} bytes of memory.` }
}

export function cpuVerdict(limitMs: number): Verdict {
  return { reason: 'cpu-time-limit', message: `The task used up the allowed ${limitMs} ms of processor time.` }
}

export function wallVerdict(limitMs: number): Verdict {
  return { reason: 'wall-time-limit', message: `The task ran for the allowed ${limitMs} ms and was not done.` }
}

export const stoppedVerdict: Verdict = { reason: 'stopped', message: 'The task was stopped.' }
