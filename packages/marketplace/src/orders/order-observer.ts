import type { Hex } from '@sonm/model'
import type { LiveOrder } from './live-order.ts'

/** Told of every order that becomes live, also of those that a start brings back, and of every end of one. */
export interface OrderObserver {
  placed(live: LiveOrder): void
  ended(hash: Hex): void
}
