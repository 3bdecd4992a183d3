import { create, type MessageInitShape } from '@bufbuild/protobuf'
import {
  checkTaskSpec,
  END_REASONS,
  fail,
  isFileName,
  type TaskEnd,
  type TaskLimits,
  type TaskObservation,
  type TaskPhase,
  type TaskSpec,
  type Workload,
} from '@sonm/model'
import { errorFactsFromMessage } from './errors.ts'
import {
  TaskPhase as Phase,
  type TaskEnd as TaskEndMessage,
  TaskEndSchema,
  type TaskLimits as TaskLimitsMessage,
  TaskLimitsSchema,
  type TaskObservation as TaskObservationMessage,
  TaskObservationSchema,
  type TaskSpec as TaskSpecMessage,
  TaskSpecSchema,
} from './gen/sonm/v1/task_pb.js'
import { plainText, readCount, readHex, readOneOf, readPresent } from './read.ts'

const PHASES: Readonly<Record<TaskPhase, Phase>> = {
  pending: Phase.PENDING,
  preparing: Phase.PREPARING,
  running: Phase.RUNNING,
  ended: Phase.ENDED,
}

export function taskSpecToMessage(spec: TaskSpec): TaskSpecMessage {
  return create(TaskSpecSchema, {
    workload: workloadToMessage(spec.workload),
    inputs: spec.inputs.map((input) => ({ ...input, bytes: BigInt(input.bytes) })),
    outputs: [...spec.outputs],
    tag: spec.tag,
    ...(spec.limits ? { limits: limitsToMessage(spec.limits) } : {}),
  })
}

function workloadToMessage(workload: Workload): NonNullable<MessageInitShape<typeof TaskSpecSchema>['workload']> {
  switch (workload.kind) {
    case 'container': {
      const { image, registry, entrypoint = [], command = [], env, expose } = workload.container
      const value = { image, entrypoint: [...entrypoint], command: [...command], env: { ...env }, expose: [...expose] }
      return { case: 'container', value: registry ? { ...value, registry } : value }
    }
    case 'wasm': {
      const { moduleSha256, args, env } = workload.wasm
      return { case: 'wasm', value: { moduleSha256, args: [...args], env: { ...env } } }
    }
    case 'noop': {
      const { runMs, exitCode, output = '' } = workload.noop
      return { case: 'noop', value: { runMs, exitCode, output } }
    }
  }
}

/** Reads a task from a stranger and checks it. @throws INPUT_INVALID */
export function taskSpecFromMessage(message: TaskSpecMessage | undefined): TaskSpec {
  const spec = readPresent('spec', message)
  const read: TaskSpec = {
    workload: workloadFromMessage(spec.workload),
    inputs: spec.inputs.map(({ name, sha256, bytes }) => ({
      name,
      sha256: readHex('inputs.sha256', sha256, 32),
      bytes: readCount('inputs.bytes', bytes),
    })),
    outputs: spec.outputs,
    tag: spec.tag,
    ...(spec.limits ? { limits: limitsFromMessage(spec.limits) } : {}),
  }
  checkTaskSpec(read)
  return read
}

function workloadFromMessage(workload: TaskSpecMessage['workload']): Workload {
  switch (workload.case) {
    case 'container': {
      const { image, registry, entrypoint, command, env, expose } = workload.value
      return {
        kind: 'container',
        container: {
          image,
          env,
          expose: expose.map(({ port, protocol }) => ({
            port,
            protocol: readOneOf('expose.protocol', protocol, ['tcp', 'udp']),
          })),
          ...(registry ? { registry: { username: registry.username, password: registry.password } } : {}),
          ...(entrypoint.length > 0 ? { entrypoint } : {}),
          ...(command.length > 0 ? { command } : {}),
        },
      }
    }
    case 'wasm': {
      const { moduleSha256, args, env } = workload.value
      return { kind: 'wasm', wasm: { moduleSha256: readHex('wasm.module_sha256', moduleSha256, 32), args, env } }
    }
    case 'noop': {
      const { runMs, exitCode, output } = workload.value
      return { kind: 'noop', noop: output ? { runMs, exitCode, output } : { runMs, exitCode } }
    }
    default:
      throw fail('INPUT_INVALID', { field: 'workload', reason: 'it must be container, wasm or noop' })
  }
}

export function limitsToMessage(limits: Partial<TaskLimits>): TaskLimitsMessage {
  const { memoryBytes, cpuHundredths, diskBytes, wallTimeMs, cpuTimeMs } = limits
  return create(TaskLimitsSchema, {
    ...(memoryBytes !== undefined ? { memoryBytes: BigInt(memoryBytes) } : {}),
    ...(cpuHundredths !== undefined ? { cpuHundredths } : {}),
    ...(diskBytes !== undefined ? { diskBytes: BigInt(diskBytes) } : {}),
    ...(wallTimeMs !== undefined ? { wallTimeMs: BigInt(wallTimeMs) } : {}),
    ...(cpuTimeMs !== undefined ? { cpuTimeMs: BigInt(cpuTimeMs) } : {}),
  })
}

export function limitsFromMessage(limits: TaskLimitsMessage): Partial<TaskLimits> {
  const { memoryBytes, cpuHundredths, diskBytes, wallTimeMs, cpuTimeMs } = limits
  return {
    ...(memoryBytes !== undefined ? { memoryBytes: readCount('limits.memory_bytes', memoryBytes) } : {}),
    ...(cpuHundredths !== undefined ? { cpuHundredths } : {}),
    ...(diskBytes !== undefined ? { diskBytes: readCount('limits.disk_bytes', diskBytes) } : {}),
    ...(wallTimeMs !== undefined ? { wallTimeMs: readCount('limits.wall_time_ms', wallTimeMs) } : {}),
    ...(cpuTimeMs !== undefined ? { cpuTimeMs: readCount('limits.cpu_time_ms', cpuTimeMs) } : {}),
  }
}

export function observationToMessage(observation: TaskObservation): TaskObservationMessage {
  const { taskId, phase, progress, activity, startedAtMs, endedAtMs, end, outputs, cpuTimeMs, memoryBytes } =
    observation
  return create(TaskObservationSchema, {
    taskId,
    phase: PHASES[phase],
    activity: activity ?? '',
    outputs: outputs.map((output) => ({ ...output, bytes: BigInt(output.bytes) })),
    ...(progress !== undefined ? { progress } : {}),
    ...(startedAtMs !== undefined ? { startedAtMs: BigInt(Math.floor(startedAtMs)) } : {}),
    ...(endedAtMs !== undefined ? { endedAtMs: BigInt(Math.floor(endedAtMs)) } : {}),
    ...(end ? { end: endToMessage(end) } : {}),
    ...(cpuTimeMs !== undefined ? { cpuTimeMs: BigInt(Math.floor(cpuTimeMs)) } : {}),
    ...(memoryBytes !== undefined ? { memoryBytes: BigInt(Math.floor(memoryBytes)) } : {}),
  })
}

/** @throws INPUT_INVALID */
export function observationFromMessage(message: TaskObservationMessage | undefined): TaskObservation {
  const { taskId, phase, progress, activity, startedAtMs, endedAtMs, end, outputs, cpuTimeMs, memoryBytes } =
    readPresent('observation', message)
  const name = (Object.keys(PHASES) as TaskPhase[]).find((candidate) => PHASES[candidate] === phase)
  if (name === undefined) throw fail('INPUT_INVALID', { field: 'phase', reason: 'it is unknown' })
  return {
    taskId,
    phase: name,
    outputs: outputs.map((output) => ({
      name: readFileName(output.name),
      bytes: readCount('outputs.bytes', output.bytes),
      sha256: readHex('outputs.sha256', output.sha256, 32),
    })),
    ...(progress !== undefined ? { progress: Math.min(1, Math.max(0, progress || 0)) } : {}),
    ...(activity ? { activity: plainText(activity) } : {}),
    ...(startedAtMs !== undefined ? { startedAtMs: readCount('started_at_ms', startedAtMs) } : {}),
    ...(endedAtMs !== undefined ? { endedAtMs: readCount('ended_at_ms', endedAtMs) } : {}),
    ...(end ? { end: endFromMessage(end) } : {}),
    ...(cpuTimeMs !== undefined ? { cpuTimeMs: readCount('cpu_time_ms', cpuTimeMs) } : {}),
    ...(memoryBytes !== undefined ? { memoryBytes: readCount('memory_bytes', memoryBytes) } : {}),
  }
}

/** The buyer's node writes a file of this name: no path may come through. */
function readFileName(name: string): string {
  if (!isFileName(name)) throw fail('INPUT_INVALID', { field: 'outputs.name', reason: 'it is no plain file name' })
  return name
}

function endToMessage({ reason, exitCode, message, error }: TaskEnd): TaskEndMessage {
  return create(TaskEndSchema, {
    reason,
    message,
    ...(exitCode !== undefined ? { exitCode } : {}),
    ...(error ? { error } : {}),
  })
}

function endFromMessage({ reason, exitCode, message, error }: TaskEndMessage): TaskEnd {
  return {
    reason: readOneOf('end.reason', reason, END_REASONS),
    message: plainText(message),
    ...(exitCode !== undefined ? { exitCode } : {}),
    ...(error ? { error: errorFactsFromMessage(error) } : {}),
  }
}
