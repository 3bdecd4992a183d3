import type { DescMethod } from '@bufbuild/protobuf'
import type { ConnectRouter } from '@connectrpc/connect'
import type { ChainClient, Settlement, WalletChain } from '@sonm/chain'
import type { Clock, Current, Logger, Metrics, Random, Startable } from '@sonm/common'
import type { Address, Signer } from '@sonm/model'
import type { IncomingTunnel, Network, Peer } from '@sonm/network'
import type { NetworkDesk } from './network/network-service.ts'
import type { ContactStore, OwnAccounts } from './payments/contacts.ts'
import type { PriceSource } from './payments/prices.ts'
import type { NodeStore } from './store.ts'

/** Everything that a node is made of; it reaches for nothing else. */
export interface NodeOptions {
  /** The peer network under the signer's own address. */
  readonly network: Network
  /** The same network, as its user looks at it. */
  readonly networkDesk: NetworkDesk
  /** The chain, with the signer's account as the one that pays. */
  readonly chain: ChainClient
  /** The same chain, for what takes two orders. */
  readonly settlement: Pick<Settlement, 'openDeal'>
  /** The same chain, as the wallet sees it. */
  readonly wallet: WalletChain
  /** The address book of the user. */
  readonly contacts: ContactStore
  /** The user's accounts, to be paid by name as contacts are; undefined: none has a name. */
  readonly ownAccounts?: OwnAccounts
  /** What SNM and Ether are worth in USD, where a feed tells. */
  readonly usdPrices?: PriceSource
  /** Wei of SNM for 1 USD as the market would settle now; without it no offer in USD is taken. */
  readonly snmPerUsd?: () => Promise<bigint | undefined>
  /** The identity level that an account has proved on the chain; undefined: what marketplaces say of suppliers is taken. */
  readonly levelOf?: (account: Address) => Promise<number>
  /** For how long, by the chain's time, a hub has been removed that lately had a master; undefined: whoever has none is taken never to have had one. */
  readonly removedForSeconds?: (hub: Address) => Promise<number | undefined>
  /** The block in which the market was deployed: reading begins there. */
  readonly startBlock: bigint
  /** How many blocks must stand on an event's block before it counts; 0 on a devnet. */
  readonly confirmations: number
  /** How often the chain is asked for a new block; 1,000 by default. */
  readonly pollIntervalMs?: number
  /** The wallet's key: signs bids. */
  readonly signer: Signer
  /** From `openNodeStore`; the node does not close it. */
  readonly store: NodeStore
  /** Whom to ask for offers. */
  readonly marketplaces: Current<readonly Address[]>
  /** Told which locators a hub names in its asks, for where the network looks peers up. */
  readonly learnLocators?: (hub: Address, locators: readonly Peer[]) => void
  /** For the status alone: the network knows its locators itself. */
  readonly locators: Current<readonly string[]>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  /** Of the program, for the status. */
  readonly version: string
}

/** `start` begins to follow the chain; `stop` ends that and closes forwarded ports. */
export interface Node extends Startable {
  /** Registers the external API: mount it on loopback, behind a token. */
  routes(router: ConnectRouter): void
  /** Which of its methods take larger requests than most; mount it with these. */
  readonly requestMaxBytes: ReadonlyMap<DescMethod, number>
  /** Leads to ports of tasks, for whoever may use the external API. */
  onTunnel(tunnel: IncomingTunnel): Promise<void>
}
