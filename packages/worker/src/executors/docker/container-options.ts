import type { ContainerCreateOptions } from 'dockerode'
import type { ContainerSpec, ExecutorTask } from '../executor.ts'

export interface Placement {
  readonly workerId: string
  readonly name: string
  /** What the image's name stood for when it was fetched. */
  readonly image: string
  /** The folders that the image wants a volume for. */
  readonly volumes: readonly string[]
  /** `none`, or the name of a network. */
  readonly network: string
  /** The folder of this machine that the task sees as /out. */
  readonly outDir: string
  /** Name servers that are no address of this machine, so that a name is asked for from inside the task's own network. */
  readonly dnsServers: readonly string[]
  /** Another OCI runtime of the engine, such as gVisor's `runsc`. */
  readonly runtime?: string
  /** The engine's processors: it refuses to promise more. */
  readonly engineCpus: number
  /** The engine's storage driver can bound a container's own disk. */
  readonly boundsDisk: boolean
}

export const labels = { worker: 'sonm.worker', task: 'sonm.task' } as const

const maxProcesses = 512
/** Few enough to be below the hard limit of any engine: raising that would need a right that engines in containers lack. */
const maxOpenFiles = 4096
const nanosPerHundredth = 10_000_000

/** How a stranger's container is made: it gets what its deal bought and nothing else. */
export function containerOptions(task: ExecutorTask, place: Placement): ContainerCreateOptions {
  const spec = task.spec as ContainerSpec
  const { limits } = task
  const cpuHundredths = Math.max(1, Math.min(limits.cpuHundredths, place.engineCpus * 100))
  return {
    name: place.name,
    Image: place.image,
    Labels: { [labels.worker]: place.workerId, [labels.task]: task.taskId },
    Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(spec.entrypoint !== undefined && { Entrypoint: [...spec.entrypoint] }),
    ...(spec.command !== undefined && { Cmd: [...spec.command] }),
    ...(spec.workingDir !== undefined && { WorkingDir: spec.workingDir }),
    Tty: false,
    OpenStdin: false,
    HostConfig: {
      Binds: [`${task.inputsDir}:/in:ro`, `${place.outDir}:/out:rw`],
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Privileged: false,
      Init: true,
      PidsLimit: maxProcesses,
      Ulimits: [
        { Name: 'nofile', Soft: maxOpenFiles, Hard: maxOpenFiles },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      Memory: limits.memoryBytes,
      // The same again: without it the kernel grants as much swap on top.
      MemorySwap: limits.memoryBytes,
      NanoCpus: Math.round(cpuHundredths * nanosPerHundredth),
      OomKillDisable: false,
      ...(place.boundsDisk && { StorageOpt: { size: String(limits.diskBytes) } }),
      NetworkMode: place.network,
      ...(place.network !== 'none' && { Dns: [...place.dnsServers] }),
      // A volume of the engine would have no bound; what is written here counts as memory.
      Mounts: ownVolumes(place.volumes).map((path) => ({
        Type: 'tmpfs' as const,
        Source: '',
        Target: path,
        TmpfsOptions: { SizeBytes: limits.memoryBytes, Mode: 0o1777 },
      })),
      IpcMode: 'private',
      LogConfig: { Type: 'json-file', Config: { 'max-size': '8m', 'max-file': '2' } },
      RestartPolicy: { Name: 'no' },
      ...(place.runtime !== undefined && { Runtime: place.runtime }),
      ...(spec.gpuIds !== undefined &&
        spec.gpuIds.length > 0 && {
          DeviceRequests: [{ Driver: 'nvidia', DeviceIDs: [...spec.gpuIds], Capabilities: [['gpu']] }],
        }),
    },
  }
}

/** An image may want volumes where a task has its inputs and outputs; those it has. */
function ownVolumes(volumes: readonly string[]): string[] {
  return volumes.filter((path) => !/^\/+(?:in|out)\/*$/.test(path))
}
