import type { Clock, Logger } from '@sonm/common'
import { marketAbi, registryAbi } from '@sonm/contracts'
import { type Address, type Deal, fail, type Hex, packDeal, type SignedOrder, type Signer } from '@sonm/model'
import { encodeFunctionData } from 'viem'
import type { Balances, BlockRef, BlockSpan, MarketEvent, OnSigned, Receipt } from '../client.ts'
import type { Contracts } from '../contracts.ts'
import type { OracleClient } from '../oracle.ts'
import type { ProfilesClient } from '../profiles.ts'
import type { FullChainClient, Settlement } from '../settlement.ts'
import type { WalletChain } from '../wallet-chain.ts'
import { ChainReads } from './chain-reads.ts'
import { receiptOf } from './contract-caller.ts'
import { readEvents } from './events.ts'
import type { Call, TransactionJournal } from './flight.ts'
import { ViemOracle } from './oracle.ts'
import { PaymentCalls } from './payment-calls.ts'
import { ViemProfiles } from './profiles.ts'
import { Rpc } from './rpc.ts'
import { MAX_FEE_PER_GAS_WEI, type Mined, Sender } from './sender.ts'
import { ViemSettlement } from './settlement.ts'
import { toOrderStruct } from './structs.ts'
import { ViemWalletChain } from './viem-wallet-chain.ts'

export interface ChainClientOptions {
  /** The RPC endpoint, http or https; or several, in order of preference. */
  readonly url: string | readonly string[]
  readonly expectedChainId: number
  readonly contracts: Contracts
  /** Signs and pays for every write. */
  readonly signer: Signer
  readonly clock: Clock
  /** How often a receipt is asked for; 250 by default. */
  readonly pollIntervalMs?: number
  /** How long a transaction may take to be mined; 120,000 by default. */
  readonly receiptTimeoutMs?: number
  /** How long one request may take; 10,000 by default. */
  readonly requestTimeoutMs?: number
  /** Whether two of three endpoints must agree where money is decided; by default where there are three. */
  readonly agreement?: boolean
  /** How many blocks must stand on a write's block until it counts; 0 by default. */
  readonly confirmations?: number
  /** The most that is paid for a unit of gas; 500 gwei by default. */
  readonly maxFeePerGasWei?: bigint
  /** How long a write may wait until a dearer transaction takes its place; 45,000 by default. */
  readonly replaceAfterMs?: number
  /** Where transactions on their way are kept over a restart; by default they are not. */
  readonly journal?: TransactionJournal
  /** Hears of endpoints that lie. */
  readonly logger?: Logger
}

/**
 * A ChainClient over an RPC endpoint. Nothing is requested before the first call, which then checks that the endpoint
 * serves the expected chain and that the contracts stand on it.
 * @example
 * const chain = createChainClient({ url, expectedChainId: 31337, contracts, signer, clock: systemClock })
 * await chain.deposit(10n ** 18n)
 * const { deal } = await chain.take(ask, 0n)
 */
export function createChainClient(options: ChainClientOptions): FullChainClient {
  return new ViemChainClient(options)
}

class ViemChainClient implements FullChainClient {
  readonly chainId: number
  readonly market: Address
  readonly account: Address
  readonly settlement: Settlement
  readonly wallet: WalletChain
  readonly #contracts: Contracts
  readonly #feeCapWei: bigint
  readonly #reads: ChainReads
  readonly #calls: PaymentCalls
  readonly #rpc: Rpc
  readonly #sender: Sender

  constructor(options: ChainClientOptions) {
    const { expectedChainId: chainId, contracts, signer } = options
    this.chainId = chainId
    this.market = contracts.market
    this.account = signer.address
    this.#contracts = contracts
    this.#rpc = new Rpc({
      ...options,
      contracts: { SNM: contracts.snm, Registry: contracts.registry, Market: contracts.market },
      requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
    })
    this.#sender = new Sender({
      ...options,
      rpc: this.#rpc,
      chainId,
      pollIntervalMs: options.pollIntervalMs ?? 250,
      receiptTimeoutMs: options.receiptTimeoutMs ?? 120_000,
      onReplaced: (txHashes) => wallet.replaced(txHashes),
    })
    this.#feeCapWei = options.maxFeePerGasWei ?? MAX_FEE_PER_GAS_WEI
    this.#reads = new ChainReads(this.#rpc, contracts)
    this.#calls = new PaymentCalls({ rpc: this.#rpc, chainId, contracts, signer })
    this.settlement = new ViemSettlement({ rpc: this.#rpc, sender: this.#sender, contracts })
    const wallet = new ViemWalletChain({
      rpc: this.#rpc,
      chainId,
      account: this.account,
      contracts,
      feeCapWei: this.#feeCapWei,
      send: (build, onSigned) => this.#sender.send(build, undefined, onSigned),
      calls: this.#calls,
    })
    this.wallet = wallet
  }

  get profiles(): ProfilesClient {
    return new ViemProfiles({ rpc: this.#rpc, sender: this.#sender, address: this.#part('profiles') })
  }

  get oracle(): OracleClient {
    const [address, account, feeCapWei] = [this.#part('oracle'), this.account, this.#feeCapWei]
    return new ViemOracle({ rpc: this.#rpc, sender: this.#sender, address, account, feeCapWei })
  }

  #part(part: 'profiles' | 'oracle'): Address {
    const address = this.#contracts[part]
    if (address === undefined) throw fail('NETWORK_PART_MISSING', { part })
    return address
  }

  latest(): Promise<BlockRef> {
    return this.#reads.latest()
  }

  blockHash(number: bigint): Promise<Hex | undefined> {
    return this.#reads.blockHash(number)
  }

  readBlocks(fromBlock: bigint, toBlock: bigint): Promise<BlockSpan> {
    return this.#reads.readBlocks(fromBlock, toBlock)
  }

  async events(fromBlock: bigint, toBlock: bigint): Promise<readonly MarketEvent[]> {
    return (await this.readBlocks(fromBlock, toBlock)).events
  }

  balances(account: Address): Promise<Balances> {
    return this.#reads.balances(account)
  }

  masterOf(hub: Address): Promise<Address | undefined> {
    return this.#reads.masterOf(hub)
  }

  epochOf(author: Address): Promise<bigint> {
    return this.#reads.epochOf(author)
  }

  isNonceUsed(author: Address, nonce: bigint): Promise<boolean> {
    return this.#reads.isNonceUsed(author, nonce)
  }

  deposit(amountWei: bigint): Promise<Receipt> {
    return this.#write(() => this.#calls.deposit(amountWei))
  }

  withdraw(amountWei: bigint): Promise<Receipt> {
    return this.#write(() => this.#calls.withdraw(amountWei))
  }

  async take(ask: SignedOrder, durationSeconds: bigint, snmPerUsdCap = 0n): Promise<Receipt & { readonly deal: Deal }> {
    const args = [toOrderStruct(ask.order), Number(durationSeconds), snmPerUsdCap, ask.signature] as const
    const mined = await this.#send(() =>
      this.#toMarket(encodeFunctionData({ abi: marketAbi, functionName: 'take', args })),
    )
    return { ...receiptOf(mined), deal: only(mined, 'dealOpened').deal }
  }

  bill(deals: readonly Deal[]): Promise<Receipt> {
    const args = [deals.map(packDeal)] as const
    return this.#toMarketOnce(encodeFunctionData({ abi: marketAbi, functionName: 'billBatch', args }))
  }

  async close(deal: Deal): Promise<Receipt & { readonly paidWei: bigint; readonly returnedWei: bigint }> {
    const args = [packDeal(deal)] as const
    const mined = await this.#send(() =>
      this.#toMarket(encodeFunctionData({ abi: marketAbi, functionName: 'close', args })),
    )
    const { paidWei, returnedWei } = only(mined, 'dealClosed')
    return { ...receiptOf(mined), paidWei, returnedWei }
  }

  cancel(nonces: readonly bigint[]): Promise<Receipt> {
    return this.#toMarketOnce(encodeFunctionData({ abi: marketAbi, functionName: 'cancel', args: [nonces] }))
  }

  cancelAll(): Promise<Receipt> {
    return this.#toMarketOnce(encodeFunctionData({ abi: marketAbi, functionName: 'cancelAll' }))
  }

  announceMaster(master: Address): Promise<Receipt> {
    const data = encodeFunctionData({ abi: registryAbi, functionName: 'announce', args: [master] })
    return this.#write(() => ({ to: this.#contracts.registry, data }))
  }

  confirmHub(hub: Address): Promise<Receipt> {
    const data = encodeFunctionData({ abi: registryAbi, functionName: 'confirm', args: [hub] })
    return this.#write(() => ({ to: this.#contracts.registry, data }))
  }

  transferSnm(to: Address, amountWei: bigint): Promise<Receipt> {
    return this.#write(() => this.#calls.transfer(to, amountWei))
  }

  async transferEth(to: Address, amountWei: bigint, onSigned?: OnSigned): Promise<Receipt> {
    return receiptOf(await this.#sender.send(() => ({ to, valueWei: amountWei }), undefined, onSigned))
  }

  async requestFaucet(): Promise<Receipt> {
    return this.#write(() => this.#calls.faucet())
  }

  #toMarket(data: Hex): Call {
    return { to: this.market, data }
  }

  #toMarketOnce(data: Hex): Promise<Receipt> {
    return this.#write(() => this.#toMarket(data))
  }

  async #write(build: () => Promise<Call> | Call): Promise<Receipt> {
    return receiptOf(await this.#send(build))
  }

  #send(build: () => Promise<Call> | Call): Promise<Mined> {
    return this.#sender.send(build)
  }
}

/** The one event of this kind that a mined transaction has left. */
function only<Kind extends MarketEvent['kind']>(mined: Mined, kind: Kind): Extract<MarketEvent, { kind: Kind }> {
  const events = readEvents(mined.logs, mined.timestampSeconds)
  const found = events.find((event) => event.kind === kind)
  if (found === undefined) throw fail('INTERNAL', { what: `${mined.txHash} left no ${kind} event` })
  return found as Extract<MarketEvent, { kind: Kind }>
}
