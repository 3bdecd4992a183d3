import { type Clock, isCoded, nowSeconds } from '@sonm/common'
import { type Address, fail, type Hex, type SignedOrder } from '@sonm/model'
import type { ChainFacts } from '../chain/chain-facts.ts'
import type { MarketplaceLimits } from '../limits.ts'
import type { OrderStore } from '../store/order-store.ts'
import type { Placement } from '../store/stored-order.ts'
import type { OrderVerifier } from '../verification/order-verifier.ts'
import { CheapChecks } from './cheap-checks.ts'
import type { OnIntakePoint } from './crashpoints.ts'
import { IntakeQueue } from './intake-queue.ts'
import type { LiveOrder } from './live-order.ts'
import type { LiveOrders } from './live-orders.ts'
import { Reservations } from './reservations.ts'
import { SenderCredit } from './sender-credit.ts'

export interface IntakeOptions {
  readonly clock: Clock
  readonly limits: MarketplaceLimits
  readonly verifier: OrderVerifier
  readonly facts: Pick<ChainFacts, 'isConfirmed' | 'judge' | 'check'>
  readonly store: OrderStore
  readonly live: LiveOrders
  readonly onPoint?: OnIntakePoint
}

/** Who sends an order: what he may use of the intake is counted by this. */
export interface Sender {
  /** As his TLS certificate proves; undefined: nobody's call. */
  readonly caller?: Address
  /** As `callerHostOf` tells it. */
  readonly host: string
}

/** The order's hash when it is durable and in the book, or why it is not. */
export type Outcome = Hex | Error

/** An order on its way in. */
interface Coming {
  readonly signed: SignedOrder
  readonly sender: string
  readonly settle: (outcome: Outcome) => void
}

/** One that is of its author, and reserved. */
interface Accepted extends Coming {
  readonly hash: Hex
}

/**
 * Where orders come in and are cancelled. What is acknowledged is durable; what is refused has left no trace. In the order of
 * what they cost: cheap checks, the signature in batches, the quotas, the chain, the disk, the book.
 */
export class Intake {
  readonly #options: IntakeOptions
  readonly #cheap: CheapChecks
  readonly #queue: IntakeQueue<Coming>
  readonly #credit: SenderCredit
  readonly #reserved: Reservations
  /** Orders between their signature and the book, by hash, with everybody who waits for them. */
  readonly #coming = new Map<Hex, ((outcome: Outcome) => void)[]>()
  #judging = 0
  #askedOfChain = 0
  #whenIdle: (() => void)[] = []

  constructor(options: IntakeOptions) {
    const { clock, limits, live } = options
    this.#options = options
    this.#cheap = new CheapChecks(limits)
    this.#queue = new IntakeQueue({ items: limits.ordersWaiting, itemsPerSender: limits.ordersWaitingPerSender })
    const { worthlessBurst: burst, worthlessPerSecond: perSecond, sendersKept: kept } = limits
    this.#credit = new SenderCredit({ clock, burst, perSecond, kept })
    this.#reserved = new Reservations({ live, limits })
  }

  /**
   * Takes an order in. The same order again is the same order.
   * @returns its hash
   * @throws ORDER_INVALID, ORDER_EXPIRED, ORDER_UNSUPPORTED, MARKETPLACE_BUSY, SIGNATURE_INVALID, ORDER_VERIFIER_FAILED,
   * ORDER_WITHDRAWN, ORDER_QUOTA, MARKETPLACE_FULL, HUB_UNCONFIRMED, ORDER_EPOCH_WRONG, ORDER_TAKEN, BID_UNFUNDED,
   * MARKETPLACE_STORE_FAILED, and what the chain throws
   */
  async place(signed: SignedOrder, sender: Sender): Promise<Hex> {
    const [outcome] = await this.placeAll([signed], sender)
    if (typeof outcome === 'string') return outcome
    throw outcome
  }

  /** As `place`, each by itself; the outcomes are in the orders' order. */
  placeAll(orders: readonly SignedOrder[], sender: Sender): Promise<readonly Outcome[]> {
    return new Promise((resolve) => {
      const outcomes: Outcome[] = new Array(orders.length)
      let left = orders.length
      if (left === 0) resolve(outcomes)
      orders.forEach((signed, at) => {
        this.#admit(signed, sender, (outcome) => {
          outcomes[at] = outcome
          if (--left === 0) resolve(outcomes)
        })
      })
      this.#options.onPoint?.('intake.queued')
      this.#pump()
    })
  }

  /**
   * Withdraws an order, for good. Again is the same.
   * @throws ORDER_NOT_FOUND, PERMISSION_DENIED, MARKETPLACE_STORE_FAILED
   */
  async cancel(hash: Hex, caller: Address): Promise<void> {
    const { live } = this.#options
    // An order that is coming in is cancelled when it is in; if it is refused there is nothing to cancel.
    const waiting = this.#coming.get(hash)
    if (waiting) await new Promise<unknown>((resolve) => waiting.push(resolve))
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

  /** Resolves when no order is on its way in. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve)
      this.#pump()
    })
  }

  /** Lets an order wait for its turn, or settles it. */
  #admit(signed: SignedOrder, from: Sender, settle: (outcome: Outcome) => void): void {
    const { facts, clock } = this.#options
    const { order } = signed
    const busy = (reason: string) => settle(fail('MARKETPLACE_BUSY', { reason }))
    try {
      this.#cheap.check(signed, BigInt(nowSeconds(clock)))
    } catch (error) {
      settle(error as Error)
      return
    }
    const isConfirmed = order.side === 'ask' ? facts.isConfirmed(order.author) : undefined
    if (isConfirmed === false) {
      settle(fail('HUB_UNCONFIRMED', { hub: order.author }))
      return
    }
    // A confirmed hub that sends its own is known by its key, and shares its place with no neighbour. Any other key costs nothing.
    const sender = isConfirmed && from.caller === order.author ? order.author : `host ${from.host}`
    if (this.#credit.isSpent(sender)) {
      busy('too many worthless orders have come from the same sender')
      return
    }
    const full = this.#queue.add(sender, { signed, sender, settle })
    if (full === 'sender') busy('as many orders of the same sender wait as may')
    else if (full === 'all') busy('as many orders wait as may')
  }

  /** Keeps those busy who judge signatures, unless disk or chain cannot keep up. */
  #pump(): void {
    const { verifier, limits } = this.#options
    while (this.#judging < verifier.lanes && this.#coming.size < limits.ordersInWork) {
      const batch = this.#queue.take(limits.ordersPerBatch)
      if (batch.length === 0) break
      this.#judging++
      void this.#judge(batch).finally(() => {
        this.#judging--
        this.#pump()
      })
    }
    if (this.#queue.size > 0 || this.#judging > 0 || this.#coming.size > 0) return
    for (const resolve of this.#whenIdle.splice(0)) resolve()
  }

  async #judge(batch: readonly Coming[]): Promise<void> {
    const { verifier, onPoint } = this.#options
    let verdicts: readonly (Hex | Error)[]
    try {
      verdicts = await verifier.verify(batch.map(({ signed }) => signed))
    } catch (error) {
      for (const { settle } of batch) settle(error as Error)
      return
    }
    onPoint?.('intake.verified')
    const accepted: Accepted[] = []
    batch.forEach((coming, at) => {
      const verdict = verdicts[at]!
      if (typeof verdict === 'string') this.#accept({ ...coming, hash: verdict }, accepted)
      else this.#refuseWorthless(coming, verdict)
    })
    onPoint?.('intake.reserved')
    if (accepted.length > 0) void this.#store(accepted)
  }

  /** Reserves a place for an order of its author, and adds it to those that the disk is next for, unless the chain is. */
  #accept(order: Accepted, accepted: Accepted[]): void {
    const { live, facts } = this.#options
    const { hash, signed, settle } = order
    if (live.get(hash) || live.withdrawn(hash)) {
      // Everybody can read the orders of others and send them again.
      if (order.sender !== signed.order.author) this.#credit.charge(order.sender)
      settle(live.get(hash) ? hash : fail('ORDER_WITHDRAWN', { orderHash: hash }))
      return
    }
    const waiting = this.#coming.get(hash)
    if (waiting) {
      waiting.push(settle)
      return
    }
    const full = this.#reserved.add(signed.order)
    if (full) {
      this.#refuseWorthless(order, full)
      return
    }
    this.#coming.set(hash, [settle])
    const verdict = facts.judge(signed.order, hash)
    if (verdict === 'fits') accepted.push(order)
    else if (verdict === 'unknown') void this.#askChain(order)
    else this.#end(order, verdict)
  }

  async #askChain(order: Accepted): Promise<void> {
    const { facts, limits } = this.#options
    if (this.#askedOfChain >= limits.ordersAskedOfChain) {
      this.#end(order, fail('MARKETPLACE_BUSY', { reason: 'the chain is being asked about too many authors' }))
      return
    }
    // A question about a new author, of whom anybody makes as many as he likes.
    this.#credit.charge(order.sender)
    this.#askedOfChain++
    try {
      await facts.check(order.signed.order, order.hash)
    } catch (error) {
      this.#end(order, error as Error)
      return
    } finally {
      this.#askedOfChain--
    }
    await this.#store([order])
  }

  async #store(accepted: readonly Accepted[]): Promise<void> {
    const { store, clock, onPoint } = this.#options
    const placedAtMs = clock.nowMs()
    let placements: readonly Placement[]
    try {
      placements = await store.placeAll(accepted.map(({ hash, signed }) => ({ hash, signed, placedAtMs })))
    } catch (error) {
      for (const order of accepted) this.#end(order, error as Error)
      return
    }
    onPoint?.('intake.written')
    accepted.forEach((order, at) => {
      const { hash, signed } = order
      this.#index(order, { hash, signed, placedAtMs, sequence: placements[at]!.sequence }, placements[at]!.isWithdrawn)
    })
    onPoint?.('intake.indexed')
    for (const order of accepted) if (this.#options.live.get(order.hash)) this.#end(order, order.hash)
    onPoint?.('intake.acknowledged')
  }

  /** An event may have come between the check and the disk. From the verdict to the book nothing waits. */
  #index(order: Accepted, live: LiveOrder, isWithdrawn: boolean): void {
    const { facts, live: orders } = this.#options
    if (isWithdrawn) {
      orders.refuse(order.hash, order.signed.order)
      this.#end(order, fail('ORDER_WITHDRAWN', { orderHash: order.hash }))
      return
    }
    const verdict = facts.judge(order.signed.order, order.hash)
    if (verdict === 'fits') this.#addLive(live)
    else void this.#reconsider(order, live, verdict)
  }

  async #reconsider(order: Accepted, live: LiveOrder, verdict: 'unknown' | Error): Promise<void> {
    try {
      if (verdict !== 'unknown') throw verdict
      await this.#options.facts.check(order.signed.order, order.hash)
      this.#addLive(live)
      this.#end(order, order.hash)
    } catch (refusal) {
      // What could not be withdrawn stays on disk: after a restart the chain's events end it, or it expires.
      await this.withdraw([live]).catch(() => {})
      this.#end(order, refusal as Error)
    }
  }

  /** Another marketplace on the same store may have had it first. */
  #addLive(order: LiveOrder): void {
    const { live } = this.#options
    if (!live.get(order.hash)) live.add(order)
  }

  #refuseWorthless({ sender, settle }: Coming, refusal: Error): void {
    this.#credit.charge(sender)
    settle(refusal)
  }

  /** Settles an order that was reserved, for all who wait for it. */
  #end({ hash, signed, sender }: Accepted, outcome: Outcome): void {
    this.#reserved.remove(signed.order)
    const waiting = this.#coming.get(hash) ?? []
    this.#coming.delete(hash)
    if (isCoded(outcome) && WORTHLESS.has(outcome.code)) this.#credit.charge(sender)
    for (const settle of waiting) settle(outcome)
    this.#pump()
  }
}

/** Refusals that come after a signature was judged, and that a sender can bring about at will. */
const WORTHLESS: ReadonlySet<string> = new Set(['HUB_UNCONFIRMED', 'ORDER_EPOCH_WRONG', 'ORDER_TAKEN', 'BID_UNFUNDED'])
