import { join } from 'node:path'
import { createChainClient, fileJournal } from '@sonm/chain'
import {
  type Clock,
  type Current,
  createLogger,
  createMetrics,
  type Logger,
  type LogLevel,
  type Metrics,
  mapped,
  type Random,
  type Startable,
  systemClock,
  systemRandom,
} from '@sonm/common'
import type { Address, Signer } from '@sonm/model'
import {
  createResolver,
  type Endpoint,
  type Peer,
  PeerNetwork,
  pinned,
  type RelayEndpoint,
  type Resolve,
  type Resolver,
  systemNetworks,
} from '@sonm/network'
import type { Home } from '../home/home.ts'
import { roleSigner } from '../home/keys.ts'
import { type NetworkFile, readNetworkFile } from '../home/network-file.ts'
import type { SecretSource } from '../home/secret-source.ts'
import { KnownPeers } from './known-peers.ts'
import { lookAtChain } from './look-at-chain.ts'

/** What every role is started with. */
export interface RoleOptions {
  readonly home: Home
  /** The role's folder in the home; another name makes a second one of its kind. */
  readonly name: string
  /** Where the password of its key is to be had, when it is not the one beside the key's file. */
  readonly password?: SecretSource
  readonly logLevel: LogLevel
  /** JSON lines in a terminal too. */
  readonly logJson?: boolean
  /** Where Prometheus may read the metrics; undefined: nowhere. */
  readonly metricsAt?: Endpoint
}

/** What a role is made of before it does anything of its own. */
export interface RoleWorld {
  readonly folder: string
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
}

/**
 * Who may read what a role writes. `own`: its user alone, whatever the umask it was started with and wherever its files end
 * up. `shared`: as that umask says; a worker needs it, because the users in its containers must read the inputs.
 */
export type RoleFiles = 'own' | 'shared'

export async function createWorld(options: RoleOptions, files: RoleFiles = 'own'): Promise<RoleWorld> {
  const { home, name, password, logLevel } = options
  // SQLite, for one, lets no mode be given for the files that it makes.
  if (files === 'own') process.umask(0o077)
  const signer = await roleSigner(home, name, password)
  return {
    folder: home.roleFolder(name),
    signer,
    clock: systemClock,
    random: systemRandom,
    logger: createLogger({ role: name, level: logLevel, json: options.logJson === true }),
    metrics: createMetrics({ processMetrics: true }),
  }
}

/** A role that takes part in a network: its chain, and the peers that its network file names. */
export interface MemberWorld extends RoleWorld {
  readonly networkFile: NetworkFile
  readonly chain: ReturnType<typeof createChainClient>
  readonly network: PeerNetwork
  /** Notes which locators a peer names as his own. */
  readonly learnLocators: Resolver['learn']
  /** Where a peer announces that it listens, as it has signed itself. */
  readonly endpointsOf: (address: Address) => Promise<readonly Endpoint[]>
  /** The services of the network as long as it is started: those that the file names now. */
  readonly known: KnownPeers
}

/**
 * @param others peers whose endpoints are given by hand, besides those of the network file
 * @throws CHAIN_WRONG, CONTRACT_MISSING
 */
export async function createMember(options: RoleOptions, others: readonly Peer[] = []): Promise<MemberWorld> {
  const world = await createWorld(options)
  const networkFile = readNetworkFile(options.home.networkFile)
  const chain = chainOf(world, networkFile)
  await lookAtChain(chain, options.name)
  const known = new KnownPeers({ ...world, path: options.home.networkFile, file: networkFile })
  const { network, resolver } = createNetwork(world, known.locators, () => [...known.marketplaces.now, ...others])
  const learnLocators: Resolver['learn'] = (address, own) => resolver.learn(address, own)
  const endpointsOf = (address: Address) => resolver(address)
  return { ...world, networkFile, chain, network, learnLocators, endpointsOf, known }
}

/** The peer network of a role: peers that are known by configuration, and everybody whom the locators know. */
export function createNetwork(world: RoleWorld, locators: Current<readonly Peer[]>, peers: () => readonly Peer[]) {
  const resolver = createResolver({
    rpc: (address) => network.rpc(address),
    locators: addressesOf(locators),
    clock: world.clock,
    networks: systemNetworks,
  })
  const resolve: Resolve = (address, how) => pinned([...locators.now, ...peers()], resolver)(address, how)
  const network: PeerNetwork = new PeerNetwork({ ...world, resolve })
  return { network, resolver }
}

export function addressesOf(peers: Current<readonly Peer[]>): Current<readonly Address[]> {
  return mapped(peers, (now) => now.map(({ address }) => address))
}

/** A relay of the network file, as a peer's record names it. */
export function asRelay({ address, endpoint }: Peer): RelayEndpoint {
  return { ...endpoint, relay: address }
}

/** The chain as a role uses it; what it has sent is found again after a restart. */
export function chainOf({ signer, clock, folder, logger }: RoleWorld, network: NetworkFile) {
  const { rpcUrl, moreRpcUrls, chainId, contracts, confirmations, maxFeePerGasWei, pollIntervalMs } = network
  return createChainClient({
    url: [rpcUrl, ...moreRpcUrls],
    expectedChainId: chainId,
    contracts,
    signer,
    clock,
    logger,
    confirmations,
    maxFeePerGasWei,
    journal: fileJournal(join(folder, `transactions-${chainId}-${contracts.market.slice(2, 10)}.json`)),
    pollIntervalMs: Math.min(250, pollIntervalMs),
  })
}

/** Lets peers in on an endpoint, as one part of a role's start; what serves must have started before. */
export function listener(network: PeerNetwork, at: Endpoint): Startable & { endpoint(): Endpoint } {
  let listening = at
  return {
    async start() {
      listening = await network.listen(at.host, at.port)
    },
    stop: () => network.close(),
    endpoint: () => listening,
  }
}

export function storeFile(world: RoleWorld): string {
  return join(world.folder, 'store.sqlite')
}

/** A service that stops before the network closes under it, so that it does not complain of its own end. */
export function stoppedFirst(service: Startable): Startable {
  return { start: async () => {}, stop: () => service.stop() }
}

/** The last to be stopped: whatever uses a store has ended by then. */
export function closing(store: { destroy(): Promise<void> }): Startable {
  return { start: async () => {}, stop: () => store.destroy() }
}
