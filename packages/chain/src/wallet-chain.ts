import type { Address, Currency, Hex } from '@sonm/model'
import type { OnSigned, Receipt, SignedVersion } from './client.ts'
import type { Contracts } from './contracts.ts'

/** An ERC-20 token as its contract describes itself, made safe to show. Anybody can give a contract any symbol. */
export interface Token extends Currency {
  readonly address: Address
}

/** What moves money out of the account, or between the account and the market. */
export type Payment =
  | { readonly kind: 'ether'; readonly to: Address; readonly amountWei: bigint }
  | { readonly kind: 'token'; readonly token: Address; readonly to: Address; readonly amount: bigint }
  | { readonly kind: 'deposit'; readonly amountWei: bigint }
  | { readonly kind: 'withdraw'; readonly amountWei: bigint }
  | { readonly kind: 'faucet' }

/** What a transaction will cost. On networks that post their blocks to another chain, that chain's fee comes on top. */
export interface FeeQuote {
  readonly gas: bigint
  /** At the fees of now. */
  readonly feeWei: bigint
  /** What it may cost at most, and what the account must hold. */
  readonly maxFeeWei: bigint
}

/** What came to an account of a token, or left it, as its contract reports it. */
export interface TokenTransfer {
  readonly from: Address
  readonly to: Address
  /** In the smallest unit of the token. */
  readonly amount: bigint
  readonly blockNumber: bigint
  readonly blockHash: Hex
  readonly logIndex: number
  readonly txHash: Hex
  readonly timestampSeconds: bigint
}

/** A transaction that is in a block. */
export interface MinedTransaction {
  readonly blockNumber: bigint
  readonly timestampSeconds: bigint
  readonly feeWei: bigint
  /** It was mined, and has done nothing but cost its fee. */
  readonly isReverted: boolean
}

/** What became of a transaction that was signed in one version or several. */
export type Fate =
  | ({ readonly kind: 'mined'; readonly txHash: Hex } & MinedTransaction)
  /** Another transaction has its nonce, so it never will be mined. */
  | { readonly kind: 'displaced' }
  | { readonly kind: 'open' }

/** What a wallet needs of the chain beyond the market; calls fail as those of ChainClient do. */
export interface WalletChain {
  readonly contracts: Contracts
  /** A development chain, which makes Ether out of nothing: see `giveDevEther`. */
  readonly isDev: boolean
  /** @throws TOKEN_INVALID when the contract is none that can be paid with */
  token(address: Address): Promise<Token>
  tokenBalance(token: Address, account: Address): Promise<bigint>
  /** Whether a contract stands at the address. */
  isContract(address: Address): Promise<boolean>
  /**
   * Tries a payment out and says what it will cost; sends nothing.
   * @throws what the payment itself would be refused with, ETH_INSUFFICIENT
   */
  quote(payment: Payment): Promise<FeeQuote>
  /** What so much gas costs; asks nothing of the account. @throws FEE_TOO_HIGH */
  feeOf(gas: bigint): Promise<FeeQuote>
  /** What the faucet gives at once. @throws FAUCET_MISSING */
  faucetAmountWei(): Promise<bigint>
  /** @throws TOKEN_REFUSED when the contract does not say that it has paid */
  transferToken(token: Address, to: Address, amount: bigint, onSigned?: OnSigned): Promise<Receipt>
  /**
   * Of the blocks from `fromBlock` to `toBlock`, both included, in the chain's order.
   * @throws CHAIN_RANGE_REFUSED when these are more blocks, or more transfers of a strange token, than are read at once
   */
  tokenTransfers(
    token: Address,
    account: Address,
    fromBlock: bigint,
    toBlock: bigint,
  ): Promise<readonly TokenTransfer[]>
  /**
   * What became of one transaction of the account, all of whose versions are given.
   * @param certainBlock displaced is what has lost its nonce up to this block, which stays; undefined: nothing is
   */
  fateOf(versions: readonly SignedVersion[], certainBlock: bigint | undefined): Promise<Fate>
  /**
   * Hears of each version that is to take the place of others of the same transaction, before it is handed over; also of
   * those that an earlier process began.
   * @param listener gets the hashes of all versions, the new one's last
   */
  onReplaced(listener: (txHashes: readonly Hex[]) => Promise<void>): void
  /** USD for one whole unit, in 1e-18, as a Chainlink-compatible feed has it; undefined: it has no price that can be used. */
  usdPrice(feed: Address): Promise<bigint | undefined>
  /** On a development chain: makes Ether out of nothing for the account. False: this is no such chain. */
  giveDevEther(amountWei: bigint): Promise<boolean>
}
