import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { type Clock, type Logger, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import { openUdp } from '@sonm/network'
import type Docker from 'dockerode'
import type {
  Availability,
  ContainerSpec,
  Executor,
  ExecutorTask,
  LogLine,
  LogOptions,
  TaskEnd,
  TaskSnapshot,
  TaskUsage,
} from '../executor.ts'
import { stoppedVerdict } from '../limits.ts'
import { readLog } from '../logs/read-log.ts'
import { TaskTable, type Tracked } from '../task-table.ts'
import { type Contained, kill } from './contained.ts'
import { ContainerLife } from './container-life.ts'
import { labels } from './container-options.ts'
import { checkEngine, containerUsage, engineFacts } from './engine.ts'
import { containerName } from './names.ts'
import { Networks, type RunFirewall } from './networks.ts'

export interface DockerExecutorOptions {
  readonly docker: Docker
  /** Tells the containers of this worker from those of another one on the same engine. */
  readonly workerId: string
  /** A folder of its own: one folder below it for each task. */
  readonly dataDir: string
  readonly clock: Clock
  readonly logger: Logger
  /** Whether tasks may reach the internet at all; no by default. */
  readonly allowEgress?: boolean
  /** Whether images may come from registries of this machine or its network: localhost, addresses, names without a dot; no by default. */
  readonly allowPrivateRegistries?: boolean
  readonly dnsServers?: readonly string[]
  /** Another OCI runtime of the engine, such as gVisor's `runsc`. */
  readonly runtime?: string
  /** How much of a task's log is kept, 8 MiB by default. */
  readonly maxLogBytes?: number
  readonly runFirewall?: RunFirewall
}

/** Runs OCI images in containers of a Docker engine, which outlive this process. */
export class DockerExecutor implements Executor {
  readonly kind = 'container'
  readonly #options: Required<Omit<DockerExecutorOptions, 'runtime'>> & Pick<DockerExecutorOptions, 'runtime'>
  readonly #tasks: TaskTable<Contained>
  readonly #networks: Networks
  readonly #life: ContainerLife
  #closed = false

  constructor(options: DockerExecutorOptions) {
    const runFirewall: RunFirewall = async (args) => void (await promisify(execFile)('iptables', ['-w', ...args]))
    const dnsServers = ['1.1.1.1', '8.8.8.8']
    const closed = { allowEgress: false, allowPrivateRegistries: false }
    this.#options = { maxLogBytes: 8 * 2 ** 20, ...closed, dnsServers, runFirewall, ...options }
    this.#tasks = new TaskTable(options.dataDir, (tracked) => this.#takeUp(tracked))
    this.#networks = new Networks(this.#options)
    this.#life = new ContainerLife({ ...this.#options, networks: this.#networks })
  }

  check(): Promise<Availability> {
    return checkEngine(this.#options.docker)
  }

  async start(task: ExecutorTask): Promise<void> {
    if (task.spec.kind !== 'container') throw fail('INPUT_INVALID', { field: 'spec.kind', reason: 'not container' })
    if (task.spec.egress === 'internet' && !this.#options.allowEgress) {
      throw fail('INPUT_INVALID', { field: 'egress', reason: 'this worker lets no task reach the internet' })
    }
    await engineFacts(this.#options.docker)
    const tracked = await this.#tasks.create(task)
    this.#tasks.add(this.#takeUp(tracked))
  }

  async adopt(taskId: string): Promise<TaskSnapshot> {
    const contained = this.#tasks.get(taskId)
    if (contained.feed.current.status.phase === 'preparing') await this.#life.readState(contained).catch(() => {})
    return contained.feed.current
  }

  /** Containers that carry this worker's label and have no record are left of a removed data folder: they are removed at once. */
  async list(): Promise<TaskSnapshot[]> {
    const snapshots = this.#tasks.snapshots()
    const known = new Set(snapshots.map(({ taskId }) => taskId))
    const filters = { label: [`${labels.worker}=${this.#options.workerId}`] }
    for (const { Id, Labels } of await this.#options.docker.listContainers({ all: true, filters })) {
      if (!known.has(Labels[labels.task] ?? '')) await this.#life.removeContainer(this.#options.docker.getContainer(Id))
    }
    return snapshots
  }

  async status(taskId: string): Promise<TaskSnapshot> {
    return this.#tasks.get(taskId).feed.current
  }

  async *watch(taskId: string, signal?: AbortSignal): AsyncGenerator<TaskSnapshot> {
    yield* this.#tasks.get(taskId).feed.watch(signal)
  }

  async wait(taskId: string, signal?: AbortSignal): Promise<TaskEnd> {
    return this.#tasks.get(taskId).feed.wait(signal)
  }

  async *logs(taskId: string, options?: LogOptions): AsyncGenerator<LogLine> {
    const { folder, feed } = this.#tasks.get(taskId)
    const ended = () => feed.end !== undefined || this.#closed
    yield* readLog({ ...folder.logPaths, clock: this.#options.clock, ended }, options)
  }

  async stop(taskId: string, graceMs: number): Promise<TaskEnd> {
    const contained = this.#tasks.get(taskId)
    const { feed, folder, container } = contained
    if (feed.end !== undefined) return feed.end
    if (folder.verdict() === undefined) await folder.write('verdict.json', stoppedVerdict)
    contained.stopping.abort()
    await container.kill({ signal: 'SIGTERM' }).catch(() => {})
    const patience = new AbortController()
    const late = sleep(this.#options.clock, graceMs, patience.signal).then(() => kill(container))
    late.catch(() => {})
    const end = await feed.wait()
    patience.abort()
    return end
  }

  async remove(taskId: string): Promise<void> {
    const contained = this.#tasks.find(taskId)
    if (contained === undefined) return
    await this.stop(taskId, 0)
    await contained.life
    await this.#life.removeContainer(contained.container)
    this.#tasks.delete(taskId)
    contained.folder.remove()
  }

  async openPort(taskId: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Promise<Duplex> {
    const { task, container, feed } = this.#tasks.get(taskId)
    const { ports = [], udpPorts = [] } = task.spec as ContainerSpec
    if (!(protocol === 'udp' ? udpPorts : ports).includes(port)) {
      throw fail('TASK_PORT_UNSUPPORTED', { taskId, port, reason: 'the task names no such port' })
    }
    const { phase } = feed.current.status
    if (phase !== 'running') throw fail('TASK_NOT_RUNNING', { taskId, phase })
    const { NetworkSettings } = await container.inspect()
    const host = Object.values(NetworkSettings.Networks)[0]?.IPAddress ?? ''
    if (protocol === 'udp') return openUdp({ host, port }, this.#options.clock)
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true })
      const refused = (cause: Error) =>
        reject(fail('TASK_PORT_REFUSED', { taskId, port, reason: cause.message }, { cause }))
      socket.once('error', refused)
      socket.once('connect', () => {
        socket.off('error', refused)
        resolve(socket)
      })
    })
  }

  async usage(taskId: string): Promise<TaskUsage> {
    const contained = this.#tasks.get(taskId)
    const now = contained.feed.end === undefined ? await containerUsage(contained.container) : undefined
    contained.cpuTimeMs = Math.max(contained.cpuTimeMs, now?.cpuTimeMs ?? 0)
    return { cpuTimeMs: contained.cpuTimeMs, memoryBytes: now?.memoryBytes ?? 0 }
  }

  /** Lets go of the tasks. The worker's networks and firewall rules go too, unless a task still runs. */
  async close(): Promise<void> {
    this.#closed = true
    for (const contained of this.#tasks.entries()) {
      contained.cancelPoll()
      contained.abort.abort()
      await contained.life
    }
    await this.#networks.release()
  }

  #takeUp(tracked: Tracked): Contained {
    const { workerId, docker } = this.#options
    const contained: Contained = {
      ...tracked,
      abort: new AbortController(),
      stopping: new AbortController(),
      container: docker.getContainer(containerName(workerId, tracked.task.taskId)),
      life: Promise.resolve(),
      cpuTimeMs: tracked.folder.end()?.cpuTimeMs ?? 0,
      outputs: { files: 0, bytes: 0 },
      outputsDueAtMs: 0,
      disk: undefined,
      cancelPoll: () => {},
    }
    if (tracked.feed.end === undefined) contained.life = this.#life.live(contained)
    return contained
  }
}
