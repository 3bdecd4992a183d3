import type { ChainClient } from '@sonm/chain'
import type { Clock, Logger, Metrics, Random, Startable } from '@sonm/common'
import type { Address, AskQuery, Hex, ScoreRules, SignedOrder, Signer } from '@sonm/model'
import type { Network } from '@sonm/network'
import type { Explanation, SearchResult } from './book/search.ts'
import type { OrderChain } from './chain/chain-facts.ts'
import type { CountrySources } from './countries/country-checks.ts'
import type { MarketplaceLimits } from './limits.ts'
import type { Outcome } from './orders/coming-order.ts'
import type { OnIntakePoint } from './orders/crashpoints.ts'
import type { Sender } from './orders/intake.ts'
import type { placeRequest } from './orders/place-messages.ts'
import type { Sharing } from './store/others-changes.ts'
import type { MarketplaceStore } from './store/tables.ts'
import type { OrderVerifier } from './verification/order-verifier.ts'

export interface MarketplaceOptions {
  readonly network: Network
  readonly chain: OrderChain & Pick<ChainClient, 'chainId' | 'market' | 'latest' | 'blockHash' | 'readBlocks'>
  /** Where the market's events begin, and how deep a block must lie to be believed. */
  readonly follow: {
    readonly startBlock: bigint
    readonly confirmations: number
    readonly pollIntervalMs?: number
  }
  /** From `openMarketplaceStore`; whoever opened it closes it, after `stop`. */
  readonly store: MarketplaceStore
  /** Where several marketplaces share the store, which is PostgreSQL then. */
  readonly sharing?: Sharing
  /** How far the start has come with the orders of the store. */
  readonly onLoaded?: (loaded: number, total: number) => void
  /** Whoever opened it closes it, after `stop`; by default signatures are judged in this thread. */
  readonly verifier?: OrderVerifier
  /** Told of each moment of the intake; for tests. */
  readonly onIntakePoint?: OnIntakePoint
  /** The key of the network's own address: it signs what this marketplace says of its orders. */
  readonly signer: Signer
  /** What an SNM is worth, in 1e-18 USD; without it prices in USD and in SNM are not compared. */
  readonly usdPerSnm?: () => Promise<bigint | undefined>
  /** The identity level that an account has proved on the chain; without it all are anonymous. */
  readonly levelOf?: (account: Address) => Promise<number>
  /** What declared countries are held against; without it none is. */
  readonly countrySources?: CountrySources
  /** Marketplaces whose orders are taken in too; none by default. */
  readonly peers?: readonly Address[]
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly limits?: Partial<MarketplaceLimits>
  /** How the reliability of suppliers is judged; above all, what gas costs at the least on this chain. */
  readonly scoreRules?: ScoreRules
}

export interface Marketplace extends Startable {
  /**
   * As PlaceOrder of the API: resolves with the order's hash when it is durable and in the book.
   * @param sender by default the process itself
   */
  place(signed: SignedOrder, sender?: Sender): Promise<Hex>
  /** As PlaceOrders of the API: each by itself, in their order. */
  placeAll(orders: readonly SignedOrder[], sender?: Sender): Promise<readonly Outcome[]>
  /** What PlaceOrders of the API does before it reads its message. @throws MARKETPLACE_BUSY */
  checkWelcome(sender: Sender): Promise<void>
  /** What PlaceOrders of the API does with the bytes of its message. @throws MARKETPLACE_BUSY */
  placeRequest(request: Uint8Array, sender: Sender): ReturnType<typeof placeRequest>
  /** Of all live orders. */
  hashes(): readonly Hex[]
  /** As Search of the API. */
  search(query: AskQuery, limit: number, cursor?: string): SearchResult
  /** What each requirement of a search turns away. */
  explain(query: AskQuery): Explanation
}
