import { formatEndpoint, formatPeer, natTypeOf, type Peer, type PeerNetwork } from '@sonm/network'
import type { NetworkDesk } from '@sonm/node'
import { interfaceAddresses } from './own-network.ts'
import { asRelay } from './world.ts'

/** How a node that lets nobody in sees the network: it dials alone, and asks relays how they see it. */
export function networkDesk(network: PeerNetwork, relays: readonly Peer[]): NetworkDesk {
  return {
    trace: (to) => network.trace(to),
    paths: () => network.paths(),
    async standing() {
      const seen = await network.seenBy(relays.map(asRelay))
      return {
        relays: relays.map((relay) => ({ relay: formatPeer(relay) })),
        nat: natTypeOf(interfaceAddresses(), seen),
        seenEndpoint: seen[0] ? formatEndpoint(seen[0].endpoint) : '',
      }
    },
  }
}
