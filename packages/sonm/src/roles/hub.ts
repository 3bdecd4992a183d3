import { join } from 'node:path'
import { mapped, openStore, type Startable, sequence } from '@sonm/common'
import { createHub, diskBlobs, type HubOptions, type HubTables, hubMigrations } from '@sonm/hub'
import type { Address } from '@sonm/model'
import { createReach, type Endpoint, formatEndpoint, formatPeer, type Reach, type WebOptions } from '@sonm/network'
import { loadPlanFile } from '../home/plan-file.ts'
import { metricsServer } from './metrics-server.ts'
import { hubStanding } from './network-desk.ts'
import { interfaceAddresses, portMappers } from './own-network.ts'
import type { RunningRole } from './run-role.ts'
import {
  addressesOf,
  asRelay,
  closing,
  createMember,
  listener,
  type RoleOptions,
  stoppedFirst,
  storeFile,
} from './world.ts'

/** Sells what its workers have, and runs the tasks of who bought it. */
export async function hubRole(
  options: RoleOptions & {
    listen: Endpoint
    /** Ask the router for a port, where others could not reach it else. */
    mapPort: boolean
    /** Where others reach it, when that is not where it listens. */
    announce: readonly Endpoint[]
    workers: readonly Address[]
    master?: Address
    planFiles: readonly string[]
    place: HubOptions['place']
    billIntervalMs?: number
    /** How browsers reach it; not at all without. */
    web?: WebOptions
  },
): Promise<RunningRole> {
  const world = await createMember(options)
  const { confirmations, pollIntervalMs, startBlock } = world.networkFile
  const { known } = world
  const store = await openStore<HubTables>(storeFile(world), hubMigrations)
  const own: Partial<HubOptions> = {
    workers: options.workers,
    ...(options.master ? { master: options.master } : {}),
    plans: options.planFiles.map(loadPlanFile),
    place: options.place,
    startBlock: BigInt(startBlock),
    confirmations,
    followIntervalMs: pollIntervalMs,
    ...(options.billIntervalMs === undefined ? {} : { billIntervalMs: options.billIntervalMs }),
  }
  const hub = createHub({
    ...world,
    store,
    snmPerUsd: () => world.chain.settlement.snmPerUsd(),
    levelOf: async (account) => world.chain.profiles.levelOf(account),
    blobs: diskBlobs(join(world.folder, 'blobs')),
    marketplaces: addressesOf(known.marketplaces),
    locators: mapped(known.locators, (peers) => peers.map(formatPeer)),
    networkStanding: () => hubStanding(world.network, known.relays.now, reach),
    options: own,
  })
  const open = listener(world.network, options.listen)
  const web: Startable = {
    async start() {
      if (options.web) await world.network.listenWeb(options.web)
    },
    // The network ends it.
    async stop() {},
  }
  const reach: Reach = createReach({
    ...world,
    listening: () => open.endpoint(),
    told: options.announce,
    addresses: interfaceAddresses,
    locators: addressesOf(known.locators),
    relays: mapped(known.relays, (peers) => peers.map(asRelay)),
    mappers: options.mapPort ? portMappers(world.clock) : [],
    deals: () => hub.openDeals(),
  })
  return {
    ...sequence([
      closing(store),
      metricsServer(world.metrics, options.metricsAt),
      known,
      hub,
      open,
      web,
      reach,
      stoppedFirst(hub),
    ]),
    ready: () => ({ address: world.network.address, endpoint: formatEndpoint(open.endpoint()) }),
  }
}
