import { createClient } from '@connectrpc/connect'
import {
  type Clock,
  CodedError,
  type Logger,
  Loop,
  type Metrics,
  messageOf,
  type Random,
  type Startable,
  sleep,
} from '@sonm/common'
import { type Address, type OrderDomain, orderHash } from '@sonm/model'
import type { Network } from '@sonm/network'
import {
  cancelFromMessage,
  FederationService,
  type FollowItem,
  type FollowUpdate,
  signedOrderFromMessage,
} from '@sonm/protocol'
import type { MarketplaceLimits } from '../limits.ts'
import type { Intake } from '../orders/intake.ts'
import type { LiveOrders } from '../orders/live-orders.ts'
import type { SignedCancels } from './signed-cancels.ts'

export interface FollowedOptions {
  /** The marketplace that is followed. */
  readonly address: Address
  readonly network: Network
  readonly domain: OrderDomain
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly limits: Pick<MarketplaceLimits, 'followedOrdersPerSecond' | 'watchHeartbeatMs'>
  readonly intake: Pick<Intake, 'place'>
  readonly live: Pick<LiveOrders, 'get' | 'withdrawn'>
  readonly cancels: Pick<SignedCancels, 'applyFollowed' | 'catchUp'>
  readonly measured: FederationMetrics
}

export interface FederationMetrics {
  readonly taken: ReturnType<Metrics['counter']>
  readonly refused: ReturnType<Metrics['counter']>
  readonly behind: ReturnType<Metrics['gauge']>
}

/** So many signs of life may be missing before the stream is opened again. */
const MISSED_HEARTBEATS = 3

/** Takes in what another marketplace has, through the same checks as everything else: it is not believed. */
export class Followed implements Startable {
  readonly #options: FollowedOptions
  readonly #loop: Loop
  /** What has been read for certain. */
  #logId = ''
  #position = 0n
  /** The orders that it has told of before its list was read to the end; undefined: it was, once. */
  #ordersAtFirst: number | undefined = 0

  constructor(options: FollowedOptions) {
    this.#options = options
    this.#loop = new Loop({
      ...options,
      name: `marketplace ${options.address}`,
      retryFirstMs: 500,
      retryLongestMs: 30_000,
      step: (signal, works) => this.#follow(signal, works),
    })
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #follow(stop: AbortSignal, works: () => void): Promise<number> {
    const { address, network, clock, limits } = this.#options
    const silence = new AbortController()
    const signal = AbortSignal.any([stop, silence.signal])
    const client = createClient(FederationService, network.rpc(address))
    const silentMs = limits.watchHeartbeatMs * MISSED_HEARTBEATS
    const watchdog = () => clock.after(silentMs, () => silence.abort(new Error('it gives no sign of life')))
    let cancel = watchdog()
    try {
      for await (const update of client.follow({ logId: this.#logId, position: this.#position }, { signal })) {
        cancel()
        await this.#take(update, stop)
        works()
        cancel = watchdog()
      }
    } finally {
      cancel()
      // Leaving the loop alone does not close the stream.
      silence.abort(new Error('it is read no further'))
    }
    // It has ended the stream in order, as when it stops.
    return 1_000
  }

  async #take(update: FollowUpdate, signal: AbortSignal): Promise<void> {
    const { clock, address, measured, limits } = this.#options
    const startMs = clock.monotonicMs()
    if (update.reset) this.#logId = ''
    // A cancel stands after its order in the list, and must not overtake it on the way in.
    for (const kind of ['placed', 'cancelled'] as const) {
      const items = update.items.filter(({ item }) => item.case === kind)
      await Promise.all(items.map((item) => this.#takeItem(item)))
    }
    this.#tellFirst(update)
    // In a list that is told from its beginning there is no place to go on from before its end.
    if (update.complete || (this.#logId !== '' && update.logId === this.#logId)) {
      this.#logId = update.logId
      this.#position = update.position
      measured.behind.set({ peer: address }, Number(update.head - update.position))
    }
    const paceMs = (update.items.length * 1000) / limits.followedOrdersPerSecond
    const restMs = paceMs - (clock.monotonicMs() - startMs)
    if (restMs > 0) await sleep(clock, restMs, signal)
  }

  /** One line, once the whole of it has been read. */
  #tellFirst({ items, complete, reset }: FollowUpdate): void {
    if (this.#ordersAtFirst === undefined) return
    const before = reset ? 0 : this.#ordersAtFirst
    this.#ordersAtFirst = before + items.filter(({ item }) => item.case === 'placed').length
    if (!complete) return
    const { logger, address } = this.#options
    logger.info({ marketplace: address, orders: this.#ordersAtFirst }, 'another marketplace is followed')
    this.#ordersAtFirst = undefined
  }

  /** What this marketplace cannot do now is thrown, and read again; what the order itself forbids is counted, and left out. */
  async #takeItem({ item }: FollowItem): Promise<void> {
    const { address, cancels, measured, logger } = this.#options
    try {
      if (item.case === 'cancelled') await cancels.applyFollowed(cancelFromMessage(item.value))
      else if (item.case === 'placed') await this.#takeOrder(item.value)
    } catch (error) {
      if (!(error instanceof CodedError) || error.retryable) throw error
      // As when it has met its end on the way.
      const { code } = error
      if (code === 'ORDER_WITHDRAWN' || code === 'ORDER_TAKEN') return
      measured.refused.inc({ peer: address, code })
      logger.debug({ marketplace: address, reason: messageOf(error) }, 'an order of a followed marketplace was refused')
    }
  }

  async #takeOrder(message: Parameters<typeof signedOrderFromMessage>[0]): Promise<void> {
    const { address, domain, intake, live, cancels, measured } = this.#options
    const signed = signedOrderFromMessage(message)
    const hash = orderHash(domain, signed.order)
    // Most orders come from several sides: known ones cost a hash, and no signature.
    if (live.get(hash) || live.withdrawn(hash)) return
    await intake.place(signed, { host: `marketplace ${address}`, isBounded: true })
    await cancels.catchUp(hash, signed.order.author)
    measured.taken.inc({ peer: address })
  }
}
