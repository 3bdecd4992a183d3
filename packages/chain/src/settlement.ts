import type { Address, Amendment, BatchItem, Deal, Hex, OrderPair, TakeRequest } from '@sonm/model'
import type { ChainClient, Receipt } from './client.ts'
import type { OracleClient } from './oracle.ts'
import type { ProfilesClient } from './profiles.ts'
import type { WalletChain } from './wallet-chain.ts'

/**
 * What the Market and the Registry offer beyond what the daemons need every minute. Errors as in ChainClient; IMarket.sol says
 * what each call does.
 */
export interface Settlement {
  /**
   * Joins a signed ask with a signed bid that it serves. The account is on either side of them, or named in either as matcher:
   * so a relayer can pay the gas.
   */
  openDeal(pair: OrderPair): Promise<Receipt & { readonly deal: Deal }>
  /**
   * Takes many asks in one transaction; what fails leaves nothing behind.
   * @param atLeast with fewer deals the whole batch fails
   */
  takeBatch(
    requests: readonly TakeRequest[],
    atLeast: number,
  ): Promise<Receipt & { readonly items: readonly BatchItem[] }>
  openDealBatch(
    pairs: readonly OrderPair[],
    atLeast: number,
  ): Promise<Receipt & { readonly items: readonly BatchItem[] }>
  /**
   * Changes price or duration of a running deal. Whoever gives must have signed, or be the account.
   * @returns the deal's new state, and what it paid up to now
   */
  amend(
    amendment: Amendment,
    deal: Deal,
    signatures?: { readonly buyer?: Hex; readonly supplier?: Hex },
  ): Promise<Receipt & { readonly deal: Deal; readonly paidWei: bigint }>
  /** Closes those of the deals that the account may close without a bond. @returns the ids of the closed */
  closeBatch(deals: readonly Deal[]): Promise<Receipt & { readonly closed: readonly bigint[] }>
  /** With whom the account opens no deals any more; or does so again. */
  setBlacklisted(accounts: readonly Address[], listed: boolean): Promise<Receipt>
  isBlacklisted(lister: Address, account: Address): Promise<boolean>
  /** keccak256 of a deal's packed state; undefined: it is closed, or never was. */
  dealHash(id: bigint): Promise<Hex | undefined>
  /** Wei of SNM for 1 USD as the market would settle now; undefined: there is no usable price. */
  snmPerUsd(): Promise<bigint | undefined>
  /** Where the market gets its price of SNM from, and what it says; undefined: this market has none. */
  priceFeed(): Promise<MarketPriceFeed | undefined>
  /** Ends the link between a hub and its master, or an announcement; the account is one of the two. */
  removeHub(hub: Address): Promise<Receipt>
  /** For how long, by the chain's time, a hub has been without the master that had confirmed it; undefined: for longer than two hours, or it is not so. */
  removedForSeconds(hub: Address): Promise<number | undefined>
}

/** The feed of a market, which cannot be changed, and its newest answer. */
export interface MarketPriceFeed {
  readonly feed: Address
  /** An answer that is older is none for the market. */
  readonly maxAgeSeconds: bigint
  /** USD for 1 SNM, in 1e-18, whatever its age; undefined: it has none. */
  readonly answer: { readonly usdPerSnm: bigint; readonly updatedAtSeconds: bigint } | undefined
}

/** All that can be read from and written to the contracts, by one account. */
export interface FullChainClient extends ChainClient {
  readonly wallet: WalletChain
  readonly settlement: Settlement
  /** @throws NETWORK_PART_MISSING where the network has no such contract */
  readonly profiles: ProfilesClient
  /** @throws NETWORK_PART_MISSING where the network has no oracle of its own */
  readonly oracle: OracleClient
}
