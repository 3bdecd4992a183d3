import type { Clock, Logger } from '@sonm/common'

export interface WasmExecutorOptions {
  /** A folder of its own: one folder below it for each task. */
  readonly dataDir: string
  readonly clock: Clock
  readonly logger: Logger
  /** The largest module, 64 MiB by default: the compiler needs many times of it. */
  readonly maxModuleBytes?: number
  /** How much of a task's log is kept, 8 MiB by default. */
  readonly maxLogBytes?: number
}
