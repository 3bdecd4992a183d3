import { type Clock, type Logger, Loop, type Random, type Startable, sequence } from '@sonm/common'
import { ORDERS_CHANNEL, type SharedOrderRows } from './shared-order-rows.ts'
import type { StoredOrder } from './stored-order.ts'

/** How marketplaces that share a store hear of each other. */
export interface Sharing {
  readonly random: Random
  /** Calls whenever there may be something new. */
  listen(channel: string, onNotice: () => void): Startable
}

export interface OthersChangesOptions {
  readonly rows: SharedOrderRows
  readonly sharing: Sharing
  readonly clock: Clock
  readonly logger: Logger
  /** Orders that others have placed or withdrawn; the same may come more than once. */
  readonly apply: (orders: readonly StoredOrder[]) => Promise<void>
}

/** Notifications come within milliseconds; this is for those that are lost. */
const POLL_INTERVAL_MS = 2_000
const ORDERS_AT_ONCE = 1_000

/** Tells of the orders that other processes have placed and withdrawn in the same store. */
export function othersChanges({ rows, sharing, clock, logger, apply }: OthersChangesOptions): Startable {
  const reading = new Loop({
    name: 'orders of other marketplaces',
    clock,
    random: sharing.random,
    logger,
    retryFirstMs: 100,
    retryLongestMs: 5_000,
    async step(signal) {
      while (!signal.aborted && (await rows.hear(ORDERS_AT_ONCE, apply))) {}
      return POLL_INTERVAL_MS
    },
  })
  return sequence([reading, sharing.listen(ORDERS_CHANNEL, () => reading.wake())])
}
