import type {
  Fate,
  FeeQuote,
  MinedTransaction,
  OnSigned,
  Payment,
  Receipt,
  SignedVersion,
  Token,
  TokenTransfer,
  WalletChain,
} from '@sonm/chain'
import { type Address, fail, type Hex } from '@sonm/model'
import type { FakeChain } from './fake-chain.ts'

export const contracts = {
  snm: `0x${'5a'.repeat(20)}`,
  registry: `0x${'5b'.repeat(20)}`,
  market: `0x${'4d'.repeat(20)}`,
  faucet: `0x${'5c'.repeat(20)}`,
} as const

/** What a wallet sees of a chain that does as it is told. */
export class FakeWallet implements WalletChain {
  readonly contracts = contracts
  readonly tokens = new Map<Address, Token>()
  readonly held = new Map<Address, bigint>()
  readonly contractsAt = new Set<Address>()
  /** Of SNM. */
  readonly transfers: TokenTransfer[] = []
  /** Of the other tokens together. */
  readonly strangeTransfers: TokenTransfer[] = []
  /** More blocks are refused, where their transfers are asked for. */
  mostBlocks = 1_000_000n
  readonly minedLater = new Map<Hex, MinedTransaction>()
  /** The first nonce that no mined transaction of the account has. */
  nextNonce = 0
  /** As the sender does when it offers more for a transaction. */
  replace: (txHashes: readonly Hex[]) => Promise<void> = async () => {}
  readonly quoted: Payment[] = []
  readonly fee: FeeQuote = { gas: 50_000n, feeWei: 1000n, maxFeeWei: 3000n }
  /** A development chain gives Ether away. */
  isDev = false
  readonly #chain: FakeChain

  constructor(chain: FakeChain) {
    this.#chain = chain
  }

  async token(address: Address): Promise<Token> {
    const token = this.tokens.get(address)
    if (!token) throw fail('TOKEN_INVALID', { token: address, reason: 'there is no contract' })
    return token
  }
  tokenBalance = async (token: Address, _account: Address) => this.held.get(token) ?? 0n
  isContract = async (address: Address) => this.contractsAt.has(address)

  async quote(payment: Payment): Promise<FeeQuote> {
    this.quoted.push(payment)
    if (this.#chain.ethWei > 0n) return this.fee
    throw fail('ETH_INSUFFICIENT', { account: this.#chain.account, needed: 'gas', available: '0 ETH' })
  }

  feeOf = async (gas: bigint) => ({ gas, feeWei: gas * 2n, maxFeeWei: gas * 5n })
  faucetAmountWei = async () => 100n

  async transferToken(token: Address, to: Address, amount: bigint, onSigned?: OnSigned): Promise<Receipt> {
    const receipt = await this.#chain.transferEth(to, 0n, onSigned)
    this.held.set(token, (this.held.get(token) ?? 0n) - amount)
    return receipt
  }

  tokenTransfers = async (token: Address, account: Address, from: bigint, to: bigint) => {
    if (token !== contracts.snm && to - from >= this.mostBlocks) {
      const range = { fromBlock: String(from), toBlock: String(to) }
      throw fail('CHAIN_RANGE_REFUSED', { url: 'x', ...range, reason: 'too many' })
    }
    const transfers = token === contracts.snm ? this.transfers : this.strangeTransfers
    return transfers.filter(
      (transfer) =>
        transfer.blockNumber >= from && transfer.blockNumber <= to && [transfer.from, transfer.to].includes(account),
    )
  }
  async fateOf(versions: readonly SignedVersion[], certainBlock: bigint | undefined): Promise<Fate> {
    for (const { txHash } of versions) {
      const mined = this.minedLater.get(txHash)
      if (mined) return { kind: 'mined', txHash, ...mined }
    }
    const isDisplaced = certainBlock !== undefined && versions.every(({ nonce }) => nonce < this.nextNonce)
    return { kind: isDisplaced ? 'displaced' : 'open' }
  }
  onReplaced(listener: (txHashes: readonly Hex[]) => Promise<void>): void {
    this.replace = listener
  }
  usdPrice = async () => undefined

  async giveDevEther(amountWei: bigint): Promise<boolean> {
    if (this.isDev) this.#chain.ethWei += amountWei
    return this.isDev
  }
}
