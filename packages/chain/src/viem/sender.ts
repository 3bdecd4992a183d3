import { type Clock, CodedError, isCoded } from '@sonm/common'
import { type Address, fail, type Hex, type Signer } from '@sonm/model'
import { formatEther, formatTransactionReceipt, type Log } from 'viem'
import type { OnSigned, Receipt } from '../client.ts'
import { isOfEndpoint } from './failure.ts'
import { type Call, noJournal, type TransactionJournal } from './flight.ts'
import { Flights, type Flying } from './flights.ts'
import type { Rpc } from './rpc.ts'
import { lower } from './structs.ts'
import { Watcher } from './watcher.ts'

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
  /** How long the chain may make no progress with a transaction before TRANSACTION_PENDING is reported. */
  readonly receiptTimeoutMs: number
  /** How many blocks must stand on a transaction's block until it counts; 0 by default. */
  readonly confirmations?: number
  /** The most that is paid for a unit of gas; 500 gwei by default. */
  readonly maxFeePerGasWei?: bigint
  /** How long a transaction may wait until a dearer one takes its place; 45,000 by default. */
  readonly replaceAfterMs?: number
  /** Where transactions on their way are kept over a restart; by default they are not. */
  readonly journal?: TransactionJournal
  /** Hears of each new version of a call before it is handed over: the hashes of all, the new one's last. */
  readonly onReplaced?: (txHashes: readonly Hex[]) => Promise<void>
}

const ONE_GWEI = 1_000_000_000n
export const MAX_FEE_PER_GAS_WEI = 500n * ONE_GWEI
const REPLACE_AFTER_MS = 45_000
/** Another program that sends with the same account can take a nonce first; more often it is no chance. */
const NONCE_TRIES = 3
const NONCE_TAKEN = /nonce too low|nonce is too low|old nonce|invalid nonce/i

/**
 * Sends the transactions of one account. They are prepared and handed over one after another, so that each has its own
 * nonce and is tried out on the state that those before it leave; they are waited for at the same time. One that is stuck is
 * replaced by the same one with a higher fee and the same nonce, so that whichever is mined, it is done once.
 */
export class Sender {
  readonly #options: SenderOptions
  readonly #flights: Flights
  readonly #watcher: Watcher
  readonly #journal: TransactionJournal
  #queue: Promise<unknown> = Promise.resolve()
  #resumed: Map<string, Promise<Mined>> | undefined

  constructor(options: SenderOptions) {
    const { maxFeePerGasWei = MAX_FEE_PER_GAS_WEI, replaceAfterMs = REPLACE_AFTER_MS } = options
    const { journal = noJournal, confirmations = 0 } = options
    this.#options = options
    this.#journal = journal
    this.#flights = new Flights({ ...options, journal, maxFeePerGasWei, replaceAfterMs })
    const account = options.signer.address
    this.#watcher = new Watcher({ ...options, account, confirmations, replaceAfterMs, flights: this.#flights })
  }

  /**
   * Tries the call out, sends it and waits until it is mined, under as many blocks as are wanted.
   * @param build makes the call; it runs when the earlier ones are handed over, and reads state with block tag 'pending'
   * @param key the caller's name for it: what an earlier process sent under it and left in the journal is waited for instead
   * @param onSigned hears of it before it is handed over
   * @throws the coded form of the contract's error, ETH_INSUFFICIENT, FEE_TOO_HIGH, TRANSACTION_PENDING, TRANSACTION_DISPLACED,
   *   TRANSACTION_DROPPED, and what Rpc throws
   */
  async send(build: () => Promise<Call> | Call, key?: string, onSigned?: OnSigned): Promise<Mined> {
    const handedOver = this.#queue.then(async () => {
      const resumed = await this.#resume()
      const known = key === undefined ? undefined : resumed.get(key)
      return known ? { known } : { flying: await this.#handOver(await build(), key, onSigned) }
    })
    this.#queue = handedOver.catch(() => {})
    const { known, flying } = await handedOver
    return known ?? this.#land(flying!)
  }

  /** Takes up what an earlier process left in the journal. */
  async #resume(): Promise<ReadonlyMap<string, Promise<Mined>>> {
    if (this.#resumed === undefined) {
      const left = await this.#journal.load()
      this.#resumed = new Map()
      for (const flight of left.toSorted((a, b) => a.nonce - b.nonce)) {
        const landing = this.#land(this.#flights.resume(flight))
        // Whoever has its key hears of it; for the others it only must not stand in the way.
        landing.catch(() => {})
        if (flight.key !== undefined) this.#resumed.set(flight.key, landing)
      }
    }
    return this.#resumed
  }

  async #land(flying: Flying): Promise<Mined> {
    let isCertain = false
    try {
      const landed = await this.#watcher.watch(flying)
      isCertain = true
      return await this.#read(flying.flight.call, landed)
    } catch (error) {
      isCertain ||= isCoded(error, 'TRANSACTION_DISPLACED')
      throw error
    } finally {
      await this.#flights.land(flying, isCertain)
    }
  }

  async #handOver(call: Call, key: string | undefined, onSigned: OnSigned | undefined): Promise<Flying> {
    const { rpc, signer } = this.#options
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
    for (let tries = 1; ; tries++) {
      const [estimate, count, fees] = await Promise.all([
        rpc.ask((client) => client.estimateGas({ account, ...request, blockTag: 'pending' })),
        rpc.ask((client) => client.getTransactionCount({ address: account, blockTag: 'pending' })),
        this.#flights.firstFees(),
      ])
      // The state may have changed when it is mined: a second more to bill, a slot that another has written.
      const gas = (estimate * 5n) / 4n + 10_000n
      checkFunds(value + gas * fees.maxFeePerGas)
      try {
        return await this.#flights.launch(call, gas, this.#flights.nextNonce(count), fees, { key, onSigned })
      } catch (error) {
        const isNonceTaken = error instanceof CodedError && NONCE_TAKEN.test(error.message)
        if (!isNonceTaken || tries === NONCE_TRIES) throw error
      }
    }
  }

  async #read(
    call: Call,
    { receipt: raw, version, timestampSeconds }: Awaited<ReturnType<Watcher['watch']>>,
  ): Promise<Mined> {
    const { rpc, signer } = this.#options
    const receipt = formatTransactionReceipt(raw)
    rpc.seen(receipt.blockNumber)
    if (version.isEmpty) {
      throw fail('TRANSACTION_DROPPED', { txHash: version.txHash, reason: 'every endpoint refused it' })
    }
    if (receipt.status === 'reverted') {
      // Another transaction came first. Calling it again on that state says what it met.
      const request = { account: signer.address, to: call.to ?? null, data: call.data, value: call.valueWei ?? 0n }
      const reason = rpc.ask((client) => client.call({ ...request, blockNumber: receipt.blockNumber } as never))
      await reason.catch((error: unknown) => {
        // That it failed is certain, even when nobody can say why.
        if (!isOfEndpoint(error)) throw error
      })
      throw fail('TRANSACTION_REVERTED', { reason: `${receipt.transactionHash} failed when it was mined` })
    }
    return {
      txHash: receipt.transactionHash,
      blockNumber: receipt.blockNumber,
      timestampSeconds,
      gasUsed: receipt.gasUsed,
      feeWei: receipt.gasUsed * receipt.effectiveGasPrice,
      logs: receipt.logs,
      createdContract: receipt.contractAddress ? lower(receipt.contractAddress) : undefined,
    }
  }
}
