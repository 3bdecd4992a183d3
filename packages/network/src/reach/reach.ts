import { type CancelTimer, type Clock, type Logger, type Random, repeat, type Startable } from '@sonm/common'
import type { Address, Endpoint, Signer } from '@sonm/model'
import { createAnnouncer } from '../discovery/announcer.ts'
import { isPrivate, scopeOf } from '../nat/addresses.ts'
import type { PortMapper } from '../nat/port-mapper.ts'
import { PortMapping } from '../nat/port-mapping.ts'
import type { RelayEndpoint } from '../paths/relays-of.ts'
import type { PeerNetwork } from '../peer-network.ts'
import { type GrantableDeal, RelayGrants } from '../relay/grants.ts'
import type { RelayPlace } from '../relay/places.ts'
import { ownEndpoints } from './own-endpoints.ts'

/** How often it is looked whether this machine has other addresses now. */
const LOOK_MS = 2_000

export interface ReachOptions {
  readonly network: PeerNetwork
  readonly signer: Signer
  /** Where we listen, once we do. */
  readonly listening: () => Endpoint
  /** Where others reach us, as the operator says; empty: it is found out. */
  readonly told: readonly Endpoint[]
  /** The addresses of this machine's interfaces. */
  readonly addresses: () => readonly string[]
  readonly locators: readonly Address[]
  readonly relays: readonly RelayEndpoint[]
  readonly mappers: readonly PortMapper[]
  /** The open deals, whose buyers relays shall carry as long as the deal lasts. */
  readonly deals: () => Promise<readonly GrantableDeal[]>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export interface Reach extends Startable {
  /** As announced now. */
  endpoints(): readonly Endpoint[]
  relays(): readonly RelayPlace[]
  /** What the router leads here. */
  mapped(): Endpoint | undefined
}

/**
 * Sees to it that others reach us: announces where we listen, asks the router for a port, keeps places at relays, and announces
 * again at once when any of it changes. Start it when the network listens; stop it before the network closes.
 */
export function createReach(options: ReachOptions): Reach {
  const { network, listening, told, addresses, clock, deals } = options
  const onChange = () => announcer.announceNow()
  const places = network.relayPlaces(options.relays, onChange)
  const grants = new RelayGrants({ ...options, places, deals })
  const mapping = new PortMapping({ ...options, port: () => listening().port, onChange })
  const endpoints = () =>
    ownEndpoints({
      told,
      listening: listening(),
      addresses: addresses(),
      mapped: mapping.external,
      relays: places.endpoints(),
    })
  const announcer = createAnnouncer({ ...options, endpoints, rpc: (locator) => network.rpc(locator) })
  let cancelLook: CancelTimer = () => {}
  let before = ''

  const look = () => {
    const now = addresses().join(' ')
    if (now === before) return
    before = now
    network.dropUnlessFrom(addresses())
    mapping.renewNow()
    onChange()
  }
  return {
    async start() {
      before = addresses().join(' ')
      await places.start()
      // A router is asked where others outside cannot reach us by ourselves.
      if (told.length === 0 && isReachedFromPrivateNetworkOnly(endpoints())) await mapping.start()
      await grants.start()
      await announcer.start()
      cancelLook = repeat(clock, LOOK_MS, look)
    },
    async stop() {
      cancelLook()
      await Promise.all([announcer.stop(), grants.stop(), mapping.stop()])
      await places.stop()
    },
    endpoints,
    relays: () => places.status(),
    mapped: () => mapping.external,
  }
}

/** It listens in a private network and nowhere else; on loopback alone nobody shall reach it. */
function isReachedFromPrivateNetworkOnly(endpoints: readonly Endpoint[]): boolean {
  const direct = endpoints.filter(({ relay }) => relay === undefined)
  return direct.some(({ host }) => scopeOf(host) !== 'loopback') && direct.every(({ host }) => isPrivate(host))
}
