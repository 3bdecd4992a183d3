/**
 * What the executor and the sandbox's process say to each other. They share open files, not pipes, so that the sandbox outlives the
 * daemon, and needs no right to open a file for writing.
 */
export const sandboxFiles = {
  /** What the process itself prints: its own stdout and stderr. */
  crash: 2,
  result: 3,
  logA: 4,
  logB: 5,
  state: 6,
  config: 7,
} as const

export interface SandboxConfig {
  readonly modulePath: string
  readonly inputsDir: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly maxPages: number
  readonly maxLogBytes: number
  readonly outputBytes: number
  /** The wall clock at the launch; the sandbox counts on from it. */
  readonly nowMs: number
}

/** Overwritten in place whenever it changes. */
export interface SandboxState {
  readonly startedAtMs: number
  readonly progress?: number
}

export type SandboxResult =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'trap'; readonly message: string }
  | { readonly kind: 'invalid'; readonly message: string }
  | { readonly kind: 'memory-limit' }
  | { readonly kind: 'output-limit'; readonly message: string }

/** The first line of the result file; the files' contents follow in order. */
export interface ResultHeader {
  readonly result: SandboxResult
  /** Of the whole process, its start included. */
  readonly cpuTimeMs: number
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
}

export const wasmPageBytes = 65_536
/** The exit code of a module that trapped, as a shell shows an aborted program. */
export const trapExitCode = 134
