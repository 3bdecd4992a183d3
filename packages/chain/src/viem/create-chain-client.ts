import type { Clock } from '@sonm/common'
import { faucetAbi, marketAbi, registryAbi, snmAbi } from '@sonm/contracts'
import { type Address, type Deal, fail, type Hex, type SignedOrder, type Signer, ZERO_ADDRESS } from '@sonm/model'
import { encodeFunctionData } from 'viem'
import type { Balances, BlockRef, ChainClient, MarketEvent, Receipt } from '../client.ts'
import type { Contracts } from '../contracts.ts'
import type { WalletChain } from '../wallet-chain.ts'
import { signTypedData } from './account.ts'
import { readEvents } from './events.ts'
import { Rpc } from './rpc.ts'
import { type Call, type Mined, Sender } from './sender.ts'
import { lower, toDealStruct, toOrderStruct } from './structs.ts'
import { ViemWalletChain } from './viem-wallet-chain.ts'

export interface ChainClientOptions {
  /** The RPC endpoint, http or https. */
  readonly url: string
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
}

/** How long a permit can be used; it is sent at once. */
const PERMIT_SECONDS = 3600n

/**
 * A ChainClient over an RPC endpoint. Nothing is requested before the first call, which then checks that the endpoint
 * serves the expected chain and that the contracts stand on it.
 * @example
 * const chain = createChainClient({ url, expectedChainId: 31337, contracts, signer, clock: systemClock })
 * await chain.deposit(10n ** 18n)
 * const { deal } = await chain.take(ask, 0n)
 */
export function createChainClient(options: ChainClientOptions): ChainClient & { readonly wallet: WalletChain } {
  return new ViemChainClient(options)
}

class ViemChainClient implements ChainClient {
  readonly chainId: number
  readonly market: Address
  readonly account: Address
  readonly wallet: WalletChain
  readonly #contracts: Contracts
  readonly #signer: Signer
  readonly #rpc: Rpc
  readonly #sender: Sender

  constructor(options: ChainClientOptions) {
    const { expectedChainId: chainId, contracts, signer, clock, url } = options
    this.chainId = chainId
    this.market = contracts.market
    this.account = signer.address
    this.#contracts = contracts
    this.#signer = signer
    this.#rpc = new Rpc({
      url,
      expectedChainId: chainId,
      contracts: { SNM: contracts.snm, Registry: contracts.registry, Market: contracts.market },
      requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
      clock,
    })
    this.#sender = new Sender({
      rpc: this.#rpc,
      chainId,
      signer,
      clock,
      pollIntervalMs: options.pollIntervalMs ?? 250,
      receiptTimeoutMs: options.receiptTimeoutMs ?? 120_000,
    })
    this.wallet = new ViemWalletChain({
      rpc: this.#rpc,
      chainId,
      account: this.account,
      contracts,
      send: (build) => this.#send(build),
      calls: {
        deposit: (amountWei) => this.#depositCall(amountWei),
        withdraw: (amountWei) => this.#withdrawCall(amountWei),
        faucet: () => this.#faucetCall(),
      },
    })
  }

  async latest(): Promise<BlockRef> {
    const block = await this.#rpc.ask((client) => client.getBlock({ blockTag: 'latest' }))
    return { number: block.number, hash: block.hash, timestampSeconds: block.timestamp }
  }

  async blockHash(number: bigint): Promise<Hex | undefined> {
    const params = [`0x${number.toString(16)}`, false] as [Hex, false]
    const block = await this.#rpc.ask((client) => client.request({ method: 'eth_getBlockByNumber', params }))
    return block?.hash ?? undefined
  }

  async balances(account: Address): Promise<Balances> {
    const [ethWei, snmWei, freeWei] = await Promise.all([
      this.#rpc.ask((client) => client.getBalance({ address: account })),
      this.#rpc.ask((client) =>
        client.readContract({ address: this.#contracts.snm, abi: snmAbi, functionName: 'balanceOf', args: [account] }),
      ),
      this.#rpc.ask((client) =>
        client.readContract({ address: this.market, abi: marketAbi, functionName: 'balanceOf', args: [account] }),
      ),
    ])
    return { ethWei, snmWei, freeWei }
  }

  async masterOf(hub: Address): Promise<Address | undefined> {
    const address = this.#contracts.registry
    const master = await this.#rpc.ask((client) =>
      client.readContract({ address, abi: registryAbi, functionName: 'masterOf', args: [hub] }),
    )
    return master === ZERO_ADDRESS ? undefined : lower(master)
  }

  epochOf(author: Address): Promise<bigint> {
    return this.#rpc.ask((client) =>
      client.readContract({ address: this.market, abi: marketAbi, functionName: 'epochOf', args: [author] }),
    )
  }

  isNonceUsed(author: Address, nonce: bigint): Promise<boolean> {
    return this.#rpc.ask((client) =>
      client.readContract({ address: this.market, abi: marketAbi, functionName: 'isNonceUsed', args: [author, nonce] }),
    )
  }

  async events(fromBlock: bigint, toBlock: bigint): Promise<readonly MarketEvent[]> {
    const logs = await this.#rpc.ask((client) => client.getLogs({ address: this.market, fromBlock, toBlock }))
    const numbers = [...new Set(logs.map((log) => log.blockNumber))]
    const times = new Map<bigint, bigint>(
      await Promise.all(
        numbers.map(async (blockNumber): Promise<[bigint, bigint]> => {
          const stated = logs.find((log) => log.blockNumber === blockNumber)?.blockTimestamp
          if (stated !== undefined && stated !== null) return [blockNumber, BigInt(stated)]
          const block = await this.#rpc.ask((client) => client.getBlock({ blockNumber }))
          return [blockNumber, block.timestamp]
        }),
      ),
    )
    return readEvents(logs, (blockNumber) => times.get(blockNumber)!)
  }

  deposit(amountWei: bigint): Promise<Receipt> {
    return this.#write(() => this.#depositCall(amountWei))
  }

  async #depositCall(amountWei: bigint): Promise<Call> {
    const { r, s, v, deadline } = await this.#permit(amountWei)
    const args = [this.account, amountWei, deadline, v, r, s] as const
    return this.#toMarket(encodeFunctionData({ abi: marketAbi, functionName: 'depositWithPermit', args }))
  }

  /** Leave for the market to collect `amountWei` (EIP-2612), so that a deposit is one transaction. */
  async #permit(amountWei: bigint) {
    const address = this.#contracts.snm
    const [nonce, block] = await Promise.all([
      this.#rpc.ask((client) =>
        client.readContract({
          address,
          abi: snmAbi,
          functionName: 'nonces',
          args: [this.account],
          blockTag: 'pending',
        }),
      ),
      this.latest(),
    ])
    const deadline = block.timestampSeconds + PERMIT_SECONDS
    const signature = await signTypedData(this.#signer, {
      domain: { name: 'SONM', version: '1', chainId: this.chainId, verifyingContract: address },
      types: {
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      primaryType: 'Permit',
      message: { owner: this.account, spender: this.market, value: amountWei, nonce, deadline },
    })
    return { ...signature, deadline }
  }

  withdraw(amountWei: bigint): Promise<Receipt> {
    return this.#write(() => this.#withdrawCall(amountWei))
  }

  #withdrawCall(amountWei: bigint): Call {
    return this.#toMarket(encodeFunctionData({ abi: marketAbi, functionName: 'withdraw', args: [amountWei] }))
  }

  async take(ask: SignedOrder, durationSeconds: bigint): Promise<Receipt & { readonly deal: Deal }> {
    const args = [toOrderStruct(ask.order), ask.signature, durationSeconds] as const
    const mined = await this.#send(() =>
      this.#toMarket(encodeFunctionData({ abi: marketAbi, functionName: 'take', args })),
    )
    return { ...receiptOf(mined), deal: only(mined, 'dealOpened').deal }
  }

  bill(deals: readonly Deal[]): Promise<Receipt> {
    const args = [deals.map(toDealStruct)] as const
    return this.#toMarketOnce(encodeFunctionData({ abi: marketAbi, functionName: 'billBatch', args }))
  }

  async close(deal: Deal): Promise<Receipt & { readonly paidWei: bigint; readonly returnedWei: bigint }> {
    const args = [toDealStruct(deal)] as const
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
    const data = encodeFunctionData({ abi: snmAbi, functionName: 'transfer', args: [to, amountWei] })
    return this.#write(() => ({ to: this.#contracts.snm, data }))
  }

  transferEth(to: Address, amountWei: bigint): Promise<Receipt> {
    return this.#write(() => ({ to, valueWei: amountWei }))
  }

  async requestFaucet(): Promise<Receipt> {
    return this.#write(() => this.#faucetCall())
  }

  #faucetCall(): Call {
    const to = this.#contracts.faucet
    if (to === undefined) throw fail('FAUCET_MISSING', {})
    return { to, data: encodeFunctionData({ abi: faucetAbi, functionName: 'drip' }) }
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

function receiptOf(mined: Mined): Receipt {
  const { logs: _logs, createdContract: _created, ...receipt } = mined
  return receipt
}

/** The one event of this kind that a mined transaction has left. */
function only<Kind extends MarketEvent['kind']>(mined: Mined, kind: Kind): Extract<MarketEvent, { kind: Kind }> {
  const events = readEvents(mined.logs, () => mined.timestampSeconds)
  const found = events.find((event) => event.kind === kind)
  if (found === undefined) throw fail('INTERNAL', { what: `${mined.txHash} left no ${kind} event` })
  return found as Extract<MarketEvent, { kind: Kind }>
}
