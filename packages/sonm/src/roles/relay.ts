import { type Startable, sequence } from '@sonm/common'
import {
  createRelay,
  type Endpoint,
  formatEndpoint,
  PeerNetwork,
  pinned,
  type Relay,
  type RelayLimits,
} from '@sonm/network'
import { metricsServer } from './metrics-server.ts'
import type { RunningRole } from './run-role.ts'
import { createWorld, listener, type RoleOptions, type RoleWorld } from './world.ts'

/** What a relay may carry, where its operator sets it. */
export interface RelayRoleOptions {
  readonly bytesPerSecond?: number
}

/** Leads callers to peers that cannot be dialled. It dials nobody and needs no chain. */
export async function relayRole(options: RoleOptions & RelayRoleOptions & { listen: Endpoint }): Promise<RunningRole> {
  const world = await createWorld(options)
  const network = new PeerNetwork({ ...world, resolve: pinned([]), relay: relayOf(world, options) })
  const open = listener(network, options.listen)
  const served: Startable = { start: async () => network.serve({ routes: () => {} }), stop: async () => {} }
  return {
    ...sequence([metricsServer(world.metrics, options.metricsAt), served, open]),
    ready: () => ({ address: network.address, endpoint: formatEndpoint(open.endpoint()) }),
  }
}

export function relayOf(world: RoleWorld, options: RelayRoleOptions): Relay {
  return createRelay({ ...world, address: world.signer.address, limits: limitsOf(options) })
}

/** Whatever it may carry in all, one key and one host get half of it, so that no one takes all. */
export function limitsOf({ bytesPerSecond }: RelayRoleOptions): Partial<RelayLimits> {
  if (bytesPerSecond === undefined) return {}
  const share = Math.ceil(bytesPerSecond / 2)
  return { bytesPerSecond, bytesPerSecondOfKey: share, bytesPerSecondOfHost: share }
}
