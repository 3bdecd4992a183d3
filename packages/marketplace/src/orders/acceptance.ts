import { type Clock, isCoded } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import type { SenderCredit } from '@sonm/network'
import type { ChainFacts } from '../chain/chain-facts.ts'
import type { MarketplaceLimits } from '../limits.ts'
import type { OrderStore, ProofOfCancel } from '../store/order-store.ts'
import type { Placement } from '../store/stored-order.ts'
import type { ComingOrder, Outcome } from './coming-order.ts'
import type { OnIntakePoint } from './crashpoints.ts'
import type { LiveOrder } from './live-order.ts'
import type { LiveOrders } from './live-orders.ts'
import { Reservations } from './reservations.ts'

export interface AcceptanceOptions {
  readonly clock: Clock
  readonly limits: MarketplaceLimits
  readonly facts: Pick<ChainFacts, 'judge' | 'check'>
  readonly store: OrderStore
  readonly live: LiveOrders
  readonly credit: SenderCredit
  readonly onPoint?: OnIntakePoint
  /** Told of a defect by which an order could not be judged; the others go on. */
  readonly onUnexpected?: (error: unknown) => void
  /** Told whenever orders have been settled. */
  readonly onSettled: () => void
}

/** The way of orders from their signature to the book: quotas, the chain, the disk. */
export class Acceptance {
  readonly #options: AcceptanceOptions
  readonly #reserved: Reservations
  readonly #coming = new Map<Hex, ComingOrder>()
  /** Of those who wait until an order is no longer on its way. */
  readonly #waiting = new Map<Hex, (() => void)[]>()
  /** The chain has been asked of them, and the disk is next. */
  readonly #checked: ComingOrder[] = []
  #askedOfChain = 0

  constructor(options: AcceptanceOptions) {
    this.#options = options
    this.#reserved = new Reservations(options)
  }

  /** How many orders are on this way. */
  get size(): number {
    return this.#coming.size
  }

  /** Resolves when this order is not on its way. */
  async settled(hash: Hex): Promise<void> {
    if (!this.#coming.has(hash)) return
    await new Promise<void>((resolve) => {
      const waiting = this.#waiting.get(hash)
      if (waiting) waiting.push(resolve)
      else this.#waiting.set(hash, [resolve])
    })
  }

  /** Takes these orders on, each to its own end. */
  accept(orders: readonly ComingOrder[]): void {
    const reserved: ComingOrder[] = []
    for (const order of orders) this.#guarded(order, () => this.#reserve(order, reserved))
    this.#options.onPoint?.('intake.reserved')
    if (reserved.length > 0) void this.#store(reserved)
  }

  /** Reserves a place for an order of its author, and adds it to those that the disk is next for, unless the chain is. */
  #reserve(order: ComingOrder, reserved: ComingOrder[]): void {
    const { live, facts } = this.#options
    const { hash, signed } = order
    const isLive = live.has(hash)
    if (isLive || live.withdrawn(hash)) {
      // Everybody can read the orders of others and send them again.
      if (order.sender !== signed.order.author) this.#options.credit.charge(order.sender)
      order.settle(isLive ? hash : fail('ORDER_WITHDRAWN', { orderHash: hash }))
      return
    }
    const same = this.#coming.get(hash)
    if (same) {
      same.join(order)
      return
    }
    const full = this.#reserved.add(signed.order)
    if (full) {
      this.#options.credit.charge(order.sender)
      order.settle(full)
      return
    }
    this.#coming.set(hash, order)
    const verdict = facts.judge(signed.order, hash)
    if (verdict === 'fits') reserved.push(order)
    else if (verdict === 'unknown') this.#askChain(order)
    else this.#endAll([order], verdict)
  }

  #askChain(order: ComingOrder): void {
    const { facts, limits } = this.#options
    if (this.#askedOfChain >= limits.ordersAskedOfChain) {
      this.#endAll([order], fail('MARKETPLACE_BUSY', { reason: 'the chain is being asked about too many authors' }))
      return
    }
    // A question about a new author, of whom anybody makes as many as he likes.
    this.#options.credit.charge(order.sender)
    const checked = facts.check(order.signed.order, order.hash)
    this.#askedOfChain++
    checked.then(
      () => {
        this.#askedOfChain--
        this.#storeTogether(order)
      },
      (error: Error) => {
        this.#askedOfChain--
        this.#endAll([order], error)
      },
    )
  }

  /** With those whom the chain has told of in the same moment: one answer may be that of many. */
  #storeTogether(order: ComingOrder): void {
    const { clock, limits } = this.#options
    this.#checked.push(order)
    if (this.#checked.length > 1) return
    clock.after(0, () => {
      while (this.#checked.length > 0) void this.#store(this.#checked.splice(0, limits.ordersPerCommit))
    })
  }

  async #store(reserved: readonly ComingOrder[]): Promise<void> {
    const { store, clock, onPoint, live } = this.#options
    const placedAtMs = clock.nowMs()
    let placements: readonly Placement[]
    try {
      for (const order of reserved) order.placedAtMs = placedAtMs
      placements = await store.placeAll(reserved)
    } catch (error) {
      this.#endAll(reserved, error as Error)
      return
    }
    onPoint?.('intake.written')
    // The next bid of an author is judged by what this one leaves him.
    const add = live.adder()
    const fitting: { order: ComingOrder; placed: LiveOrder; failure: unknown }[] = []
    reserved.forEach((order, at) => {
      const { hash, signed } = order
      const { sequence, isWithdrawn } = placements[at]!
      const placed = { hash, signed, placedAtMs, sequence }
      this.#guarded(order, () => {
        if (this.#mayLive(order, placed, isWithdrawn))
          fitting.push({ order, placed, failure: failureOf(() => add(placed)) })
      })
    })
    onPoint?.('intake.indexed')
    for (const { order, placed, failure } of fitting) {
      if (failure === undefined) this.#end(order, order.hash)
      else void this.#takeBack(order, placed, failure as Error)
    }
    this.#options.onSettled()
    onPoint?.('intake.acknowledged')
  }

  /** An event may have come between the check and the disk. From the verdict to the book nothing waits. */
  #mayLive(order: ComingOrder, live: LiveOrder, isWithdrawn: boolean): boolean {
    const { facts, live: orders } = this.#options
    if (isWithdrawn) {
      // Not the order itself: it would hold the bytes of its whole call.
      const { author, expiresAtSeconds } = order.signed.order
      orders.refuse(order.hash, { author, expiresAtSeconds })
      this.#endAll([order], fail('ORDER_WITHDRAWN', { orderHash: order.hash }))
      return false
    }
    const verdict = facts.judge(order.signed.order, order.hash)
    if (verdict !== 'fits') void this.#reconsider(order, live, verdict)
    return verdict === 'fits'
  }

  async #reconsider(order: ComingOrder, live: LiveOrder, verdict: 'unknown' | Error): Promise<void> {
    try {
      if (verdict !== 'unknown') throw verdict
      await this.#options.facts.check(order.signed.order, order.hash)
      // Another marketplace on the same store may have had it first.
      this.#options.live.add(live)
      this.#endAll([order], order.hash)
    } catch (refusal) {
      await this.#takeBack(order, live, refusal as Error)
    }
  }

  /** Refuses an order that is on disk already. */
  async #takeBack(order: ComingOrder, live: LiveOrder, refusal: Error): Promise<void> {
    // What could not be withdrawn stays on disk: after a restart the chain's events end it, or it expires.
    await withdrawOrders([live], this.#options).catch(() => {})
    this.#endAll([order], refusal)
  }

  /**
   * A step of one order, whose failure is no other's. What is on disk stays: another marketplace on the same store may have
   * acknowledged it, and its sender, who does not know, may send it again.
   */
  #guarded(order: ComingOrder, step: () => void): void {
    try {
      step()
    } catch (error) {
      if (this.#coming.get(order.hash) === order) this.#endAll([order], error as Error)
      else order.settle(this.#foreseen(error as Error))
    }
  }

  /** What is no coded error is a defect: its sender hears that much, and the operator the rest. */
  #foreseen(outcome: Outcome): Outcome {
    if (typeof outcome === 'string' || isCoded(outcome)) return outcome
    this.#options.onUnexpected?.(outcome)
    return fail('ORDER_NOT_JUDGED', {}, { cause: outcome })
  }

  #endAll(orders: readonly ComingOrder[], outcome: Outcome): void {
    for (const order of orders) this.#end(order, outcome)
    this.#options.onSettled()
  }

  /** Settles an order that was reserved, for all who wait for it. */
  #end(order: ComingOrder, outcome: Outcome): void {
    const { hash, signed, sender } = order
    // Of a shared store it may have become live by another's hand meanwhile.
    if (!this.#coming.delete(hash)) return
    this.#reserved.remove(signed.order)
    if (isCoded(outcome) && WORTHLESS.has(outcome.code)) this.#options.credit.charge(sender)
    order.settle(this.#foreseen(outcome))
    if (this.#waiting.size === 0) return
    for (const resolve of this.#waiting.get(hash) ?? []) resolve()
    this.#waiting.delete(hash)
  }
}

function failureOf(step: () => void): unknown {
  try {
    step()
    return undefined
  } catch (failure) {
    return failure
  }
}

/** Takes orders out, durably first. @throws MARKETPLACE_STORE_FAILED */
export async function withdrawOrders(
  orders: readonly LiveOrder[],
  { store, live }: { readonly store: OrderStore; readonly live: LiveOrders },
  proofs: readonly ProofOfCancel[] = [],
): Promise<void> {
  if (orders.length + proofs.length === 0) return
  await store.write({ kind: 'withdraw', sequences: orders.map(({ sequence }) => sequence) }, ...proofs)
  for (const order of orders) live.withdraw(order)
}

/** Refusals that come after a signature was judged, and that a sender can bring about at will. */
const WORTHLESS: ReadonlySet<string> = new Set(['HUB_UNCONFIRMED', 'ORDER_EPOCH_WRONG', 'ORDER_TAKEN', 'BID_UNFUNDED'])
