import type { Clock, CodedError } from '@sonm/common'
import type { Hex, Signer } from '@sonm/model'
import type { OnSigned } from '../client.ts'
import { signTransaction } from './account.ts'
import { type Fees, firstFees, raisedFees } from './fees.ts'
import type { Call, Flight, TransactionJournal, Version } from './flight.ts'
import { readGasPrice } from './gas-price.ts'
import type { Rpc } from './rpc.ts'

export interface FlightsOptions {
  readonly rpc: Rpc
  readonly chainId: number
  readonly signer: Signer
  readonly clock: Clock
  readonly journal: TransactionJournal
  /** The most that is paid for a unit of gas. */
  readonly maxFeePerGasWei: bigint
  /** How long a transaction may wait until a dearer one takes its place. */
  readonly replaceAfterMs: number
  /** Hears of each new version of a call before it is handed over: the hashes of all, the new one's last. */
  readonly onReplaced?: (txHashes: readonly Hex[]) => Promise<void>
}

/** A flight, and how it stands with it. */
export interface Flying {
  /** Its next version takes the place of the value. */
  flight: Flight
  /** Somebody waits for it. Without, it is kept for those behind it, who wait for its nonce. */
  isWaitedFor: boolean
  /** An endpoint has said that it took the newest version. */
  isTaken: boolean
  /** How often in a row every endpoint has refused it. */
  refusals: number
  /** When something is done about it, if it is not mined by then; at once where nobody knows whether an endpoint has it. */
  pushAtMs: number
}

/** So often may it be refused, while others wait behind it, until it is given up for them. */
const REFUSALS_MOST = 2
/** How geth, anvil and others say that more must be offered. */
const UNDERPRICED = /underpriced|fee too low|max fee per gas less than|feecap/i

/** The flights of one account, by nonce: signs their versions, and hands them over. */
export class Flights {
  readonly #options: FlightsOptions
  readonly #byNonce = new Map<number, Flying>()

  constructor(options: FlightsOptions) {
    this.#options = options
  }

  /** The nonce of the next one. @param count how many transactions of the account the chain has, mined or not */
  nextNonce(count: number): number {
    return Math.max(count, ...[...this.#byNonce.keys()].map((nonce) => nonce + 1))
  }

  /** Brings back one that an earlier process has left in the journal. */
  resume(flight: Flight): Flying {
    return this.#keep(flight, false)
  }

  /** Signs and saves the first version of a call, and hands it over. @throws FEE_TOO_HIGH, CHAIN_REFUSED and the like: nothing was sent */
  async launch(
    call: Call,
    gas: bigint,
    nonce: number,
    fees: Fees,
    { key, onSigned }: { readonly key?: string | undefined; readonly onSigned?: OnSigned | undefined } = {},
  ): Promise<Flying> {
    const { journal, rpc } = this.#options
    const version = await this.#sign(call, gas, nonce, fees, false)
    await onSigned?.({ nonce, txHash: version.txHash })
    const flight = { nonce, key, call, gas, versions: [version] }
    await journal.save(flight)
    try {
      return this.#keep(flight, await rpc.submit(version.raw, version.txHash))
    } catch (error) {
      await journal.remove(flight)
      throw error
    }
  }

  /** Nobody waits for it any more: its outcome is certain, or the waiting was in vain. */
  async land(flying: Flying, isCertain: boolean): Promise<void> {
    flying.isWaitedFor = false
    if (isCertain) {
      this.#byNonce.delete(flying.flight.nonce)
      await this.#options.journal.remove(flying.flight)
    }
    if (![...this.#byNonce.values()].some(({ isWaitedFor }) => isWaitedFor)) this.#byNonce.clear()
  }

  /**
   * Does what brings a flight on that is not mined.
   * @param nextNonce the first nonce of the account that no mined transaction has
   */
  async advance(flying: Flying, nextNonce: number): Promise<void> {
    const nowMs = this.#options.clock.monotonicMs()
    if (nowMs < flying.pushAtMs) return
    flying.pushAtMs = nowMs + this.#options.replaceAfterMs
    const wasTaken = flying.isTaken
    const { nonce } = flying.flight
    const isFirst = nextNonce === nonce
    if (!isFirst && wasTaken) await this.#advanceAnother(nextNonce)
    const refusal = await this.#handOver(flying)
    if (refusal === undefined) {
      // Only the first in line is stuck for its fee; the others wait for it.
      if (isFirst && wasTaken) await this.#raise(flying)
      return
    }
    if (isFirst && UNDERPRICED.test(refusal.message)) return this.#raise(flying)
    flying.refusals += 1
    const othersWait = [...this.#byNonce].some(([other, { isWaitedFor }]) => other > nonce && isWaitedFor)
    if (isFirst && othersWait && flying.refusals >= REFUSALS_MOST) return this.#giveUp(flying)
    throw refusal
  }

  /** Nobody knows whether an endpoint has it: it is handed over again with the next look. */
  lost(flying: Flying): void {
    flying.isTaken = false
    flying.pushAtMs = 0
  }

  /** What keeps all others waiting: a flight that nobody watches, or a nonce that nobody has used. */
  async #advanceAnother(nonce: number): Promise<void> {
    const other = this.#byNonce.get(nonce)
    if (other?.isWaitedFor) return
    if (other) return this.advance(other, nonce)
    const call = { to: this.#options.signer.address, valueWei: 0n }
    const flying = await this.launch(call, await this.#gasOf(call), nonce, await this.firstFees())
    flying.isWaitedFor = false
  }

  /** @returns why every endpoint refused it */
  async #handOver(flying: Flying): Promise<CodedError | undefined> {
    const { raw, txHash } = flying.flight.versions.at(-1)!
    try {
      flying.isTaken = await this.#options.rpc.submit(raw, txHash)
      if (flying.isTaken) flying.refusals = 0
      else this.lost(flying)
      return undefined
    } catch (error) {
      flying.isTaken = false
      return error as CodedError
    }
  }

  /** Offers more for it. @throws FEE_TOO_HIGH when the cap leaves no room */
  async #raise(flying: Flying): Promise<void> {
    const { call, gas, versions } = flying.flight
    await this.#replace(flying, call, gas, versions.at(-1)!.isEmpty)
  }

  /** Puts an empty transaction in its place, which every endpoint takes, for those behind it. */
  async #giveUp(flying: Flying): Promise<void> {
    const call = { to: this.#options.signer.address, valueWei: 0n }
    await this.#replace(flying, call, await this.#gasOf(call), true)
  }

  async #replace(flying: Flying, call: Call, gas: bigint, isEmpty: boolean): Promise<void> {
    const { flight } = flying
    const fees = raisedFees(
      flight.versions.at(-1)!,
      await readGasPrice(this.#options.rpc),
      this.#options.maxFeePerGasWei,
    )
    const content = isEmpty ? { to: this.#options.signer.address, valueWei: 0n } : call
    const version = await this.#sign(content, gas, flight.nonce, fees, isEmpty)
    const next = { ...flight, versions: [...flight.versions, version] }
    await this.#options.journal.save(next)
    // An empty one pays nobody: that it was mined means that the call never will be.
    if (!isEmpty) await this.#options.onReplaced?.(next.versions.map(({ txHash }) => txHash))
    flying.flight = next
    const refusal = await this.#handOver(flying)
    if (refusal) throw refusal
  }

  async firstFees(): Promise<Fees> {
    return firstFees(await readGasPrice(this.#options.rpc), this.#options.maxFeePerGasWei)
  }

  #gasOf({ to }: { readonly to: Signer['address'] }): Promise<bigint> {
    return this.#options.rpc.ask((client) => client.estimateGas({ account: to, to, value: 0n }))
  }

  async #sign(call: Call, gas: bigint, nonce: number, fees: Fees, isEmpty: boolean): Promise<Version> {
    const { signer, chainId } = this.#options
    const content = {
      ...(call.to && { to: call.to }),
      ...(call.data && { data: call.data }),
      value: call.valueWei ?? 0n,
    }
    const signed = await signTransaction(signer, { type: 'eip1559', chainId, nonce, gas, ...fees, ...content })
    return { ...signed, maxFeePerGas: fees.maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas, isEmpty }
  }

  #keep(flight: Flight, isTaken: boolean): Flying {
    const pushAtMs = isTaken ? this.#options.clock.monotonicMs() + this.#options.replaceAfterMs : 0
    const flying = { flight, isWaitedFor: true, isTaken, refusals: 0, pushAtMs }
    this.#byNonce.set(flight.nonce, flying)
    return flying
  }
}
