import type { FeeQuote, MinedTransaction, Payment, Receipt, SnmTransfer, Token, WalletChain } from '@sonm/chain'
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
  readonly transfers: SnmTransfer[] = []
  readonly minedLater = new Map<Hex, MinedTransaction>()
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
  tokenBalance = async (token: Address) => this.held.get(token) ?? 0n
  isContract = async (address: Address) => this.contractsAt.has(address)

  async quote(payment: Payment): Promise<FeeQuote> {
    this.quoted.push(payment)
    return this.fee
  }

  async transferToken(token: Address, to: Address, amount: bigint): Promise<Receipt> {
    const receipt = await this.#chain.transferEth(to, 0n)
    this.held.set(token, (this.held.get(token) ?? 0n) - amount)
    return receipt
  }

  snmTransfers = async (account: Address, from: bigint, to: bigint) =>
    this.transfers.filter(
      (transfer) =>
        transfer.blockNumber >= from && transfer.blockNumber <= to && [transfer.from, transfer.to].includes(account),
    )
  mined = async (txHash: Hex) => this.minedLater.get(txHash)
  usdPrice = async () => undefined

  async giveDevEther(amountWei: bigint): Promise<boolean> {
    if (this.isDev) this.#chain.ethWei += amountWei
    return this.isDev
  }
}
