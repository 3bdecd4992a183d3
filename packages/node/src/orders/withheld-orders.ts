import { type Clock, ExpiringCache } from '@sonm/common'
import { type Address, type Hex, MAX_ORDER_LIFETIME_SECONDS } from '@sonm/model'

/** No order lives longer. */
const KEPT_MS = Number(MAX_ORDER_LIFETIME_SECONDS) * 1000
const WITHHELD_KEPT = 20_000

/**
 * Orders that marketplaces held by their signed word when they did not show them. Once that may be a moment's chance; after a while it is not,
 * whatever they say of when the order came.
 */
export class WithheldOrders {
  readonly #clock: Clock
  readonly #sinceMs: ExpiringCache<string, number>

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock
    this.#sinceMs = new ExpiringCache({ clock: options.clock, maxEntries: WITHHELD_KEPT })
  }

  /** @returns for how long it has been so */
  note(marketplace: Address, orderHash: Hex): number {
    const key = keyOf(marketplace, orderHash)
    const nowMs = this.#clock.monotonicMs()
    const sinceMs = this.#sinceMs.get(key) ?? nowMs
    if (sinceMs === nowMs) this.#sinceMs.set(key, nowMs, KEPT_MS)
    return nowMs - sinceMs
  }

  shown(marketplace: Address, orderHash: Hex): void {
    this.#sinceMs.delete(keyOf(marketplace, orderHash))
  }
}

function keyOf(marketplace: Address, orderHash: Hex): string {
  return `${marketplace} ${orderHash}`
}
