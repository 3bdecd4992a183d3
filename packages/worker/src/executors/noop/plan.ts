import { fail } from '@sonm/model'
import type { ExecutorTask, LogLine, NoopSpec, TaskEnd, TaskLimits, TaskStatus } from '../executor.ts'
import { cpuVerdict, judge, memoryVerdict, stoppedVerdict, wallVerdict } from '../limits.ts'
import { progressOf } from '../logs/progress.ts'

/** All that there is to a pretended task; the rest follows from the clock. */
export interface NoopRecord {
  readonly task: ExecutorTask
  readonly acceptedAtMs: number
  readonly stoppedAtMs?: number
}

/** The whole life of a task, as far as it can be known in advance. */
export interface Plan {
  readonly startsAtMs: number
  readonly end?: TaskEnd
  /** It ends by itself, so it leaves its outputs. */
  readonly endsWithOutputs: boolean
}

/** When a task starts and how it ends, unless it is stopped later. */
export function planOf({ task, acceptedAtMs, stoppedAtMs }: NoopRecord): Plan {
  const spec = task.spec as NoopSpec
  const startsAtMs = acceptedAtMs + (spec.prepareMs ?? 0)
  const own = ownEnd(spec, task.limits, startsAtMs)
  if (stoppedAtMs === undefined || (own !== undefined && own.endedAtMs <= stoppedAtMs)) {
    return { startsAtMs, ...(own !== undefined && { end: own }), endsWithOutputs: own?.reason === 'exited' }
  }
  return { startsAtMs, end: { ...stoppedVerdict, endedAtMs: stoppedAtMs }, endsWithOutputs: false }
}

function ownEnd(spec: NoopSpec, limits: TaskLimits, startsAtMs: number): TaskEnd | undefined {
  if (spec.failsToStart === true) {
    const error = fail('EXECUTOR_UNAVAILABLE', { executor: 'noop', reason: 'the task says so' })
    return { reason: 'failed-to-start', message: error.what, error: error.facts(), endedAtMs: startsAtMs }
  }
  const outputBytes = Object.values(spec.outputs ?? {}).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  const exitCode = spec.exitCode ?? 0
  const ends: TaskEnd[] = []
  const at = (runMs: number, end: Omit<TaskEnd, 'endedAtMs'>) => ends.push({ ...end, endedAtMs: startsAtMs + runMs })
  if ((spec.memoryBytes ?? 0) > limits.memoryBytes) at(1, memoryVerdict(limits.memoryBytes))
  if (limits.cpuTimeMs !== undefined) at(limits.cpuTimeMs / shareOf(limits), cpuVerdict(limits.cpuTimeMs))
  if (limits.wallTimeMs !== undefined) at(limits.wallTimeMs, wallVerdict(limits.wallTimeMs))
  if (spec.runMs !== undefined) {
    const tooMuch = judge(limits, { wallTimeMs: 0, outputBytes })
    at(spec.runMs, tooMuch ?? { reason: 'exited', exitCode, message: `The task ended with exit code ${exitCode}.` })
  }
  return ends.sort((one, other) => one.endedAtMs - other.endedAtMs)[0]
}

export function statusAt({ startsAtMs, end }: Plan, nowMs: number): TaskStatus {
  const started = (end?.endedAtMs ?? Infinity) > startsAtMs && { startedAtMs: startsAtMs }
  if (end !== undefined && nowMs >= end.endedAtMs) return { phase: 'ended', end, ...started }
  return nowMs < startsAtMs
    ? { phase: 'preparing', detail: 'pretending' }
    : { phase: 'running', startedAtMs: startsAtMs }
}

/** The lines that a task has printed until now. */
export function visibleLines({ task }: NoopRecord, { startsAtMs, end }: Plan, nowMs: number): LogLine[] {
  const lastMs = Math.min(nowMs, end?.endedAtMs ?? nowMs)
  return linesOf(task.spec as NoopSpec)
    .map(({ atMs, stream = 'stdout', line }, offset) => ({ offset, atMs: startsAtMs + atMs, stream, line }))
    .filter(({ atMs }) => atMs <= lastMs)
}

function linesOf({ lines = [], repeatLine }: NoopSpec): NonNullable<NoopSpec['lines']> {
  if (repeatLine === undefined) return lines
  const { everyMs, line, times } = repeatLine
  return [
    ...lines,
    ...Array.from({ length: times }, (_, index) => ({ atMs: index * everyMs, line: `${line} ${index}` })),
  ]
}

export function progressAt(record: NoopRecord, plan: Plan, nowMs: number): number | undefined {
  const told = visibleLines(record, plan, nowMs).filter(({ stream }) => stream === 'stdout')
  return told.map(({ line }) => progressOf(line)).findLast((progress) => progress !== undefined)
}

export function cpuTimeMsAt({ task }: NoopRecord, { startsAtMs, end }: Plan, nowMs: number): number {
  return Math.max(0, Math.min(nowMs, end?.endedAtMs ?? nowMs) - startsAtMs) * shareOf(task.limits)
}

/** How much of the one core that it has a use for a task gets. */
function shareOf({ cpuHundredths }: TaskLimits): number {
  return Math.min(1, cpuHundredths / 100)
}

/** How long until the task's snapshot or log changes next, if it ever does by itself. */
export function nextChangeMs({ task }: NoopRecord, { startsAtMs, end }: Plan, nowMs: number): number | undefined {
  const lines = linesOf(task.spec as NoopSpec).map(({ atMs }) => startsAtMs + atMs)
  const moments = [startsAtMs, ...(end === undefined ? [] : [end.endedAtMs]), ...lines]
  const next = Math.min(...moments.filter((moment) => moment > nowMs && moment <= (end?.endedAtMs ?? Infinity)))
  return next === Infinity ? undefined : next - nowMs
}
