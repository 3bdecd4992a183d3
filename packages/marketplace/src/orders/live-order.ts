import type { Hex, SignedOrder } from '@sonm/model'

/** An order as the marketplace keeps it. */
export interface LiveOrder {
  /** The order of arrival; unique, and growing across restarts. */
  readonly sequence: number
  readonly hash: Hex
  readonly signed: SignedOrder
  readonly placedAtMs: number
  /** Writes the bytes of its hash, where they are at hand. */
  copyHash?(to: Uint8Array): void
}
