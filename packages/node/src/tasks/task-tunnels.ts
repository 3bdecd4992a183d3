import { fail } from '@sonm/model'
import { type IncomingTunnel, type Network, splice } from '@sonm/network'
import { readTaskPort, TUNNEL_PROTOCOLS } from '@sonm/protocol'
import type { HubLink } from './hub-link.ts'

/**
 * Leads tunnels of the account's browsers to ports of its tasks, as the node itself would open them.
 * @throws TASK_NOT_FOUND, TUNNEL_REFUSED, INPUT_INVALID, what the hub says
 */
export function taskTunnels(options: {
  readonly network: Pick<Network, 'openTunnel'>
  readonly hubOf: (taskId: string) => Promise<HubLink | undefined>
}): (tunnel: IncomingTunnel) => Promise<void> {
  const { network, hubOf } = options
  return async (tunnel) => {
    const { protocol, payload } = tunnel
    if (protocol !== TUNNEL_PROTOCOLS.taskPort) {
      throw fail('TUNNEL_REFUSED', { protocol, reason: 'a node leads to ports of tasks alone' })
    }
    const { taskId } = readTaskPort(payload)
    const link = await hubOf(taskId)
    if (!link) throw fail('TASK_NOT_FOUND', { taskId })
    const port = await network.openTunnel(link.hub, { protocol, payload })
    void splice(tunnel.accept(), port)
  }
}
