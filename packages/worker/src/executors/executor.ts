import type { Duplex } from 'node:stream'
import type { ErrorFacts } from '@sonm/common'
import type { ExecutorKind, EndReason as ModelEndReason } from '@sonm/model'

export type { ExecutorKind }

export interface ContainerSpec {
  readonly kind: 'container'
  /** A reference as `docker pull` takes it: `nginx`, `host:5000/name:tag`, `name@sha256:...`. */
  readonly image: string
  readonly registryAuth?: { readonly username: string; readonly password: string; readonly serverAddress?: string }
  /** Replaces the image's entry point. */
  readonly entrypoint?: readonly string[]
  /** Replaces the image's command. */
  readonly command?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly workingDir?: string
  /** TCP ports that `openPort` may reach. A task without ports and without egress has no network at all. */
  readonly ports?: readonly number[]
  /** The same for UDP. */
  readonly udpPorts?: readonly number[]
  /** What the task may reach: nothing (the default), or the internet without private ranges, the host and cloud metadata. */
  readonly egress?: 'none' | 'internet'
  /** Ids of the GPUs (`Gpu.id`) that the task gets. */
  readonly gpuIds?: readonly string[]
}

export interface WasmSpec {
  readonly kind: 'wasm'
  /** A file of this machine that holds a WASI preview 1 command (it exports `_start` and `memory`). */
  readonly modulePath: string
  /** What follows the program's name. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A pretended task for simulations: how it behaves is all that it is. */
export interface NoopSpec {
  readonly kind: 'noop'
  /** How long it takes to prepare. */
  readonly prepareMs?: number
  /** How long it runs; without it, until it is stopped or hits a limit. It uses one core all the while, or its share of one. */
  readonly runMs?: number
  readonly exitCode?: number
  /** What it prints, `atMs` after its start. */
  readonly lines?: readonly { readonly atMs: number; readonly stream?: 'stdout' | 'stderr'; readonly line: string }[]
  /** Prints `<line> <number>` again and again from its start on. */
  readonly repeatLine?: { readonly everyMs: number; readonly times: number; readonly line: string }
  /** It ends as `failed-to-start`. */
  readonly failsToStart?: boolean
  /** What it leaves behind when it exits by itself: text by relative path. */
  readonly outputs?: Readonly<Record<string, string>>
  /** How much memory it takes right after its start. */
  readonly memoryBytes?: number
  /** Ports that echo what they are sent. */
  readonly echoPorts?: readonly number[]
}

export type ExecutorSpec = ContainerSpec | WasmSpec | NoopSpec

export interface TaskLimits {
  readonly memoryBytes: number
  /** Hundredths of a core: 150 is one and a half. A wasm task has one thread, so it gets one core at most. */
  readonly cpuHundredths: number
  /** Processor time over the whole life of the task. */
  readonly cpuTimeMs?: number
  readonly wallTimeMs?: number
  /** What the task may write outside its outputs. */
  readonly diskBytes: number
  /** The sum of the sizes of its output files. */
  readonly outputBytes: number
}

export interface ExecutorTask {
  /** 1-64 of A-Z a-z 0-9 _ and -, unique on this worker. */
  readonly taskId: string
  readonly spec: ExecutorSpec
  readonly limits: TaskLimits
  /** A folder of this machine that the task sees, read-only, as /in. */
  readonly inputsDir: string
  /** A folder of this machine that gets what the task left in /out: plain files and folders only, never links. Filled when the task ended. */
  readonly outputsDir: string
}

/**
 * Why a task ended, as an executor can know it.
 * - exited: by itself, with an exit code or a signal
 * - output-limit: it wrote more than `outputBytes` or `diskBytes`
 * - failed-to-start: `error` says why
 * - lost: it vanished without a trace: the machine rebooted, or somebody removed it by hand
 */
export type EndReason = Exclude<ModelEndReason, 'deal-closed'>

export interface TaskEnd {
  readonly reason: EndReason
  readonly exitCode?: number
  readonly signal?: string
  /** One sentence for a human. */
  readonly message: string
  readonly error?: ErrorFacts
  readonly endedAtMs: number
}

/**
 * A task goes preparing -> running -> ended, or preparing -> ended. It never goes back, and `ended` is durable before it is told.
 * - preparing: accepted and durable; an image is fetched, a sandbox starts. `detail` says what is going on.
 * - running: its own code runs.
 * - ended: nothing of it runs any more, and its outputs lie in `outputsDir`. Its logs stay until `remove`.
 */
export type TaskStatus =
  | { readonly phase: 'preparing'; readonly detail: string }
  | { readonly phase: 'running'; readonly startedAtMs: number }
  | { readonly phase: 'ended'; readonly startedAtMs?: number; readonly end: TaskEnd }

export interface TaskSnapshot {
  readonly taskId: string
  readonly status: TaskStatus
  /** 0 to 1, from the last line `progress <fraction>` that the task printed to stdout. */
  readonly progress?: number
  /** The digest that the image reference resolved to. */
  readonly imageDigest?: string
}

export interface LogLine {
  /** Counts the task's lines from 0; a reader that comes back asks for the last one plus 1. */
  readonly offset: number
  readonly atMs: number
  /** `system` marks what the executor itself has to say, such as how many lines were cut. */
  readonly stream: 'stdout' | 'stderr' | 'system'
  readonly line: string
}

export interface LogOptions {
  readonly fromOffset?: number
  /** Goes on until the task has ended and its last line is told. */
  readonly follow?: boolean
  readonly signal?: AbortSignal
}

export interface TaskUsage {
  readonly cpuTimeMs: number
  /** In use now; 0 when the task does not run. */
  readonly memoryBytes: number
}

export interface Availability {
  readonly available: boolean
  readonly version?: string
  /** Why it is not available, or what of its protection is missing; for a human. */
  readonly reason?: string
}

/**
 * What runs tasks. Tasks outlive the worker's daemon: a new executor on the same data finds them with `list` and takes each one
 * up with `adopt`, or gets rid of it with `remove`. Nothing that it owns is ever left running without being in `list`.
 *
 * Every method that takes a task's id throws TASK_NOT_FOUND for one that is not in `list`.
 */
export interface Executor {
  readonly kind: ExecutorKind
  /** Whether it works on this machine now; never throws. */
  check(): Promise<Availability>
  /**
   * Accepts a task; resolves when it is durable, and goes on by itself. Failures of the start itself (no such image, no valid module)
   * come as an end with the reason `failed-to-start`.
   * @throws TASK_EXISTS, INPUT_INVALID, EXECUTOR_UNAVAILABLE
   */
  start(task: ExecutorTask): Promise<void>
  /** Takes up a task that an earlier executor on the same data started: limits hold again and `watch` tells its end. Harmless when it is taken up already. */
  adopt(taskId: string): Promise<TaskSnapshot>
  /** Everything that this worker owns here, adopted or not. */
  list(): Promise<TaskSnapshot[]>
  status(taskId: string): Promise<TaskSnapshot>
  /** The snapshot now and after each change; completes after the one that says `ended`. The task must be adopted. */
  watch(taskId: string, signal?: AbortSignal): AsyncIterable<TaskSnapshot>
  /** Resolves when the task has ended. */
  wait(taskId: string, signal?: AbortSignal): Promise<TaskEnd>
  logs(taskId: string, options?: LogOptions): AsyncIterable<LogLine>
  /** Asks the task to end and kills it after `graceMs`; resolves with its end. An ended task keeps the end that it has. */
  stop(taskId: string, graceMs: number): Promise<TaskEnd>
  /** Kills the task if it runs, and removes all that is left of it but its outputs. An unknown task is no error. */
  remove(taskId: string): Promise<void>
  /**
   * Connects to a TCP port of a running task.
   * @throws TASK_NOT_RUNNING, TASK_PORT_UNSUPPORTED, TASK_PORT_REFUSED
   */
  openPort(taskId: string, port: number, protocol?: 'tcp' | 'udp'): Promise<Duplex>
  usage(taskId: string): Promise<TaskUsage>
  /** Lets go without touching any task that runs. */
  close(): Promise<void>
}
