import { type Client, createClient } from '@connectrpc/connect'
import {
  type Clock,
  CodedError,
  type Logger,
  Loop,
  messageOf,
  type Random,
  type RetryPause,
  type Startable,
} from '@sonm/common'
import { type Address, fail, type Hex, type SignedCancel } from '@sonm/model'
import type { Network } from '@sonm/network'
import { errorFactsFromMessage, MarketplaceService, type PlacedOrder, signedOrderToMessage } from '@sonm/protocol'
import type { SignedAsk } from './ask-signer.ts'

/** With the longest details they fill a quarter of what a message may have. */
const ASKS_PER_CALL = 100
/** Cancels on their way at a time when all are taken back: enough that the round trips do not add up. */
const CANCELS_AT_ONCE = 32
/** How long that may take: a marketplace that does not answer holds up nobody's end. */
const TAKE_BACK_LIMIT_MS = 3_000

/** Keeps one marketplace's list of our asks as it should be: places what is missing, cancels what should not be there. */
export class MarketplaceLink implements Startable {
  readonly #loop: Loop
  readonly #client: Client<typeof MarketplaceService>
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #address: Address
  readonly #onWithdrawn: (ask: SignedAsk) => void
  readonly #signCancel: (hash: Hex) => Promise<SignedCancel>
  /** What may be there; until when it can be. */
  readonly #placed = new Map<Hex, bigint>()
  readonly #confirmed = new Set<Hex>()
  readonly #refused = new Set<Hex>()
  #wanted: ReadonlyMap<Hex, SignedAsk> = new Map()

  constructor(
    options: RetryPause & {
      address: Address
      network: Network
      clock: Clock
      random: Random
      logger: Logger
      /** Told of an ask that was cancelled there before: that is for good, so another must be signed. */
      onWithdrawn: (ask: SignedAsk) => void
      /** What this marketplace passes on, so that those to whom it has passed the ask let it go too. */
      signCancel: (hash: Hex) => Promise<SignedCancel>
    },
  ) {
    const { address, network, clock, logger } = options
    this.#loop = new Loop({ ...options, name: `marketplace ${address}`, step: (signal) => this.#round(signal) })
    this.#client = createClient(MarketplaceService, network.rpc(address))
    this.#clock = clock
    this.#logger = logger
    this.#address = address
    this.#onWithdrawn = options.onWithdrawn
    this.#signCancel = options.signCancel
  }

  /** Names asks that may have been placed before this process began. */
  remember(hash: Hex, expiresAtSeconds: bigint): void {
    this.#placed.set(hash, expiresAtSeconds)
  }

  want(asks: readonly SignedAsk[]): void {
    this.#wanted = new Map(asks.map((ask) => [ask.hash, ask]))
    this.#loop.wake()
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  /** Takes back what it has placed: what nobody answers for any more would mislead buyers until it expires. */
  async stop(): Promise<void> {
    await this.#loop.stop()
    await this.#takeBackAll()
  }

  /** New asks are placed before old ones are cancelled, so that a plan that is renewed never leaves the market. */
  async #round(signal: AbortSignal): Promise<undefined> {
    const wanted = this.#wanted
    const missing = [...wanted.values()].filter(({ hash }) => !this.#confirmed.has(hash) && !this.#refused.has(hash))
    for (let at = 0; at < missing.length; at += ASKS_PER_CALL) {
      await this.#place(missing.slice(at, at + ASKS_PER_CALL), signal)
    }
    for (const hash of [...this.#placed.keys()]) if (!wanted.has(hash)) await this.#cancel(hash, signal)
    return undefined
  }

  async #takeBackAll(): Promise<void> {
    const late = new AbortController()
    const limit = `it did not answer within ${TAKE_BACK_LIMIT_MS / 1000} s`
    const cancelLimit = this.#clock.after(TAKE_BACK_LIMIT_MS, () => late.abort(new Error(limit)))
    const waiting = [...this.#placed.keys()]
    let failure: unknown
    const takeInTurn = async () => {
      for (let hash = waiting.pop(); hash !== undefined && !late.signal.aborted; hash = waiting.pop()) {
        await this.#cancel(hash, late.signal).catch((error: unknown) => {
          failure = late.signal.reason ?? error
        })
      }
    }
    const asks = waiting.length
    await Promise.all(Array.from({ length: Math.min(asks, CANCELS_AT_ONCE) }, takeInTurn))
    cancelLimit()
    const [marketplace, left] = [this.#address, this.#placed.size]
    if (asks > left) this.#logger.info({ marketplace, asks: asks - left }, 'asks were taken off a marketplace')
    if (left === 0) return
    const about = { marketplace, asks: left, reason: messageOf(failure) }
    this.#logger.warn(about, 'asks could not be taken off a marketplace, and stay until they expire')
  }

  async #cancel(hash: Hex, signal: AbortSignal): Promise<void> {
    if (Number(this.#placed.get(hash) ?? 0n) * 1000 > this.#clock.nowMs()) {
      await this.#tolerate(hash, async () => this.#client.cancelOrder(await this.#signCancel(hash), { signal }))
    }
    this.#placed.delete(hash)
    this.#confirmed.delete(hash)
    this.#refused.delete(hash)
  }

  /** Each by itself: one that is refused keeps none of the others out. */
  async #place(asks: readonly SignedAsk[], signal: AbortSignal): Promise<void> {
    // It may be there also when no answer comes.
    for (const { hash, signed } of asks) this.#placed.set(hash, signed.order.expiresAtSeconds)
    const { placed } = await this.#client.placeOrders(
      { orders: asks.map(({ signed }) => signedOrderToMessage(signed)) },
      { signal },
    )
    const failures = asks.map((ask, at) => this.#note(ask, placed[at]?.result))
    const again = failures.find((failure) => failure !== undefined)
    if (again) throw again
  }

  /** @returns why it must be placed again */
  #note(ask: SignedAsk, result: PlacedOrder['result'] | undefined): CodedError | undefined {
    const { hash } = ask
    if (result?.case !== 'orderHash') {
      const error =
        result?.case === 'error'
          ? new CodedError(errorFactsFromMessage(result.value))
          : fail('REMOTE_ERROR', { peer: this.#address, reason: 'it did not say what became of an ask' })
      if (error.code === 'ORDER_WITHDRAWN') this.#onWithdrawn(ask)
      else if (error.retryable) return error
      else this.#refuse(hash, error)
    }
    this.#confirmed.add(hash)
    return undefined
  }

  /** What trying again cannot mend is logged and let be; the rest is thrown, and tried again. */
  async #tolerate(hash: Hex, call: () => Promise<unknown>): Promise<void> {
    try {
      await call()
    } catch (error) {
      if (!(error instanceof CodedError) || error.retryable || error.kind === 'canceled') throw error
      if (error.code !== 'ORDER_NOT_FOUND') this.#refuse(hash, error)
    }
  }

  #refuse(hash: Hex, error: CodedError): void {
    this.#refused.add(hash)
    this.#logger.error({ marketplace: this.#address, askHash: hash, err: error }, 'a marketplace refused an ask')
  }
}
