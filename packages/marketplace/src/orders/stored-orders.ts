import { type Clock, isCoded, type Logger, messageOf, nowSeconds } from '@sonm/common'
import type { Hex, Order } from '@sonm/model'
import type { ChainFacts, FactVerdict } from '../chain/chain-facts.ts'
import type { SignedCancels } from '../federation/signed-cancels.ts'
import type { KeptCancel } from '../store/cancel-rows.ts'
import type { OrderStore } from '../store/order-store.ts'
import { PageReader } from '../store/page-reader.ts'
import { liveOrder, type StoredOrder } from '../store/stored-order.ts'
import type { StoredPage } from '../store/stored-page.ts'
import type { Intake } from './intake.ts'
import type { LiveOrder } from './live-order.ts'
import type { LiveOrders } from './live-orders.ts'

export interface StoredOrdersOptions {
  readonly store: Pick<OrderStore, 'load'>
  readonly live: LiveOrders
  readonly clock: Clock
  readonly logger: Logger
  /** How far the start has come. */
  readonly onLoaded?: (loaded: number, total: number) => void
}

const LOG_INTERVAL_MS = 1_000

/** Brings the orders of the store back to life. */
export async function loadOrders({ store, live, clock, logger, onLoaded }: StoredOrdersOptions): Promise<void> {
  const reader = new PageReader()
  live.book.defer()
  let loaded = 0
  let loggedAtMs = clock.monotonicMs()
  await store.load({
    nowSeconds: BigInt(nowSeconds(clock)),
    onPage(page, total) {
      bringBack(page, reader, { live, logger })
      loaded += page.length
      // What another marketplace on the store places meanwhile comes on top.
      onLoaded?.(loaded, Math.max(loaded, total))
      if (clock.monotonicMs() - loggedAtMs < LOG_INTERVAL_MS) return
      loggedAtMs = clock.monotonicMs()
      logger.info({ loaded, total }, `${count(loaded)} of ${count(total)} orders loaded`)
    },
  })
  live.book.settle()
  logger.info({ orders: live.size }, 'the orders of the store are live again')
}

/** What other marketplaces on the same store have placed and withdrawn. */
export async function applyOthers(
  orders: readonly StoredOrder[],
  options: Omit<StoredOrdersOptions, 'onLoaded' | 'store'> & {
    readonly facts: Pick<ChainFacts, 'judge'>
    readonly intake: Pick<Intake, 'withdraw'>
    readonly cancels: Pick<SignedCancels, 'learn' | 'isAnyAhead' | 'endIfAhead'>
    /** Reads from the store by which their authors have taken these orders back. */
    readonly cancelsOf: (orders: readonly Hex[]) => Promise<readonly KeptCancel[]>
  },
): Promise<void> {
  const { live, clock, logger, facts, intake, cancels, cancelsOf } = options
  const now = BigInt(nowSeconds(clock))
  // The chain has ended these here before they came; whoever placed them may have gone before he learnt it.
  const ended: LiveOrder[] = []
  for (const stored of orders) {
    const known = live.get(stored.hash)
    if (known && stored.isWithdrawn) live.withdraw(known)
    else if (!known && !live.withdrawn(stored.hash)) {
      const order = take(stored, { live, logger, now })
      if (order && isEnded(facts.judge(order.signed.order, order.hash))) ended.push(order)
    }
  }
  if (ended.length > 0) await intake.withdraw(ended)
  // Those who follow this marketplace are owed the proof, as they are by the one that was given it.
  cancels.learn(await cancelsOf(orders.flatMap(({ hash, isWithdrawn }) => (isWithdrawn ? hash : []))))
  for (const { hash } of cancels.isAnyAhead ? orders : []) {
    const order = live.get(hash)
    if (order) await cancels.endIfAhead(hash, order.signed.order.author)
  }
}

function count(orders: number): string {
  return orders.toLocaleString('en-US')
}

/** For good. What else may be wrong with an order, the one that took it in knows better. */
function isEnded(verdict: FactVerdict): boolean {
  return isCoded(verdict) && (verdict.code === 'ORDER_TAKEN' || verdict.code === 'ORDER_EPOCH_WRONG')
}

type Target = Pick<StoredOrdersOptions, 'live' | 'logger'>

function bringBack(page: StoredPage, reader: PageReader, { live, logger }: Target): void {
  const orderAt = reader.page(page)
  // One after the other: what lives no longer than its turn is cheap garbage.
  const add = live.adder()
  for (let at = 0; at < page.length; at++) {
    try {
      const order = orderAt(at)
      if (page.isWithdrawn(at)) refuse(live, order.hash, order.signed.order)
      else add(order)
    } catch (error) {
      tellUnreadable(logger, page.hash(at), error)
    }
  }
}

/** The order, if it is live now. */
function take(stored: StoredOrder, { live, logger, now }: Target & { now: bigint }): LiveOrder | undefined {
  try {
    const order = liveOrder(stored)
    if (order.signed.order.expiresAtSeconds < now) return undefined
    if (stored.isWithdrawn) refuse(live, order.hash, order.signed.order)
    else if (live.add(order)) return order
  } catch (error) {
    tellUnreadable(logger, stored.hash, error)
  }
  return undefined
}

function refuse(live: LiveOrders, hash: Hex, { author, expiresAtSeconds }: Order): void {
  live.refuse(hash, { author, expiresAtSeconds })
}

/** One row that is damaged, or of a later version, must not keep the others away. */
function tellUnreadable(logger: Logger, hash: Hex, error: unknown): void {
  logger.warn({ orderHash: hash, reason: messageOf(error) }, 'an order of the store cannot be read')
}
