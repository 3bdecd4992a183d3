import { type Clock, ExpiringCache } from '@sonm/common'
import { type Address, type Hex, MAX_ORDER_LIFETIME_SECONDS, type SignedCancel } from '@sonm/model'

/** No order lives longer, so no cancel of one matters longer. */
const KEPT_MS = Number(MAX_ORDER_LIFETIME_SECONDS) * 1000
const CANCELS_KEPT = 20_000

/**
 * Cancels that this node was shown, signed by the authors of the orders, and which marketplaces it has shown them to. Whoever has one knows that
 * the order is over; whoever has it not may be honest, whatever time stands in it.
 */
export class KnownCancels {
  readonly #clock: Clock
  readonly #cancels: ExpiringCache<Hex, SignedCancel>
  readonly #takenAtMs: ExpiringCache<string, number>

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock
    this.#cancels = new ExpiringCache({ clock: options.clock, maxEntries: CANCELS_KEPT })
    this.#takenAtMs = new ExpiringCache({ clock: options.clock, maxEntries: CANCELS_KEPT })
  }

  /** @param cancel signed by the author of the order */
  learn(cancel: SignedCancel): void {
    this.#cancels.set(cancel.orderHash, cancel, KEPT_MS)
  }

  of(orderHash: Hex): SignedCancel | undefined {
    return this.#cancels.get(orderHash)
  }

  /** The marketplace has answered to it. */
  taken(marketplace: Address, orderHash: Hex): void {
    if (!this.isTaken(marketplace, orderHash))
      this.#takenAtMs.set(keyOf(marketplace, orderHash), this.#clock.monotonicMs(), KEPT_MS)
  }

  isTaken(marketplace: Address, orderHash: Hex): boolean {
    return this.#takenAtMs.get(keyOf(marketplace, orderHash)) !== undefined
  }

  /** For how long the marketplace has had the cancel of this order; 0: it may not have it; undefined: nobody has shown one. */
  knownForMs(marketplace: Address, orderHash: Hex): number | undefined {
    if (!this.of(orderHash)) return undefined
    const takenAtMs = this.#takenAtMs.get(keyOf(marketplace, orderHash))
    return takenAtMs === undefined ? 0 : this.#clock.monotonicMs() - takenAtMs
  }
}

function keyOf(marketplace: Address, orderHash: Hex): string {
  return `${marketplace} ${orderHash}`
}
