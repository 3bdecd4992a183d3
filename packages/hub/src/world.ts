import type { ChainClient } from '@sonm/chain'
import type { Clock, Current, Logger, Metrics, Random } from '@sonm/common'
import type { Address, Signer } from '@sonm/model'
import type { Network } from '@sonm/network'
import type { NetworkStanding } from '@sonm/protocol'
import type { BlobStore } from './blobs/blob-store.ts'
import type { HubOptions } from './options.ts'
import type { HubStore } from './store/schema.ts'

/** Everything that a hub is handed; it reaches for nothing else. */
export interface HubWorld {
  readonly network: Network
  readonly chain: ChainClient
  /** The hub's own key: it signs asks. The same key as the network's and the chain client's. */
  readonly signer: Signer
  readonly store: HubStore
  readonly blobs: BlobStore
  /** Wei of SNM for 1 USD as the market would settle now; without it no bid in USD is answered. */
  readonly snmPerUsd?: () => Promise<bigint | undefined>
  /** The identity level that an account has proved on the chain; without it nobody has. */
  readonly levelOf?: (account: Address) => Promise<number>
  /** Where asks are advertised. */
  readonly marketplaces: Current<readonly Address[]>
  /** Locators that know where this hub is, as 0xADDRESS@host:port; they stand in every ask's details. */
  readonly locators: Current<readonly string[]>
  /** How others reach this hub; its supplier asks. */
  readonly networkStanding?: () => Promise<NetworkStanding>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly options: HubOptions
}
