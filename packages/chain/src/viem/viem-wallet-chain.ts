import { faucetAbi } from '@sonm/contracts'
import { type Address, fail, type Hex } from '@sonm/model'
import type { OnSigned, Receipt, SignedVersion } from '../client.ts'
import type { Contracts } from '../contracts.ts'
import type { Fate, FeeQuote, Payment, Token, TokenTransfer, WalletChain } from '../wallet-chain.ts'
import { DEV_CHAIN_ID, giveDevEther } from './dev-ether.ts'
import { checkTransferred, readToken, tokenBalance, transferCall } from './erc20.ts'
import { fateOf } from './fate.ts'
import type { Call } from './flight.ts'
import { readTokenTransfers } from './history.ts'
import type { PaymentCalls } from './payment-calls.ts'
import { readUsdPrice } from './price-feed.ts'
import { quoteCall, quoteGas } from './quote.ts'
import type { Rpc } from './rpc.ts'
import type { Mined } from './sender.ts'

/** Each may cost a request for the time of its block. */
const MAX_STRANGE_TRANSFERS = 1000

export interface ViemWalletChainOptions {
  readonly rpc: Rpc
  readonly chainId: number
  readonly account: Address
  readonly contracts: Contracts
  /** The most that is paid for a unit of gas. */
  readonly feeCapWei: bigint
  /** Sends as the account, in turn with all else that it sends. */
  readonly send: (build: () => Promise<Call>, onSigned?: OnSigned) => Promise<Mined>
  readonly calls: PaymentCalls
}

/** The wallet's side of a chain behind an RPC endpoint. */
export class ViemWalletChain implements WalletChain {
  readonly contracts: Contracts
  readonly #options: ViemWalletChainOptions
  #onReplaced: ((txHashes: readonly Hex[]) => Promise<void>) | undefined

  constructor(options: ViemWalletChainOptions) {
    this.contracts = options.contracts
    this.#options = options
  }

  get isDev(): boolean {
    return this.#options.chainId === DEV_CHAIN_ID
  }

  token(address: Address): Promise<Token> {
    return readToken(this.#options.rpc, address)
  }

  tokenBalance(token: Address, account: Address): Promise<bigint> {
    return tokenBalance(this.#options.rpc, token, account)
  }

  async isContract(address: Address): Promise<boolean> {
    const subject = `the code at ${address}`
    const code = await this.#options.rpc.agreeOnState(subject, (client, at) => client.getCode({ address, ...at }))
    return code !== undefined && code !== '0x'
  }

  async quote(payment: Payment): Promise<FeeQuote> {
    const { rpc, account, feeCapWei } = this.#options
    return quoteCall(rpc, account, await this.#callOf(payment), feeCapWei)
  }

  feeOf(gas: bigint): Promise<FeeQuote> {
    const { rpc, feeCapWei } = this.#options
    return quoteGas(rpc, gas, feeCapWei)
  }

  async faucetAmountWei(): Promise<bigint> {
    const { faucet: address } = this.contracts
    if (address === undefined) throw fail('FAUCET_MISSING', {})
    return this.#options.rpc.agreeOnState('what the faucet gives', (client, at) =>
      client.readContract({ address, abi: faucetAbi, functionName: 'amount', ...at }),
    )
  }

  async #callOf(payment: Payment): Promise<Call> {
    const { rpc, account, calls } = this.#options
    switch (payment.kind) {
      case 'ether':
        return { to: payment.to, valueWei: payment.amountWei }
      case 'token': {
        const { token, to, amount } = payment
        if (token !== this.contracts.snm) return transferCall(rpc, token, account, to, amount)
        return calls.transfer(to, amount)
      }
      case 'deposit':
        return calls.deposit(payment.amountWei)
      case 'withdraw':
        return calls.withdraw(payment.amountWei)
      case 'faucet':
        return calls.faucet()
    }
  }

  async transferToken(token: Address, to: Address, amount: bigint, onSigned?: OnSigned): Promise<Receipt> {
    const { rpc, account, send } = this.#options
    const mined = await send(() => transferCall(rpc, token, account, to, amount), onSigned)
    const { logs, createdContract: _none, ...receipt } = mined
    checkTransferred(logs, token, account, to, receipt.txHash)
    return receipt
  }

  tokenTransfers(
    token: Address,
    account: Address,
    fromBlock: bigint,
    toBlock: bigint,
  ): Promise<readonly TokenTransfer[]> {
    const isStrange = token !== this.contracts.snm
    const range = { token, account, fromBlock, toBlock, ...(isStrange && { most: MAX_STRANGE_TRANSFERS }) }
    return readTokenTransfers(this.#options.rpc, range)
  }

  fateOf(versions: readonly SignedVersion[], certainBlock: bigint | undefined): Promise<Fate> {
    const { rpc, account } = this.#options
    return fateOf(rpc, account, versions, certainBlock)
  }

  onReplaced(listener: (txHashes: readonly Hex[]) => Promise<void>): void {
    this.#onReplaced = listener
  }

  /** A version of a call is to take the place of others. */
  async replaced(txHashes: readonly Hex[]): Promise<void> {
    await this.#onReplaced?.(txHashes)
  }

  usdPrice(feed: Address): Promise<bigint | undefined> {
    return readUsdPrice(this.#options.rpc, feed)
  }

  giveDevEther(amountWei: bigint): Promise<boolean> {
    const { rpc, chainId, account } = this.#options
    return giveDevEther(rpc, chainId, account, amountWei)
  }
}
