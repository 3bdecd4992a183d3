import { create, toBinary } from '@bufbuild/protobuf'
import { type Clock, isCoded, type Logger, messageOf } from '@sonm/common'
import { type ForwardedPort, forwardPort, forwardUdpPort, type Network } from '@sonm/network'
import { type PortProtocol, TaskPortSchema, TUNNEL_PROTOCOLS } from '@sonm/protocol'
import type { HubLink } from './hub-link.ts'

const LOOPBACK = '127.0.0.1'

export type UntilEnded = (link: HubLink, taskId: string, signal: AbortSignal) => Promise<void>

interface Forward {
  readonly closing: AbortController
  readonly link: HubLink
  readonly taskId: string
  readonly port: number
  readonly protocol: PortProtocol
  readonly listening: ForwardedPort
}

/** Ports of this machine that lead to ports of tasks. Each lives until its task or deal ends, or the node stops. */
export class ForwardedPorts {
  readonly #network: Network
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #untilEnded: UntilEnded
  readonly #forwards = new Set<Forward>()

  /** @param options.untilEnded resolves when the task ended, and rejects when nobody can say */
  constructor(options: { network: Network; clock: Clock; logger: Logger; untilEnded: UntilEnded }) {
    this.#clock = options.clock
    this.#network = options.network
    this.#logger = options.logger
    this.#untilEnded = options.untilEnded
  }

  /**
   * Asking again for the same port of a task gives the same answer.
   * @param localPort 0: any free one
   * @throws PORT_TAKEN
   */
  async open(
    link: HubLink,
    { taskId, port, protocol }: { taskId: string; port: number; protocol: PortProtocol },
    localPort: number,
  ): Promise<{ host: string; port: number }> {
    for (const known of this.#forwards) {
      const same = known.taskId === taskId && known.port === port && known.protocol === protocol
      if (same && (localPort === 0 || localPort === known.listening.port)) {
        return { host: known.listening.host, port: known.listening.port }
      }
    }
    const payload = toBinary(TaskPortSchema, create(TaskPortSchema, { taskId, port, protocol }))
    const forward = protocol === 'udp' ? forwardUdpPort : forwardPort
    const listening = await forward({
      clock: this.#clock,
      listenHost: LOOPBACK,
      listenPort: localPort,
      open: () => this.#network.openTunnel(link.hub, { protocol: TUNNEL_PROTOCOLS.taskPort, payload }),
      onError: (error) => {
        this.#logger.warn({ taskId, port, reason: messageOf(error) }, 'a connection to a task failed')
        if (isCoded(error, 'TASK_NOT_FOUND')) void this.closeTask(taskId)
      },
    })
    const closing = new AbortController()
    this.#forwards.add({ link, taskId, port, protocol, listening, closing })
    this.#untilEnded(link, taskId, closing.signal).then(
      () => this.closeTask(taskId),
      // The port stays: its own connections will tell whether the task is still there.
      (error: unknown) => this.#logger.debug({ taskId, reason: messageOf(error) }, 'the end of a task is not watched'),
    )
    return { host: listening.host, port: listening.port }
  }

  closeTask(taskId: string): Promise<void> {
    return this.#closeWhere((forward) => forward.taskId === taskId)
  }

  closeDeal(dealId: bigint): Promise<void> {
    return this.#closeWhere(({ link }) => link.dealId === dealId)
  }

  closeAll(): Promise<void> {
    return this.#closeWhere(() => true)
  }

  async #closeWhere(matches: (forward: Forward) => boolean): Promise<void> {
    const closing = [...this.#forwards].filter(matches)
    for (const forward of closing) {
      this.#forwards.delete(forward)
      forward.closing.abort()
    }
    await Promise.all(closing.map(({ listening }) => listening.close()))
  }
}
