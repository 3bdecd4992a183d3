import type { Address, Deal, Hex, MarketModelEvent, SignedOrder } from '@sonm/model'

/** A block, as far as services care. */
export interface BlockRef {
  readonly number: bigint
  readonly hash: Hex
  readonly timestampSeconds: bigint
}

export interface Receipt {
  readonly txHash: Hex
  readonly blockNumber: bigint
  readonly timestampSeconds: bigint
  readonly gasUsed: bigint
  readonly feeWei: bigint
}

/** A transaction as it was signed; others with the same nonce can take its place. */
export interface SignedVersion {
  readonly nonce: number
  readonly txHash: Hex
}

/** Hears of a transaction before it is handed over, so that whatever happens then, it is known. */
export type OnSigned = (version: SignedVersion) => Promise<void>

export interface Balances {
  /** Ether, in wei. */
  readonly ethWei: bigint
  /** SNM in the account itself. */
  readonly snmWei: bigint
  /** SNM deposited in the market and not locked in deals. */
  readonly freeWei: bigint
}

/** Where in the chain an event stands. */
export interface EventPosition {
  readonly blockNumber: bigint
  readonly blockHash: Hex
  readonly logIndex: number
  readonly txHash: Hex
  readonly timestampSeconds: bigint
}

/** What the Market contract says, and where in the chain; a deal's event carries its whole new state. */
export type MarketEvent = EventPosition & MarketModelEvent

/** Some blocks in a row, as far as the market goes: its events, and the hashes that tie them to the blocks around. */
export interface BlockSpan {
  readonly fromBlock: bigint
  readonly toBlock: bigint
  /** The hash of the block before the first. */
  readonly parentHash: Hex
  /** The hash of the last. */
  readonly hash: Hex
  /** In the chain's order. */
  readonly events: readonly MarketEvent[]
}

/**
 * The chain as it is handed to a service: the real one through an RPC endpoint, or the reference model in a simulation.
 * Every call fails with CHAIN_UNREACHABLE, CHAIN_WRONG or the coded form of the contract's own error; a write that
 * fails has changed nothing, unless it fails with TRANSACTION_PENDING or without a code.
 */
export interface ChainClient {
  readonly chainId: number
  readonly market: Address
  /** The account that signs and pays for writes. */
  readonly account: Address

  latest(): Promise<BlockRef>
  balances(account: Address): Promise<Balances>
  /** The master that confirmed this hub; undefined: none. */
  masterOf(hub: Address): Promise<Address | undefined>
  epochOf(author: Address): Promise<bigint>
  isNonceUsed(author: Address, nonce: bigint): Promise<boolean>
  /** Events of the blocks from `fromBlock` to `toBlock`, both included, in the chain's order. */
  events(fromBlock: bigint, toBlock: bigint): Promise<readonly MarketEvent[]>
  /**
   * The blocks from `fromBlock` to `toBlock`, both included, with their events.
   * @throws CHAIN_BEHIND, CHAIN_BLOCK_WRONG, CHAIN_LOG_WRONG, CHAIN_LOGS_MISSING, CHAIN_RANGE_REFUSED
   */
  readBlocks(fromBlock: bigint, toBlock: bigint): Promise<BlockSpan>
  /** The hash of a block, or undefined when the chain has none of this number. */
  blockHash(number: bigint): Promise<Hex | undefined>

  /** Moves SNM from the account into the market. */
  deposit(amountWei: bigint): Promise<Receipt>
  withdraw(amountWei: bigint): Promise<Receipt>
  /**
   * Takes a signed ask: opens a deal and locks its first period of the account's free balance.
   * @param snmPerUsdCap for an ask in USD: the most wei of SNM that the account pays for one
   */
  take(ask: SignedOrder, durationSeconds: bigint, snmPerUsdCap?: bigint): Promise<Receipt & { readonly deal: Deal }>
  bill(deals: readonly Deal[]): Promise<Receipt>
  close(deal: Deal): Promise<Receipt & { readonly paidWei: bigint; readonly returnedWei: bigint }>
  cancel(nonces: readonly bigint[]): Promise<Receipt>
  cancelAll(): Promise<Receipt>
  /** As a hub: names the master to be paid. */
  announceMaster(master: Address): Promise<Receipt>
  /** As a master: confirms that this hub sells for the account. */
  confirmHub(hub: Address): Promise<Receipt>
  transferSnm(to: Address, amountWei: bigint): Promise<Receipt>
  transferEth(to: Address, amountWei: bigint, onSigned?: OnSigned): Promise<Receipt>
  /** Test networks only. */
  requestFaucet(): Promise<Receipt>
}
