import type { Socket } from 'node:net'
import { type Clock, type Current, createMetrics, silentLogger, systemClock, systemRandom } from '@sonm/common'
import type { Signer } from '@sonm/model'
import { Identity } from '../identity/identity.ts'
import { pinned } from '../paths/peer.ts'
import type { RelayEndpoint } from '../paths/relays-of.ts'
import { PeerNetwork } from '../peer-network.ts'
import type { RelayLimits } from '../relay/limits.ts'
import { RelayPlaces } from '../relay/places.ts'
import { createRelay } from '../relay/relay.ts'
import { RelayLinks } from '../relay/relay-links.ts'

/** A relay on this machine's loopback. */
export interface LoopbackRelay {
  readonly endpoint: RelayEndpoint
  close(): Promise<void>
}

const world = { clock: systemClock, random: systemRandom, logger: silentLogger }

/** @param port 0 takes a free one */
export async function relayOnLoopback(
  signer: Signer,
  options: { limits?: Partial<RelayLimits>; port?: number; clock?: Clock } = {},
): Promise<LoopbackRelay> {
  const { limits = {}, port = 0, clock = systemClock } = options
  const metrics = createMetrics({ processMetrics: false })
  const relay = createRelay({ ...world, clock, address: signer.address, metrics, limits })
  const network = new PeerNetwork({ ...world, clock, signer, resolve: pinned([]), relay })
  network.serve({ routes: () => {} })
  const listening = await network.listen('127.0.0.1', port)
  return { endpoint: { ...listening, relay: signer.address }, close: () => network.close() }
}

/** The links of a peer to relays. */
export function relayLinksOf(signer: Signer, clock: Clock = systemClock): RelayLinks {
  return new RelayLinks({ identity: new Identity({ ...world, signer, clock }), clock })
}

/** A peer's places at relays, with what it does about a connection that comes by them. */
export function placesOf(
  signer: Signer,
  relays: Current<readonly RelayEndpoint[]>,
  options: { links: RelayLinks; onSocket: (socket: Socket) => void; onChange?: () => void },
): RelayPlaces {
  return new RelayPlaces({ ...world, signer, relays, onChange: () => {}, ...options })
}
