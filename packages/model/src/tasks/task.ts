import type { ErrorFacts } from '@sonm/common'
import type { Hex } from '../identity/address.ts'

/** What the buyer asks to be run: exactly one executor's part. */
export type Workload =
  | { readonly kind: 'container'; readonly container: ContainerWorkload }
  | { readonly kind: 'wasm'; readonly wasm: WasmWorkload }
  | { readonly kind: 'noop'; readonly noop: NoopWorkload }

export type ExecutorKind = Workload['kind']

export interface ContainerWorkload {
  /** An image reference as `docker pull` takes it. */
  readonly image: string
  readonly registry?: { readonly username: string; readonly password: string }
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The container's ports that the buyer may reach. */
  readonly expose: readonly ExposedPort[]
}

export interface ExposedPort {
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}

/** A WASI preview1 command. It sees /in (inputs, read-only) and /out (outputs), no network and no other file. */
export interface WasmWorkload {
  readonly moduleSha256: Hex
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Does nothing for `runMs`, then ends: for tests and simulations. */
export interface NoopWorkload {
  readonly runMs: number
  readonly exitCode: number
  readonly output?: string
}

/** A file by content; the bytes travel apart from the spec. */
export interface InputFile {
  readonly name: string
  readonly sha256: Hex
  readonly bytes: number
}

export interface TaskLimits {
  readonly memoryBytes: number
  /** Hundredths of a core: 150 is one and a half. */
  readonly cpuHundredths: number
  readonly diskBytes: number
  /** Ends the task when it has run for so long. */
  readonly wallTimeMs?: number
  /** Ends the task when it has used so much time on all cores together. */
  readonly cpuTimeMs?: number
}

/** A task as it travels: no path of the buyer's machine, only contents by hash. */
export interface TaskSpec {
  readonly workload: Workload
  readonly inputs: readonly InputFile[]
  /** Names of the files that the task leaves in /out and that the buyer wants. */
  readonly outputs: readonly string[]
  /** At most what the deal has bought; absent: all of it. */
  readonly limits?: Partial<TaskLimits>
  readonly tag: string
}

/**
 * A task's life: `pending` (the hub has it, the worker not yet) -> `preparing` (inputs, image) -> `running` -> `ended`.
 * `ended` is final. A task may end from any state.
 */
export type TaskPhase = 'pending' | 'preparing' | 'running' | 'ended'

/** Why a task may end; `exited` alone carries an exit code of the program itself. */
export const END_REASONS = [
  'exited',
  'stopped',
  'memory-limit',
  'cpu-time-limit',
  'wall-time-limit',
  'output-limit',
  'failed-to-start',
  'lost',
  'deal-closed',
] as const
export type EndReason = (typeof END_REASONS)[number]

export interface TaskEnd {
  readonly reason: EndReason
  readonly exitCode?: number
  /** For people: what happened. */
  readonly message: string
  /** Where that has a code of its own: an image that does not exist, say. */
  readonly error?: ErrorFacts
}

export interface OutputFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: Hex
}

/** What a worker sees of a task; written by the worker alone. */
export interface TaskObservation {
  readonly taskId: string
  readonly phase: TaskPhase
  /** 0 to 1 where the task reports it. */
  readonly progress?: number
  /** What is being done now, for people: "pulling layer 3 of 7". */
  readonly activity?: string
  readonly startedAtMs?: number
  readonly endedAtMs?: number
  readonly end?: TaskEnd
  readonly outputs: readonly OutputFile[]
  readonly cpuTimeMs?: number
  readonly memoryBytes?: number
}

const PHASE_ORDER: readonly TaskPhase[] = ['pending', 'preparing', 'running', 'ended']

/** Whether a newer observation may replace an older one: phases go forward only, and `ended` stays as it is. */
export function supersedes(older: TaskObservation, newer: TaskObservation): boolean {
  return older.phase !== 'ended' && PHASE_ORDER.indexOf(newer.phase) >= PHASE_ORDER.indexOf(older.phase)
}
