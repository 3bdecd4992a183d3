import type { Clock, Current, Logger, Metrics, Random, Startable } from '@sonm/common'
import type { Address, Endpoint, Signer } from '@sonm/model'
import { createAnnouncer } from '../discovery/announcer.ts'
import type { PortMapper } from '../nat/port-mapper.ts'
import { PortMapping } from '../nat/port-mapping.ts'
import type { RelayEndpoint } from '../paths/relays-of.ts'
import type { PeerNetwork } from '../peer-network.ts'
import { type DealAtRelay, type GrantableDeal, RelayGrants } from '../relay/grants.ts'
import type { RelayPlace } from '../relay/places.ts'
import { AddressWatch } from './address-watch.ts'
import { lacksPublicIpv4, ownEndpoints } from './own-endpoints.ts'

export interface ReachOptions {
  readonly network: PeerNetwork
  readonly signer: Signer
  /** Where we listen, once we do. */
  readonly listening: () => Endpoint
  /** Where others reach us, as the operator says; empty: it is found out. */
  readonly told: readonly Endpoint[]
  /** The addresses of this machine's interfaces. */
  readonly addresses: () => readonly string[]
  readonly locators: Current<readonly Address[]>
  readonly relays: Current<readonly RelayEndpoint[]>
  readonly mappers: readonly PortMapper[]
  /** The open deals, whose buyers relays shall carry as long as the deal lasts. */
  readonly deals: () => Promise<readonly GrantableDeal[]>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
}

/** How it stands with one relay, and with our deals there. */
export interface ReachedByRelay extends RelayPlace {
  readonly deals: readonly DealAtRelay[]
}

export interface Reach extends Startable {
  /** As announced now. */
  endpoints(): readonly Endpoint[]
  relays(): readonly ReachedByRelay[]
  /** What the router leads here. */
  mapped(): Endpoint | undefined
}

/**
 * Sees to it that others reach us: announces where we listen, asks the router for a port, keeps places at relays, and announces
 * again at once when any of it changes. Start it when the network listens; stop it before the network closes.
 */
export function createReach(options: ReachOptions): Reach {
  const { network, listening, told, addresses, deals } = options
  const onChange = () => announcer.announceNow()
  const places = network.relayPlaces(options.relays, onChange)
  const grants = new RelayGrants({ ...options, places, deals })
  const reachedBy = (mapped: Endpoint | undefined) =>
    ownEndpoints({ told, listening: listening(), addresses: addresses(), mapped, relays: places.endpoints() })
  const mapping = new PortMapping({
    ...options,
    port: () => listening().port,
    isWanted: () => told.length === 0 && lacksPublicIpv4(reachedBy(undefined)),
    onChange,
  })
  const endpoints = () => reachedBy(mapping.external)
  const announcer = createAnnouncer({ ...options, endpoints, rpc: (locator) => network.rpc(locator) })
  const watch = new AddressWatch({
    ...options,
    onChange() {
      mapping.renewNow()
      onChange()
    },
  })
  return {
    async start() {
      await places.start()
      await mapping.start()
      await grants.start()
      await announcer.start()
      await watch.start()
    },
    async stop() {
      await Promise.all([watch.stop(), announcer.stop(), grants.stop(), mapping.stop()])
      await places.stop()
    },
    endpoints,
    relays: () => places.status().map((place) => ({ ...place, deals: grants.at(place.relay) })),
    mapped: () => mapping.external,
  }
}
