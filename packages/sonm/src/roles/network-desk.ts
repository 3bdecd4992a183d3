import type { Current } from '@sonm/common'
import { formatEndpoint, formatPeer, natTypeOf, type Peer, type PeerNetwork, type Reach } from '@sonm/network'
import { type NetworkDesk, peerPath } from '@sonm/node'
import type { NetworkStanding } from '@sonm/protocol'
import { interfaceAddresses } from './own-network.ts'
import { asRelay } from './world.ts'

/** How a node that lets nobody in sees the network: it dials alone, and asks relays how they see it. */
export function networkDesk(network: PeerNetwork, relays: Current<readonly Peer[]>): NetworkDesk {
  return {
    trace: (to) => network.trace(to),
    standing: async () => {
      const { answering, ...standing } = await seen(network, relays.now)
      const places = relays.now.map((relay) => ({ relay: formatPeer(relay), answers: answering.has(relay.address) }))
      return { ...standing, relays: places }
    },
  }
}

/** The same of a hub, which others reach. */
export async function hubStanding(
  network: PeerNetwork,
  relays: readonly Peer[],
  reach: Reach,
): Promise<NetworkStanding> {
  const mapped = reach.mapped()
  const { answering, ...standing } = await seen(network, relays)
  return {
    ...standing,
    endpoints: reach.endpoints().map(formatEndpoint),
    relays: reach.relays().map(({ relay, reserved, reason, deals }) => ({
      relay: placeName(relay),
      reserved,
      reason,
      answers: answering.has(relay.relay),
      deals: deals.map(({ toldAtMs, ...deal }) => ({ ...deal, toldAtMs: BigInt(Math.floor(toldAtMs ?? 0)) })),
    })),
    mappedEndpoint: mapped ? formatEndpoint(mapped) : '',
  }
}

const placeName = ({ relay, host, port }: { relay: Peer['address']; host: string; port: number }) =>
  formatPeer({ address: relay, endpoint: { host, port } })

async function seen(network: PeerNetwork, relays: readonly Peer[]) {
  const ports = await network.seenBy(relays.map(asRelay))
  return {
    nat: natTypeOf(interfaceAddresses(), ports),
    seenEndpoint: ports[0] ? formatEndpoint(ports[0].endpoint) : '',
    answering: new Set(ports.map(({ relay }) => relay)),
    peers: [...network.paths()].map(([address, path]) => peerPath(address, path)),
  }
}
