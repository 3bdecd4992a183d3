import { type Clock, CodedError, isCoded, messageOf, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import type { Block, PublicClient, RpcTransactionReceipt } from 'viem'
import { canonicalReceipt } from './agreement.ts'
import type { Flight, Version } from './flight.ts'
import type { Flights, Flying } from './flights.ts'
import type { Rpc } from './rpc.ts'

export interface WatcherOptions {
  readonly rpc: Rpc
  readonly account: `0x${string}`
  readonly flights: Flights
  readonly clock: Clock
  /** How often a receipt is asked for. */
  readonly pollIntervalMs: number
  /** How long the chain may make no progress with a transaction before TRANSACTION_PENDING is reported. */
  readonly receiptTimeoutMs: number
  /** How many blocks must stand on a transaction's block until it counts. */
  readonly confirmations: number
  /** How long another transaction with the same nonce must be there until it counts. */
  readonly replaceAfterMs: number
}

/** A version that was mined. */
export interface Landed {
  readonly receipt: RpcTransactionReceipt
  readonly version: Version
}

/** What the chain says of a flight at one moment. */
interface Sight {
  readonly landed: Landed | undefined
  /** The first nonce of the account that no mined transaction has. */
  readonly nextNonce: number
}

/** Waits until one version of a flight stands in the chain, and brings it on for so long. */
export class Watcher {
  readonly #options: WatcherOptions

  constructor(options: WatcherOptions) {
    this.#options = options
  }

  /** @throws TRANSACTION_PENDING when the chain makes no progress with it, TRANSACTION_DISPLACED */
  async watch(flying: Flying): Promise<Landed & { readonly timestampSeconds: bigint }> {
    const { clock, pollIntervalMs, receiptTimeoutMs, replaceAfterMs, flights } = this.#options
    let deadlineMs = clock.monotonicMs() + receiptTimeoutMs
    let lastFailure: unknown
    let highest = -1n
    let displacedSinceMs: number | undefined
    for (;;) {
      const nowMs = clock.monotonicMs()
      try {
        const { landed, nextNonce } = await this.#look(flying.flight)
        const isDisplaced = landed === undefined && nextNonce > flying.flight.nonce
        displacedSinceMs = isDisplaced ? (displacedSinceMs ?? nowMs) : undefined
        if (landed !== undefined) {
          const head = await this.#headOver(landed.receipt)
          lastFailure = undefined
          // As long as blocks come, there is progress.
          if (head > highest) deadlineMs = nowMs + receiptTimeoutMs
          highest = head
          const block = await this.#certainBlock(landed.receipt, head)
          if (block) return { ...landed, timestampSeconds: block.timestamp }
        } else if (isDisplaced) {
          // An endpoint may know of the nonce some time before it knows of our receipt.
          if (nowMs - displacedSinceMs! >= replaceAfterMs) throw displaced(flying.flight)
        } else {
          // What a reorg has taken out of the chain goes in again as it was.
          if (highest >= 0n) flights.lost(flying)
          highest = -1n
          await flights.advance(flying, nextNonce)
        }
      } catch (error) {
        if (isCoded(error, 'TRANSACTION_DISPLACED')) throw error
        lastFailure = error
      }
      if (nowMs >= deadlineMs) throw pending(flying.flight, lastFailure)
      await sleep(clock, pollIntervalMs)
    }
  }

  #look(flight: Flight): Promise<Sight> {
    const { rpc, account: address } = this.#options
    return rpc.agree(
      `the receipt of ${flight.versions.at(-1)!.txHash}`,
      async (client) => {
        const landed = await receiptOf(client, flight)
        if (landed) return { landed, nextNonce: flight.nonce + 1 }
        const nextNonce = await client.getTransactionCount({ address, blockTag: 'latest' })
        // It may have been mined between the two questions.
        return { nextNonce, landed: nextNonce > flight.nonce ? await receiptOf(client, flight) : undefined }
      },
      ({ landed, nextNonce }) => {
        if (landed) return canonicalReceipt(landed.receipt)
        return nextNonce > flight.nonce ? 'displaced' : undefined
      },
    )
  }

  /** The newest block that counts; at least the receipt's own. */
  async #headOver({ blockNumber }: RpcTransactionReceipt): Promise<bigint> {
    if (this.#options.confirmations === 0) return BigInt(blockNumber)
    const newest = await this.#options.rpc.agreeOnState(
      'the newest block',
      (client, at) => client.getBlock(at.blockNumber === undefined ? { blockTag: 'latest' } : at),
      ({ hash }) => hash,
    )
    return newest.number
  }

  /** The receipt's block, when it lies deep enough and stands in the chain. */
  async #certainBlock({ blockNumber, blockHash }: RpcTransactionReceipt, head: bigint): Promise<Block | undefined> {
    const { rpc, confirmations } = this.#options
    if (head - BigInt(blockNumber) < BigInt(confirmations)) return undefined
    const block = await rpc.agree(
      `block ${BigInt(blockNumber)}`,
      (client) => client.getBlock({ blockNumber: BigInt(blockNumber) }),
      ({ hash, timestamp }) => `${hash} ${timestamp}`,
    )
    // Some nodes keep a receipt for a while whose block a reorg has taken away.
    return block.hash === blockHash ? block : undefined
  }
}

/** The receipt of the one version that was mined; the newest is the likeliest. */
async function receiptOf(client: PublicClient, flight: Flight): Promise<Landed | undefined> {
  for (const version of flight.versions.toReversed()) {
    const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [version.txHash] })
    if (receipt !== null) return { receipt, version }
  }
  return undefined
}

function displaced({ nonce, versions }: Flight): CodedError {
  return fail('TRANSACTION_DISPLACED', { txHash: versions.at(-1)!.txHash, nonce })
}

function pending({ versions }: Flight, cause: unknown): CodedError {
  const { txHash } = versions.at(-1)!
  if (cause === undefined) return fail('TRANSACTION_PENDING', { txHash })
  const reason = cause instanceof CodedError ? cause.what.replace(/\.$/, '') : messageOf(cause)
  return fail('TRANSACTION_PENDING', { txHash, reason }, { cause })
}
