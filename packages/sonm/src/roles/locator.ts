import { sequence } from '@sonm/common'
import { createLocator } from '@sonm/locator'
import { type Endpoint, formatEndpoint, PeerNetwork, pinned } from '@sonm/network'
import { metricsServer } from './metrics-server.ts'
import { type RelayRoleOptions, relayOf } from './relay.ts'
import type { RunningRole } from './run-role.ts'
import { createWorld, listener, type RoleOptions } from './world.ts'

/** Tells where peers are. It dials nobody and needs no chain. */
export async function locatorRole(
  options: RoleOptions & { listen: Endpoint /** It is a relay too. */; relay?: RelayRoleOptions },
): Promise<RunningRole> {
  const world = await createWorld(options)
  const network = new PeerNetwork({
    ...world,
    resolve: pinned([]),
    ...(options.relay && { relay: relayOf(world, options.relay) }),
  })
  const locator = createLocator({ ...world, network })
  const open = listener(network, options.listen)
  return {
    ...sequence([metricsServer(world.metrics, options.metricsAt), locator, open]),
    ready: () => ({ address: network.address, endpoint: formatEndpoint(open.endpoint()) }),
  }
}
