import { isCoded, messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import type Docker from 'dockerode'
import type { Availability, TaskUsage } from '../executor.ts'
import { driverBoundsDisk, readMounts } from './disk.ts'

/** What of an engine decides how containers are made on it. */
export interface EngineFacts {
  readonly version: string
  readonly cpus: number
  /** The storage driver bounds a container's own disk. */
  readonly boundsDisk: boolean
  readonly userNamespaces: boolean
  /** Where it keeps the disks of its containers. */
  readonly rootFolder: string
  /** The names of its OCI runtimes. */
  readonly runtimes: readonly string[]
}

/** @throws EXECUTOR_UNAVAILABLE when no engine answers, or one that runs no Linux containers */
export async function engineFacts(docker: Docker): Promise<EngineFacts> {
  const unavailable = (reason: string, cause?: unknown) =>
    fail('EXECUTOR_UNAVAILABLE', { executor: 'docker', reason }, { cause })
  try {
    const [version, info] = await Promise.all([docker.version(), docker.info()])
    if (info.OSType !== 'linux') throw unavailable(`the engine runs ${info.OSType} containers`)
    const security = (info.SecurityOptions ?? []) as string[]
    return {
      version: `${version.Version} (API ${version.ApiVersion})`,
      cpus: info.NCPU as number,
      boundsDisk: driverBoundsDisk(info.Driver, info.DockerRootDir, await readMounts()),
      userNamespaces: security.some((option) => /name=(userns|rootless)/.test(option)),
      rootFolder: info.DockerRootDir as string,
      runtimes: Object.keys((info.Runtimes ?? {}) as object),
    }
  } catch (cause) {
    throw unavailable(`no Docker engine answers: ${messageOf(cause)}`, cause)
  }
}

/** @throws CONTAINER_RUNTIME_UNKNOWN, EXECUTOR_UNAVAILABLE */
export async function requireRuntime(docker: Docker, runtime: string): Promise<void> {
  const { runtimes } = await engineFacts(docker)
  if (!runtimes.includes(runtime)) throw fail('CONTAINER_RUNTIME_UNKNOWN', { runtime, known: runtimes.join(', ') })
}

export async function checkEngine(docker: Docker): Promise<Availability> {
  try {
    const { version, userNamespaces } = await engineFacts(docker)
    const reason = 'the engine has no user namespaces: root in a container is the same user as root outside'
    return { available: true, version, ...(!userNamespaces && { reason }) }
  } catch (error) {
    const reason = isCoded(error) ? error.data.reason : undefined
    return { available: false, reason: reason ?? messageOf(error) }
  }
}

/** One reading of a container's counters; undefined when it does not run. */
export async function containerUsage(container: Docker.Container): Promise<TaskUsage | undefined> {
  const stats = await container.stats({ stream: false, 'one-shot': true }).catch(() => undefined)
  const nanos = stats?.cpu_stats?.cpu_usage?.total_usage
  if (stats === undefined || nanos === undefined) return undefined
  return { cpuTimeMs: Math.round(nanos / 1e6), memoryBytes: stats.memory_stats?.usage ?? 0 }
}

/** What a container wrote to its own disk. */
export async function containerDiskBytes(docker: Docker, id: string): Promise<number> {
  const [found] = await docker.listContainers({ all: true, size: true, filters: { id: [id] } })
  return (found as { SizeRw?: number } | undefined)?.SizeRw ?? 0
}

export function isMissing(error: unknown): boolean {
  return (error as { statusCode?: number }).statusCode === 404
}
