import type { CancelTimer, Clock, Logger } from '@sonm/common'
import type Docker from 'dockerode'
import type { OutputQuota } from '../outputs.ts'
import type { Tracked } from '../task-table.ts'
import type { DiskLook } from './disk.ts'
import type { Networks } from './networks.ts'

/** What the life of a container needs of its executor. */
export interface LifeWorld {
  readonly docker: Docker
  readonly workerId: string
  readonly clock: Clock
  readonly logger: Logger
  readonly dnsServers: readonly string[]
  readonly runtime?: string | undefined
  readonly maxLogBytes: number
  readonly networks: Networks
  readonly allowPrivateRegistries: boolean
}

/** One task and its container, as its executor has taken it up. */
export interface Contained extends Tracked {
  /** The executor lets go of the task. */
  readonly abort: AbortController
  /** The task is to end, even while its image is still being fetched. */
  readonly stopping: AbortController
  readonly container: Docker.Container
  /** All that goes on for this task; resolves when it has ended, or when the executor lets go. */
  life: Promise<void>
  startedAtMs?: number
  imageDigest?: string
  cpuTimeMs: number
  outputs: OutputQuota
  outputsDueAtMs: number
  disk: DiskLook | undefined
  engineRoot?: string
  cancelPoll: CancelTimer
}

/** Kills a container; one that is dead already stays so. */
export async function kill(container: Docker.Container): Promise<void> {
  await container.kill({ signal: 'SIGKILL' }).catch(() => {})
}
