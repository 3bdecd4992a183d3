import { sequence } from '@sonm/common'
import { createLocator } from '@sonm/locator'
import { type Endpoint, formatEndpoint, type Peer, PeerNetwork, pinned } from '@sonm/network'
import { metricsServer } from './metrics-server.ts'
import { type RelayRoleOptions, relayOf } from './relay.ts'
import type { RunningRole } from './run-role.ts'
import { createWorld, listener, type RoleOptions } from './world.ts'

/** Tells where peers are. It dials only the locators that it follows, and needs no chain. */
export async function locatorRole(
  options: RoleOptions & {
    listen: Endpoint
    follow?: readonly Peer[] /** It is a relay too. */
    relay?: RelayRoleOptions
  },
): Promise<RunningRole> {
  const world = await createWorld(options)
  const { follow = [], relay } = options
  const network = new PeerNetwork({
    ...world,
    resolve: pinned(follow),
    ...(relay && { relay: relayOf(world, relay) }),
  })
  const locator = createLocator({ ...world, network, follow: follow.map(({ address }) => address) })
  const open = listener(network, options.listen)
  return {
    ...sequence([metricsServer(world.metrics, options.metricsAt), locator, open]),
    ready: () => ({ address: network.address, endpoint: formatEndpoint(open.endpoint()) }),
  }
}
