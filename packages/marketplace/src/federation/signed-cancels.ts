import { type Clock, ExpiringCache, nowSeconds } from '@sonm/common'
import {
  type Address,
  cancelSigner,
  fail,
  type Hex,
  MAX_ORDER_LIFETIME_SECONDS,
  type OrderDomain,
  type SignedCancel,
} from '@sonm/model'
import type { Intake } from '../orders/intake.ts'
import type { LiveOrders } from '../orders/live-orders.ts'
import type { KeptCancel } from '../store/cancel-rows.ts'

/** No order lives longer. */
const KEPT_SECONDS = Number(MAX_ORDER_LIFETIME_SECONDS)

export interface SignedCancelsOptions {
  readonly domain: OrderDomain
  readonly clock: Clock
  readonly limits: { readonly cancelsAhead: number }
  readonly live: Pick<LiveOrders, 'get' | 'withdrawn'>
  readonly intake: Pick<Intake, 'cancel'>
  /** Told of each that has ended an order, once. */
  readonly onCancelled: (cancel: SignedCancel) => void
}

/** What authors have taken back by signature, here or at a marketplace that is followed: proof for those who follow this one. */
export class SignedCancels {
  readonly #options: SignedCancelsOptions
  /** The oldest first. */
  readonly #kept = new Map<Hex, { readonly cancel: SignedCancel; readonly untilMs: number }>()
  /** Of orders that have not come yet, by order and signer: anybody can sign away what is not his. */
  readonly #ahead: ExpiringCache<string, SignedCancel>

  constructor(options: SignedCancelsOptions) {
    this.#options = options
    this.#ahead = new ExpiringCache({ clock: options.clock, maxEntries: options.limits.cancelsAhead })
  }

  /** Takes up those of an earlier run, the oldest first. */
  restore(kept: readonly KeptCancel[]): void {
    const seconds = nowSeconds(this.#options.clock)
    for (const { cancel, keptUntilSeconds } of kept) this.#keep(cancel, (keptUntilSeconds - seconds) * 1000)
  }

  /**
   * Takes back an order of its signer, and keeps the proof on disk.
   * @throws ORDER_INVALID, SIGNATURE_INVALID, ORDER_NOT_FOUND, PERMISSION_DENIED, MARKETPLACE_STORE_FAILED
   */
  async apply(cancel: SignedCancel): Promise<void> {
    const { domain, intake, clock } = this.#options
    const { orderHash } = cancel
    const kept = { cancel, keptUntilSeconds: nowSeconds(clock) + KEPT_SECONDS }
    const isKept = this.#kept.has(orderHash)
    await intake.cancel(orderHash, cancelSigner(domain, cancel), isKept ? [] : [{ kind: 'cancel', ...kept }])
    this.learn([kept])
  }

  /** Takes up those that others have put into the store that they share with this marketplace, and passes them on. */
  learn(kept: readonly KeptCancel[]): void {
    const seconds = nowSeconds(this.#options.clock)
    for (const { cancel, keptUntilSeconds } of kept) {
      // Another of the same may have been faster.
      if (this.#kept.has(cancel.orderHash)) continue
      this.#keep(cancel, (keptUntilSeconds - seconds) * 1000)
      this.#options.onCancelled(cancel)
    }
  }

  /** The same, from a marketplace that is followed; an order that has not come yet will not. */
  async applyFollowed(cancel: SignedCancel): Promise<void> {
    const { domain, live } = this.#options
    const { orderHash } = cancel
    if (live.get(orderHash) || live.withdrawn(orderHash)) return await this.apply(cancel)
    this.#ahead.set(`${orderHash} ${cancelSigner(domain, cancel)}`, cancel, KEPT_SECONDS * 1000)
  }

  /** Whether any order that has not come yet has been taken back: hardly ever. */
  get isAnyAhead(): boolean {
    return this.#ahead.size > 0
  }

  /** Whether its author had taken this order back before it came. */
  isAhead(orderHash: Hex, author: Address): boolean {
    return this.isAnyAhead && this.#ahead.get(`${orderHash} ${author}`) !== undefined
  }

  /**
   * Called with each order that has come in.
   * @throws ORDER_WITHDRAWN when its author had taken it back before it came; then it is out again
   */
  async catchUp(orderHash: Hex, author: Address): Promise<void> {
    if (await this.endIfAhead(orderHash, author)) throw fail('ORDER_WITHDRAWN', { orderHash })
  }

  /** @returns whether its author had taken this order back before it came; then it is out again */
  async endIfAhead(orderHash: Hex, author: Address): Promise<boolean> {
    const cancel = this.#ahead.get(`${orderHash} ${author}`)
    if (cancel) await this.apply(cancel)
    return cancel !== undefined
  }

  /** By which its author took this order back; undefined: not that we know. */
  of(orderHash: Hex): SignedCancel | undefined {
    return this.#kept.get(orderHash)?.cancel
  }

  /** All that are kept, for whoever begins to follow. */
  *all(): Generator<SignedCancel> {
    const nowMs = this.#options.clock.monotonicMs()
    for (const { cancel, untilMs } of this.#kept.values()) if (untilMs > nowMs) yield cancel
  }

  #keep(cancel: SignedCancel, keepMs: number): void {
    const { clock, limits } = this.#options
    const nowMs = clock.monotonicMs()
    this.#kept.set(cancel.orderHash, { cancel, untilMs: nowMs + keepMs })
    for (const [hash, { untilMs }] of this.#kept) {
      if (untilMs > nowMs && this.#kept.size <= limits.cancelsAhead) break
      this.#kept.delete(hash)
    }
  }
}
