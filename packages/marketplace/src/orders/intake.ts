import { type Clock, nowSeconds } from '@sonm/common'
import {
  type Address,
  checkOrder,
  fail,
  type Hex,
  MAX_DETAILS_BYTES,
  MAX_ORDER_LIFETIME_SECONDS,
  type Order,
  type OrderDomain,
  readDetails,
  type SignedOrder,
  verifyOrder,
} from '@sonm/model'
import type { ChainFacts } from '../chain/chain-facts.ts'
import type { MarketplaceLimits } from '../limits.ts'
import type { OrderStore } from '../store/order-store.ts'
import type { LiveOrder } from './live-order.ts'
import type { LiveOrders } from './live-orders.ts'

export interface IntakeOptions {
  readonly domain: OrderDomain
  readonly clock: Clock
  readonly limits: Pick<
    MarketplaceLimits,
    'liveOrders' | 'liveOrdersPerAuthor' | 'liveBids' | 'liveBidsPerAuthor' | 'bidLifetimeSeconds'
  >
  readonly facts: Pick<ChainFacts, 'check' | 'refusal'>
  readonly store: OrderStore
  readonly live: LiveOrders
}

/** Where orders come in and are cancelled. What is acknowledged is durable; what is refused has left no trace. */
export class Intake {
  readonly #options: IntakeOptions
  /** Orders between their check and the book, by hash. */
  readonly #coming = new Map<Hex, Promise<void>>()
  /** How many of them there are of each side, and of each author on it. */
  readonly #counts = new Map<string, number>()

  constructor(options: IntakeOptions) {
    this.#options = options
  }

  /**
   * Takes an order in. The same order again is the same order.
   * @returns its hash
   * @throws ORDER_INVALID, ORDER_EXPIRED, ORDER_UNSUPPORTED, SIGNATURE_INVALID, ORDER_WITHDRAWN, ORDER_QUOTA,
   * MARKETPLACE_FULL, HUB_UNCONFIRMED, ORDER_EPOCH_WRONG, ORDER_TAKEN, MARKETPLACE_STORE_FAILED, and what the chain throws
   */
  async place(signed: SignedOrder): Promise<Hex> {
    const { domain, clock, live, limits } = this.#options
    // The signature costs twenty times as much as everything before it.
    checkCheaply(signed, BigInt(nowSeconds(clock)), limits.bidLifetimeSeconds)
    const hash = verifyOrder(domain, signed)
    if (live.get(hash)) return hash
    if (live.withdrawn(hash)) throw fail('ORDER_WITHDRAWN', { orderHash: hash })
    let coming = this.#coming.get(hash)
    if (!coming) {
      coming = this.#accept(hash, signed).finally(() => this.#coming.delete(hash))
      this.#coming.set(hash, coming)
    }
    await coming
    return hash
  }

  /**
   * Withdraws an order, for good. Again is the same.
   * @throws ORDER_NOT_FOUND, PERMISSION_DENIED, MARKETPLACE_STORE_FAILED
   */
  async cancel(hash: Hex, caller: Address): Promise<void> {
    const { live } = this.#options
    // An order that is coming in is cancelled when it is in; if it is refused there is nothing to cancel.
    await this.#coming.get(hash)?.catch(() => {})
    const order = live.get(hash)
    const author = order?.signed.order.author ?? live.withdrawn(hash)?.author
    if (author === undefined) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
    if (author !== caller) {
      throw fail('PERMISSION_DENIED', { caller, action: 'cancel this order', reason: 'it is of another author' })
    }
    if (order) await this.withdraw([order])
  }

  /** Takes orders out, durably first. @throws MARKETPLACE_STORE_FAILED */
  async withdraw(orders: readonly LiveOrder[]): Promise<void> {
    const { store, live } = this.#options
    await store.write({ kind: 'withdraw', sequences: orders.map(({ sequence }) => sequence) })
    for (const order of orders) live.withdraw(order)
  }

  /** Resolves when no order is between its check and the book. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#coming.values())
  }

  async #accept(hash: Hex, signed: SignedOrder): Promise<void> {
    const { facts, store, live, clock } = this.#options
    this.#reserve(signed.order)
    try {
      await facts.check(signed.order, hash)
      const placed = { hash, signed, placedAtMs: clock.nowMs() }
      const { sequence, isWithdrawn } = await store.place(placed)
      const order: LiveOrder = { ...placed, sequence }
      if (isWithdrawn) {
        live.refuse(hash, signed.order)
        throw fail('ORDER_WITHDRAWN', { orderHash: hash })
      }
      // An event may have come between the check and the disk. From here to the book nothing waits.
      const refusal = facts.refusal(signed.order, hash)
      if (refusal) {
        await this.withdraw([order])
        throw refusal
      }
      // Another marketplace on the same store may have had it first.
      if (!live.get(hash)) live.add(order)
    } finally {
      this.#release(signed.order)
    }
  }

  /** Counts an order that is coming in, so that many at once do not pass the quota together. Asks and bids share no room. */
  #reserve({ side, author }: Order): void {
    const { live, limits } = this.#options
    const [most, mostOfAuthor] =
      side === 'ask' ? [limits.liveOrders, limits.liveOrdersPerAuthor] : [limits.liveBids, limits.liveBidsPerAuthor]
    if (live.countOf(author, side) + (this.#counts.get(`${side} ${author}`) ?? 0) >= mostOfAuthor) {
      throw fail('ORDER_QUOTA', { author, limit: mostOfAuthor, side })
    }
    if (live.count(side) + (this.#counts.get(side) ?? 0) >= most) throw fail('MARKETPLACE_FULL', { limit: most, side })
    this.#count(side, 1)
    this.#count(`${side} ${author}`, 1)
  }

  #release({ side, author }: Order): void {
    this.#count(side, -1)
    this.#count(`${side} ${author}`, -1)
  }

  #count(key: string, change: 1 | -1): void {
    const count = (this.#counts.get(key) ?? 0) + change
    if (count > 0) this.#counts.set(key, count)
    else this.#counts.delete(key)
  }
}

/** Everything that needs neither hash nor signature. @throws ORDER_INVALID, ORDER_EXPIRED, ORDER_UNSUPPORTED */
function checkCheaply({ order, details }: SignedOrder, now: bigint, bidLifetimeSeconds: bigint): void {
  const invalid = (field: string, reason: string) => fail('ORDER_INVALID', { field, reason })
  if (details.length > MAX_DETAILS_BYTES) throw invalid('details', `they are longer than ${MAX_DETAILS_BYTES} bytes`)
  checkOrder(order)
  // Good in the second of its expiry, as in the contract.
  if (order.expiresAtSeconds < now) {
    throw fail('ORDER_EXPIRED', { expiredAt: new Date(Number(order.expiresAtSeconds) * 1000).toISOString() })
  }
  if (order.expiresAtSeconds > now + MAX_ORDER_LIFETIME_SECONDS) {
    throw invalid('expiresAtSeconds', `it lies more than ${MAX_ORDER_LIFETIME_SECONDS / 3600n} h ahead`)
  }
  if (order.side === 'ask') {
    checkSettled(order)
    readDetails(details)
    return
  }
  if (details !== '') throw invalid('details', 'a bid has none')
  if (order.expiresAtSeconds > now + bidLifetimeSeconds) {
    throw invalid('expiresAtSeconds', `for a bid it may lie ${bidLifetimeSeconds / 60n} min ahead at most`)
  }
}

/** What the book does not rank: it compares prices in SNM, and knows neither identities nor bonds. */
function checkSettled(order: Order): void {
  const unsupported = (field: string, value: unknown) => fail('ORDER_UNSUPPORTED', { field, value: String(value) })
  if (order.denomination !== 'SNM') throw unsupported('denomination', order.denomination)
  if (order.identityLevel > 1) throw unsupported('identityLevel', order.identityLevel)
  if (order.bond !== 0n) throw unsupported('bond', order.bond)
}
