import { type Client, createClient } from '@connectrpc/connect'
import {
  type Clock,
  CodedError,
  isCoded,
  type Logger,
  Loop,
  type Random,
  type RetryPause,
  type Startable,
} from '@sonm/common'
import type { Address, Hex, SignedCancel } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService, signedOrderToMessage } from '@sonm/protocol'
import type { SignedAsk } from './ask-signer.ts'

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

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  /** New asks are placed before old ones are cancelled, so that a plan that is renewed never leaves the market. */
  async #round(signal: AbortSignal): Promise<undefined> {
    const wanted = this.#wanted
    for (const ask of wanted.values()) {
      const { hash, signed } = ask
      if (this.#confirmed.has(hash) || this.#refused.has(hash)) continue
      this.#placed.set(hash, signed.order.expiresAtSeconds)
      await this.#tolerate(hash, async () => {
        try {
          await this.#client.placeOrder(signedOrderToMessage(signed), { signal })
        } catch (error) {
          if (!isCoded(error, 'ORDER_WITHDRAWN')) throw error
          this.#onWithdrawn(ask)
        }
      })
      this.#confirmed.add(hash)
    }
    for (const [hash, expiresAtSeconds] of [...this.#placed]) {
      if (wanted.has(hash)) continue
      if (Number(expiresAtSeconds) * 1000 > this.#clock.nowMs()) {
        await this.#tolerate(hash, async () => this.#client.cancelOrder(await this.#signCancel(hash), { signal }))
      }
      this.#placed.delete(hash)
      this.#confirmed.delete(hash)
      this.#refused.delete(hash)
    }
    return undefined
  }

  /** What trying again cannot mend is logged and let be; the rest is thrown, and tried again. */
  async #tolerate(hash: Hex, call: () => Promise<unknown>): Promise<void> {
    try {
      await call()
    } catch (error) {
      if (!(error instanceof CodedError) || error.retryable || error.kind === 'canceled') throw error
      if (error.code === 'ORDER_NOT_FOUND') return
      this.#refused.add(hash)
      this.#logger.error({ marketplace: this.#address, askHash: hash, err: error }, 'a marketplace refused an ask')
    }
  }
}
