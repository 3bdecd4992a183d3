import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { abortable, type Clock } from '@sonm/common'
import { fail, type Hex, MAX_ATTESTED_ORDERS, type OrderDomain, type Signer, signAttestation } from '@sonm/model'
import { callerHostOf, callerOf } from '@sonm/network'
import {
  type FederationService,
  type FollowItemSchema,
  type FollowUpdate,
  FollowUpdateSchema,
  readCount,
  readHex,
  signedOrderToMessage,
} from '@sonm/protocol'
import type { MarketplaceLimits } from '../limits.ts'
import { WatchCounts } from '../matching/watch-limits.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import type { LogEntry, OrderLog } from './order-log.ts'
import type { SignedCancels } from './signed-cancels.ts'

export interface FederationServiceOptions {
  readonly domain: OrderDomain
  readonly signer: Signer
  readonly clock: Clock
  readonly limits: Pick<MarketplaceLimits, 'followers' | 'ordersPerUpdate' | 'watchHeartbeatMs'>
  readonly live: { get(hash: Hex): LiveOrder | undefined; all(): Iterable<LiveOrder> }
  readonly log: OrderLog
  readonly cancels: Pick<SignedCancels, 'all' | 'of'>
  /** Aborts when the marketplace stops. */
  readonly stopping: AbortSignal
}

type Item = MessageInitShape<typeof FollowItemSchema>

/** Tells other marketplaces of the orders here. */
export function federationService(options: FederationServiceOptions): ServiceImpl<typeof FederationService> {
  const { domain, signer, clock, limits, live, log, cancels, stopping } = options
  const { followers } = limits
  // Two of a key: its old link may be dead, and that not noticed yet.
  const counts = new WatchCounts({ watches: followers, watchesPerKey: 2, watchesPerHost: Math.ceil(followers / 4) })
  return {
    async *follow({ logId, position }, context): AsyncGenerator<FollowUpdate> {
      const release = counts.take({ key: callerOf(context), host: callerHostOf(context) })
      const signal = AbortSignal.any([context.signal, stopping])
      try {
        yield* updatesFrom(options, logId === log.id ? readCount('position', position) : undefined, signal)
      } finally {
        release()
      }
    },

    async attestOrders({ orderHashes }) {
      if (orderHashes.length > MAX_ATTESTED_ORDERS) {
        throw fail('INPUT_INVALID', { field: 'order_hashes', reason: `there are more than ${MAX_ATTESTED_ORDERS}` })
      }
      const orders = orderHashes.map((hash) => {
        const orderHash = readHex('order_hashes', hash, 32)
        return { orderHash, held: live.get(orderHash) !== undefined }
      })
      const said = await signAttestation(domain, signer, { atMs: BigInt(Math.floor(clock.nowMs())), orders })
      const { marketplace, atMs, signature } = said
      const cancelled = orders.flatMap(({ orderHash, held }) => (held ? [] : (cancels.of(orderHash) ?? [])))
      return { marketplace, atMs, signature, held: orders.map(({ held }) => held), cancelled }
    },
  }
}

/** Everything from a position on, or, where it is unknown, from the beginning. */
async function* updatesFrom(
  options: FederationServiceOptions,
  from: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<FollowUpdate> {
  const { clock, limits, log, live } = options
  let position = from
  let toldAtMs = clock.monotonicMs()
  while (!signal.aborted) {
    const changed = log.next()
    const entries = position === undefined ? undefined : log.after(position, limits.ordersPerUpdate)
    if (position === undefined || entries === undefined) {
      // What changes while all is told is told again after it.
      position = log.head
      yield* snapshot(options, position)
      toldAtMs = clock.monotonicMs()
    } else if (entries.length > 0) {
      position += entries.length
      yield update(log, position, itemsOf(entries, live))
      toldAtMs = clock.monotonicMs()
    } else {
      const dueMs = toldAtMs + limits.watchHeartbeatMs - clock.monotonicMs()
      if (await isSilentFor(clock, Math.max(0, dueMs), changed, signal)) {
        yield update(log, position, [])
        toldAtMs = clock.monotonicMs()
      }
    }
  }
}

/** All live orders, and all cancels that are kept: what a follower still has of those goes. */
function* snapshot(options: FederationServiceOptions, position: number): Generator<FollowUpdate> {
  const { log, live, cancels, limits } = options
  yield create(FollowUpdateSchema, { logId: log.id, reset: true, head: BigInt(log.head) })
  let items: Item[] = []
  for (const item of allItems(live.all(), cancels.all())) {
    items.push(item)
    if (items.length < limits.ordersPerUpdate) continue
    yield create(FollowUpdateSchema, { logId: log.id, items, head: BigInt(log.head) })
    items = []
  }
  yield create(FollowUpdateSchema, {
    logId: log.id,
    items,
    complete: true,
    position: BigInt(position),
    head: BigInt(log.head),
  })
}

function* allItems(orders: Iterable<LiveOrder>, cancels: ReturnType<SignedCancels['all']>): Generator<Item> {
  for (const { signed } of orders) yield { item: { case: 'placed', value: signedOrderToMessage(signed) } }
  for (const cancel of cancels) yield { item: { case: 'cancelled', value: { ...cancel } } }
}

/** An order that has ended meanwhile is not told: nobody needs it any more. */
function itemsOf(entries: readonly LogEntry[], live: FederationServiceOptions['live']): readonly Item[] {
  return entries.flatMap((entry): Item[] => {
    if (entry.kind === 'cancelled') return [{ item: { case: 'cancelled', value: { ...entry.cancel } } }]
    const order = live.get(entry.hash)
    return order ? [{ item: { case: 'placed', value: signedOrderToMessage(order.signed) } }] : []
  })
}

function update(log: OrderLog, position: number, items: readonly Item[]): FollowUpdate {
  const [at, head] = [BigInt(position), BigInt(log.head)]
  return create(FollowUpdateSchema, { logId: log.id, position: at, head, items: [...items] })
}

/** Whether the time passed without a change; an end is no silence. */
async function isSilentFor(
  clock: Clock,
  durationMs: number,
  changed: Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const { promise: passed, resolve } = Promise.withResolvers<boolean>()
  const cancel = clock.after(durationMs, () => resolve(true))
  const isSilent = await abortable(Promise.race([passed, changed.then(() => false)]), signal).catch(() => false)
  cancel()
  return isSilent
}
