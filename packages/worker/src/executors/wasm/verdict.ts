import { fail } from '@sonm/model'
import type { TaskEnd, TaskLimits } from '../executor.ts'
import { cpuVerdict, memoryVerdict, wallVerdict } from '../limits.ts'
import type { Verdict } from '../task-folder.ts'
import { type SandboxResult, trapExitCode } from './sandbox-protocol.ts'

/** All that is left of a sandbox after its end. */
export interface Remains {
  readonly limits: TaskLimits
  /** What the sandbox said, if it came so far. */
  readonly result?: SandboxResult
  /** Why the executor killed it, if it did. */
  readonly verdict?: Verdict
  /** As the shell shows it: 128 + n for a death by the signal n. */
  readonly shellExitCode?: number
  /** The keeper's own clock ran out. */
  readonly late: boolean
  /** The first of what the process itself printed, which only its crash does. */
  readonly crashText: string
}

const signalExitCodes = { SIGABRT: 134, SIGTRAP: 133, SIGKILL: 137, SIGSEGV: 139, SIGXCPU: 152 } as const
const outOfMemory = /out of memory|OOM|allocation failed/i

/** How a task ended, from what it left behind. */
export function endOf(remains: Remains): Omit<TaskEnd, 'endedAtMs'> {
  const { limits, result, verdict, shellExitCode, late, crashText } = remains
  if (result !== undefined) return endOfResult(result, limits)
  if (verdict !== undefined) return verdict
  if (late) return wallVerdict(limits.wallTimeMs ?? 0)
  if (shellExitCode === signalExitCodes.SIGXCPU) return cpuVerdict(limits.cpuTimeMs ?? 0)
  if (shellExitCode === undefined) {
    return {
      reason: 'lost',
      message: 'The task vanished while no worker watched it: the machine was restarted, or it was killed by hand.',
    }
  }
  if (outOfMemory.test(crashText)) return memoryVerdict(limits.memoryBytes)
  const signal = Object.entries(signalExitCodes).find(([, code]) => code === shellExitCode)?.[0]
  if (signal !== undefined) return { reason: 'exited', signal, message: `The sandbox was ended by ${signal}.` }
  const error = fail('WASM_SANDBOX_FAILED', { reason: firstLine(crashText) || `exit code ${shellExitCode}` })
  return { reason: 'failed-to-start', message: error.what, error: error.facts() }
}

function endOfResult(result: SandboxResult, limits: TaskLimits): Omit<TaskEnd, 'endedAtMs'> {
  switch (result.kind) {
    case 'exited': {
      const { exitCode } = result
      return { reason: 'exited', exitCode, message: `The task ended with exit code ${exitCode}.` }
    }
    case 'trap':
      return { reason: 'exited', exitCode: trapExitCode, message: `The module trapped: ${result.message}.` }
    case 'memory-limit':
      return memoryVerdict(limits.memoryBytes)
    case 'output-limit':
      return { reason: 'output-limit', message: result.message }
    case 'invalid': {
      const error = fail('WASM_INVALID', { reason: result.message })
      return { reason: 'failed-to-start', message: error.what, error: error.facts() }
    }
  }
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => /error/i.test(line)) ?? text.split('\n')[0] ?? ''
}
