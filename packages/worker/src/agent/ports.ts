import { create } from '@bufbuild/protobuf'
import { CodedError, type Logger, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { type Network, splice } from '@sonm/network'
import { type ConnectPort, ErrorDetailSchema, readPortProtocol, TUNNEL_PROTOCOLS } from '@sonm/protocol'
import type { HubCalls } from './hub-calls.ts'
import type { Tasks } from './tasks.ts'

/** Connects ports of running tasks to tunnels that the hub asks for. */
export class Ports {
  readonly #network: Network
  readonly #hubAddress: Address
  readonly #hub: HubCalls
  readonly #tasks: Tasks
  readonly #logger: Logger

  constructor(parts: { network: Network; hubAddress: Address; hub: HubCalls; tasks: Tasks; logger: Logger }) {
    this.#network = parts.network
    this.#hubAddress = parts.hubAddress
    this.#hub = parts.hub
    this.#tasks = parts.tasks
    this.#logger = parts.logger
  }

  /** Never rejects: what fails is told to the hub. */
  async connect(request: ConnectPort): Promise<void> {
    const { tunnelId, taskId, port } = request
    try {
      const protocol = readPortProtocol(request.protocol)
      const executor = this.#tasks.find(taskId)?.executor
      if (!executor) throw fail('TASK_NOT_FOUND', { taskId })
      const inside = await executor.openPort(taskId, port, protocol)
      const payload = new TextEncoder().encode(tunnelId)
      const open = { protocol: TUNNEL_PROTOCOLS.workerPort, payload }
      const outside = await this.#network.openTunnel(this.#hubAddress, open).catch((error: unknown) => {
        inside.destroy()
        throw error
      })
      void splice(inside, outside)
    } catch (error) {
      this.#logger.info({ taskId, port, reason: messageOf(error) }, 'a port could not be connected')
      await this.#refuse(tunnelId, error)
    }
  }

  async #refuse(tunnelId: string, error: unknown): Promise<void> {
    const coded = error instanceof CodedError ? error : fail('INTERNAL', { what: 'the port could not be connected' })
    await this.#hub.client
      .refusePort({ tunnelId, error: create(ErrorDetailSchema, { ...coded.facts() }) })
      .catch((cause: unknown) => this.#logger.debug({ reason: messageOf(cause) }, 'the hub could not be told'))
  }
}
