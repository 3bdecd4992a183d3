import { availableParallelism } from 'node:os'
import { type Database, sequence } from '@sonm/common'
import {
  createMarketplace,
  keepHeapSmall,
  openMarketplaceDatabase,
  readIpCountries,
  startedInLargeHeap,
  VerifyPool,
} from '@sonm/marketplace'
import { type Endpoint, formatEndpoint, type Peer } from '@sonm/network'
import { readSmallFile } from '../home/small-file.ts'
import { metricsServer } from './metrics-server.ts'
import { type RunningRole, startProgress } from './run-role.ts'
import { usdPricesOf } from './usd-prices.ts'
import { closing, createMember, listener, type RoleOptions, stoppedFirst, storeFile } from './world.ts'

/** A table of all networks of both kinds has some 30 MiB. */
const MAX_TABLE_BYTES = 256 * 2 ** 20
/** They are loaded in less than a second. */
const FEW_ORDERS = 100_000

/** Collects signed orders and finds the best. */
export async function marketplaceRole(
  options: RoleOptions & {
    listen: Endpoint
    /** Marketplaces whose orders are taken in too. */
    follow: readonly Peer[]
    /** Where its orders are; undefined: in SQLite, in its folder. */
    database?: Database
    /** A table of networks and countries, to hold declared countries against. */
    ipCountriesFile?: string
  },
): Promise<RunningRole> {
  keepHeapSmall()
  const world = await createMember(options, options.follow)
  const { confirmations, pollIntervalMs, startBlock } = world.networkFile
  const { store, ...shared } = await openMarketplaceDatabase(
    options.database ?? { kind: 'sqlite', path: storeFile(world) },
    world,
  )
  const { chainId, market } = world.chain
  const verifier = new VerifyPool({
    domain: { chainId, market },
    threads: availableParallelism(),
    logger: world.logger,
  })
  const prices = usdPricesOf(world.chain, world.networkFile.priceFeeds)
  const { ipCountriesFile } = options
  const countryOf = ipCountriesFile && readIpCountries(readSmallFile(ipCountriesFile, MAX_TABLE_BYTES), ipCountriesFile)
  const progress = startProgress('loading orders')
  const marketplace = createMarketplace({
    ...world,
    ...shared,
    verifier,
    store,
    peers: options.follow.map(({ address }) => address),
    levelOf: async (account) => world.chain.profiles.levelOf(account),
    usdPerSnm: async () => (await prices()).snm,
    ...(countryOf && {
      countrySources: { countryOf, endpointsOf: world.endpointsOf, learnLocators: world.learnLocators },
    }),
    onLoaded(loaded, total) {
      // Few orders are there at once.
      if (total > FEW_ORDERS) progress.update(loaded / total, `${loaded.toLocaleString('en-US')} orders`)
      if (loaded === total) progress.done()
    },
    follow: { startBlock: BigInt(startBlock), confirmations, pollIntervalMs },
  })
  const open = listener(world.network, options.listen)
  return {
    ...sequence([
      closing(store),
      { start: async () => {}, stop: () => verifier.close() },
      metricsServer(world.metrics, options.metricsAt),
      world.known,
      startedInLargeHeap(marketplace, world.clock),
      open,
      stoppedFirst(marketplace),
    ]),
    ready: () => ({ address: world.network.address, endpoint: formatEndpoint(open.endpoint()) }),
  }
}
