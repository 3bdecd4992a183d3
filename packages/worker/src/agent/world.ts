import type { Clock, Logger, Metrics, Random } from '@sonm/common'
import type { Address, ExecutorKind } from '@sonm/model'
import type { Network } from '@sonm/network'
import type { MachineInfo } from '@sonm/protocol'
import type { Executor } from '../executors/executor.ts'
import type { TaskFiles } from './files/task-files.ts'
import type { AgentOptions } from './options.ts'
import type { WorkerStore } from './store/schema.ts'

/** Everything that a worker's agent is handed; it reaches for nothing else. */
export interface AgentWorld {
  readonly network: Network
  readonly hub: Address
  /** What people see in lists. */
  readonly name: string
  readonly machine: MachineInfo
  readonly executors: Readonly<Partial<Record<ExecutorKind, Executor>>>
  /** What the supplier allows his tasks of the network; 0 without it. */
  readonly netFlags?: number
  readonly store: WorkerStore
  readonly files: TaskFiles
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly options: AgentOptions
}
