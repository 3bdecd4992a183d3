import type { Clock, CodedError, Logger, Random } from '@sonm/common'
import { type Address, fail, toHex } from '@sonm/model'
import type { IncomingTunnel } from '@sonm/network'
import { type PortProtocol, readTaskPort, TUNNEL_PROTOCOLS } from '@sonm/protocol'
import type { HubOptions } from '../options.ts'
import type { WorkerBook } from '../workers/worker-book.ts'
import type { TaskBook } from './task-book.ts'
import type { TaskRecord } from './task-record.ts'

export interface PortRequest {
  readonly tunnelId: string
  readonly taskId: string
  readonly port: number
  readonly protocol: PortProtocol
}

/** What the worker opened; one of the two is called. */
interface WorkerTunnel {
  readonly tunnel: IncomingTunnel
  readonly joined: () => void
  readonly failed: (error: unknown) => void
}

interface Waiting {
  readonly worker: Address
  readonly resolve: (tunnel: WorkerTunnel) => void
  readonly reject: (error: unknown) => void
}

/** Joins a buyer's tunnel to the one that the worker opens for it. The hub passes the bytes on and cannot read them. */
export class PortSwitch {
  readonly #tasks: TaskBook
  readonly #workers: WorkerBook
  readonly #clock: Clock
  readonly #random: Random
  readonly #logger: Logger
  readonly #timeoutMs: number
  readonly #waiting = new Map<string, Waiting>()
  readonly #ask: (worker: Address, request: PortRequest) => void

  constructor(parts: {
    tasks: TaskBook
    workers: WorkerBook
    clock: Clock
    random: Random
    logger: Logger
    options: HubOptions
    ask: (worker: Address, request: PortRequest) => void
  }) {
    this.#tasks = parts.tasks
    this.#workers = parts.workers
    this.#clock = parts.clock
    this.#random = parts.random
    this.#logger = parts.logger
    this.#timeoutMs = parts.options.tunnelTimeoutMs
    this.#ask = parts.ask
  }

  /** @throws TASK_NOT_FOUND, TASK_NOT_RUNNING, TASK_PORT_UNSUPPORTED, WORKER_AWAY, TUNNEL_REFUSED, what the worker says */
  async serve(tunnel: IncomingTunnel): Promise<void> {
    if (tunnel.protocol === TUNNEL_PROTOCOLS.taskPort) return this.#fromBuyer(tunnel)
    if (tunnel.protocol === TUNNEL_PROTOCOLS.workerPort) return this.#fromWorker(tunnel)
    throw fail('TUNNEL_REFUSED', { protocol: tunnel.protocol, reason: 'a hub does not serve it' })
  }

  /** A worker cannot do what it was asked. */
  refuse(worker: Address, tunnelId: string, error: CodedError): void {
    this.#take(worker, tunnelId)?.reject(error)
  }

  async #fromBuyer(tunnel: IncomingTunnel): Promise<void> {
    const { taskId, port, protocol } = readTaskPort(tunnel.payload)
    const task = await this.#tasks.getOf(tunnel.caller, taskId)
    checkPort(task, port, protocol)
    await this.#workers.checkConnected(task.worker)
    const fromWorker = await this.#connect(task, port, protocol)
    try {
      tunnel.join(fromWorker.tunnel)
      fromWorker.joined()
    } catch (error) {
      fromWorker.failed(error)
      throw error
    }
  }

  async #connect({ taskId, worker }: TaskRecord, port: number, protocol: PortProtocol): Promise<WorkerTunnel> {
    const tunnelId = toHex(this.#random.bytes(16)).slice(2)
    const { promise, resolve, reject } = Promise.withResolvers<WorkerTunnel>()
    this.#waiting.set(tunnelId, { worker, resolve, reject })
    const cancel = this.#clock.after(this.#timeoutMs, () =>
      reject(fail('TASK_PORT_REFUSED', { taskId, port, reason: 'the worker did not connect it in time' })),
    )
    try {
      this.#ask(worker, { tunnelId, taskId, port, protocol })
      return await promise
    } finally {
      cancel()
      this.#waiting.delete(tunnelId)
    }
  }

  async #fromWorker(tunnel: IncomingTunnel): Promise<void> {
    const waiting = this.#take(tunnel.caller, new TextDecoder().decode(tunnel.payload))
    if (!waiting) throw fail('TUNNEL_REFUSED', { protocol: tunnel.protocol, reason: 'nobody waits for it any more' })
    this.#logger.debug({ worker: tunnel.caller }, 'a port is connected')
    const { promise, resolve: joined, reject: failed } = Promise.withResolvers<void>()
    waiting.resolve({ tunnel, joined, failed })
    await promise
  }

  #take(worker: Address, tunnelId: string): Waiting | undefined {
    const waiting = this.#waiting.get(tunnelId)
    if (waiting?.worker !== worker) return undefined
    this.#waiting.delete(tunnelId)
    return waiting
  }
}

function checkPort({ taskId, spec, observation }: TaskRecord, port: number, protocol: PortProtocol): void {
  const { workload } = spec
  if (workload.kind !== 'container') {
    throw fail('TASK_PORT_UNSUPPORTED', { taskId, port, reason: 'only a container has ports' })
  }
  if (!workload.container.expose.some((exposed) => exposed.port === port && exposed.protocol === protocol)) {
    throw fail('TASK_PORT_UNSUPPORTED', { taskId, port, reason: `the task does not expose it over ${protocol}` })
  }
  if (observation.phase !== 'running') throw fail('TASK_NOT_RUNNING', { taskId, phase: observation.phase })
}
