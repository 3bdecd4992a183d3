import { type Clock, isCoded, sleep } from '@sonm/common'
import { type Address, fail, type Hex, type Signer } from '@sonm/model'
import { formatEther, formatTransactionReceipt, type Log, type RpcTransactionReceipt } from 'viem'
import type { Receipt } from '../client.ts'
import { signTransaction } from './account.ts'
import type { Rpc } from './rpc.ts'
import { lower } from './structs.ts'

/** What is to be sent; without `to` it creates a contract. */
export interface Call {
  readonly to?: Address
  readonly data?: Hex
  readonly valueWei?: bigint
}

export interface Mined extends Receipt {
  readonly logs: readonly Log[]
  readonly createdContract: Address | undefined
}

export interface SenderOptions {
  readonly rpc: Rpc
  readonly chainId: number
  readonly signer: Signer
  readonly clock: Clock
  /** How often a receipt is asked for. */
  readonly pollIntervalMs: number
  /** How long a transaction may take to be mined before TRANSACTION_PENDING is reported. */
  readonly receiptTimeoutMs: number
}

const ONE_GWEI = 1_000_000_000n

/**
 * Sends the transactions of one account. They are prepared and handed over one after another, so that each has its own
 * nonce and is tried out on the state that those before it leave; they are waited for at the same time.
 */
export class Sender {
  readonly #options: SenderOptions
  #queue: Promise<unknown> = Promise.resolve()
  #inFlight = 0
  #nextNonce = 0

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /**
   * Tries the call out, sends it and waits until it is mined.
   * @param build makes the call; it runs when the earlier ones are handed over, and reads state with block tag 'pending'
   * @throws the coded form of the contract's error, ETH_INSUFFICIENT, TRANSACTION_PENDING, and what Rpc throws
   */
  async send(build: () => Promise<Call> | Call): Promise<Mined> {
    const handedOver = this.#queue.then(async () => this.#handOver(await build()))
    this.#queue = handedOver.catch(() => {})
    const { call, txHash } = await handedOver
    try {
      return await this.#mined(call, txHash)
    } finally {
      this.#inFlight -= 1
    }
  }

  async #handOver(call: Call): Promise<{ readonly call: Call; readonly txHash: Hex }> {
    const { rpc, signer, chainId } = this.#options
    const account = signer.address
    const value = call.valueWei ?? 0n
    const balance = await rpc.ask((client) => client.getBalance({ address: account, blockTag: 'pending' }))
    const checkFunds = (neededWei: bigint) => {
      if (balance >= neededWei) return
      const [needed, available] = [neededWei, balance].map((wei) => `${formatEther(wei)} ETH`) as [string, string]
      throw fail('ETH_INSUFFICIENT', { account, needed, available })
    }
    checkFunds(value)
    const request = { ...(call.to && { to: call.to }), ...(call.data && { data: call.data }), value }
    const [estimate, count, fees] = await Promise.all([
      rpc.ask((client) => client.estimateGas({ account, ...request, blockTag: 'pending' })),
      rpc.ask((client) => client.getTransactionCount({ address: account, blockTag: 'pending' })),
      this.#fees(),
    ])
    // The state may have changed when it is mined: a second more to bill, a slot that another has written.
    const gas = (estimate * 5n) / 4n + 10_000n
    checkFunds(value + gas * fees.maxFeePerGas)
    const nonce = this.#inFlight > 0 ? Math.max(count, this.#nextNonce) : count
    const { raw, txHash } = await signTransaction(signer, {
      type: 'eip1559',
      chainId,
      nonce,
      gas,
      ...fees,
      ...request,
    })
    await this.#submit(raw, txHash)
    this.#inFlight += 1
    this.#nextNonce = nonce + 1
    return { call, txHash }
  }

  /** A connection lost while submitting leaves it open whether the chain has the transaction: then it is waited for. */
  async #submit(raw: Hex, txHash: Hex): Promise<void> {
    try {
      await this.#options.rpc.ask((client) => client.sendRawTransaction({ serializedTransaction: raw }))
    } catch (error) {
      if (isCoded(error, 'CHAIN_UNREACHABLE')) return
      const known = await this.#options.rpc
        .ask((client) => client.request({ method: 'eth_getTransactionByHash', params: [txHash] }))
        .catch(() => null)
      if (known === null) throw error
    }
  }

  async #fees(): Promise<{ readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint }> {
    const [block, maxPriorityFeePerGas] = await Promise.all([
      this.#options.rpc.ask((client) => client.getBlock({ blockTag: 'latest' })),
      this.#options.rpc.ask((client) => client.estimateMaxPriorityFeePerGas()).catch(() => ONE_GWEI),
    ])
    // Twice the base fee outlasts six full blocks, each an eighth dearer than the one before.
    return { maxFeePerGas: (block.baseFeePerGas ?? ONE_GWEI) * 2n + maxPriorityFeePerGas, maxPriorityFeePerGas }
  }

  async #mined(call: Call, txHash: Hex): Promise<Mined> {
    const { rpc, clock, pollIntervalMs, receiptTimeoutMs } = this.#options
    const deadlineMs = clock.monotonicMs() + receiptTimeoutMs
    let lastFailure: unknown
    for (;;) {
      const found = await rpc
        .ask((client) => client.request({ method: 'eth_getTransactionReceipt', params: [txHash] }))
        .catch((error: unknown) => {
          lastFailure = error
          return null
        })
      if (found !== null) return this.#read(call, found)
      if (clock.monotonicMs() >= deadlineMs) throw fail('TRANSACTION_PENDING', { txHash }, { cause: lastFailure })
      await sleep(clock, pollIntervalMs)
    }
  }

  async #read(call: Call, found: RpcTransactionReceipt): Promise<Mined> {
    const { rpc, signer } = this.#options
    const receipt = formatTransactionReceipt(found)
    if (receipt.status === 'reverted') {
      // Another transaction came first. Calling it again on that state says what it met.
      const request = { account: signer.address, to: call.to ?? null, data: call.data, value: call.valueWei ?? 0n }
      await rpc.ask((client) => client.call({ ...request, blockNumber: receipt.blockNumber } as never))
      throw fail('TRANSACTION_REVERTED', { reason: `${receipt.transactionHash} failed when it was mined` })
    }
    const block = await rpc.ask((client) => client.getBlock({ blockNumber: receipt.blockNumber }))
    return {
      txHash: receipt.transactionHash,
      blockNumber: receipt.blockNumber,
      timestampSeconds: block.timestamp,
      gasUsed: receipt.gasUsed,
      feeWei: receipt.gasUsed * receipt.effectiveGasPrice,
      logs: receipt.logs,
      createdContract: receipt.contractAddress ? lower(receipt.contractAddress) : undefined,
    }
  }
}
