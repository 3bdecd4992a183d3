import { type ExecutorKind, type Order, readDetails } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'

/** An ask as the book keeps it. */
export interface BookedAsk {
  readonly live: LiveOrder
  readonly order: Order
  readonly executors: readonly ExecutorKind[]
}

/** @throws ORDER_INVALID when the details are none */
export function bookedAsk(live: LiveOrder): BookedAsk {
  const { order, details } = live.signed
  return { live, order, executors: readDetails(details).executors }
}
