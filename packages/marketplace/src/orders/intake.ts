import { type Clock, nowSeconds, sleep } from '@sonm/common'
import { type Address, fail, type Hex, type SignedOrder } from '@sonm/model'
import { BOUNDED, SenderCredit } from '@sonm/network'
import type { ChainFacts } from '../chain/chain-facts.ts'
import type { MarketplaceLimits } from '../limits.ts'
import type { OrderStore, ProofOfCancel } from '../store/order-store.ts'
import { PackedAsk } from '../store/packed-ask.ts'
import type { OrderVerifier } from '../verification/order-verifier.ts'
import { Acceptance, withdrawOrders } from './acceptance.ts'
import { AskReader } from './ask-reader.ts'
import type { CallPart } from './call-parts.ts'
import { CheapChecks } from './cheap-checks.ts'
import { Arrival, ComingOrder, type Outcome } from './coming-order.ts'
import type { OnIntakePoint } from './crashpoints.ts'
import { IntakeQueue } from './intake-queue.ts'
import { KnownDocuments } from './known-documents.ts'
import type { LiveOrder } from './live-order.ts'
import type { LiveOrders } from './live-orders.ts'

export interface IntakeOptions {
  readonly clock: Clock
  readonly limits: MarketplaceLimits
  readonly verifier: OrderVerifier
  readonly facts: Pick<ChainFacts, 'isConfirmed' | 'judge' | 'check'>
  readonly store: OrderStore
  readonly live: LiveOrders
  readonly onPoint?: OnIntakePoint
  /** Told of defects, so that they can be logged. */
  readonly onUnexpected?: (error: unknown) => void
}

/** Who sends an order: what he may use of the intake is counted by this. */
export interface Sender {
  /** As his TLS certificate proves; undefined: nobody's call. */
  readonly caller?: Address
  /** As `callerHostOf` tells it. */
  readonly host: string
  /** What he sends is bounded by whoever hands it on; so his worthless orders are not counted here. */
  readonly isBounded?: boolean
}

/** Where an order comes from. */
interface Origin {
  readonly caller: Address | undefined
  /** The name of the host among the senders. */
  readonly host: string
  readonly arrival: Arrival
  readonly at: number
  readonly now: bigint
}

/**
 * Where orders come in and are cancelled. What is acknowledged is durable; what is refused has left no trace. In the order of
 * what they cost: cheap checks, the signature in batches, the quotas, the chain, the disk, the book.
 */
export class Intake {
  readonly #options: IntakeOptions
  readonly #cheap: CheapChecks
  readonly #reader: AskReader
  readonly #queue: IntakeQueue<ComingOrder>
  readonly #credit: SenderCredit
  readonly #acceptance: Acceptance
  #judging = 0
  /** Answers that are held back. */
  #held = 0
  #whenIdle: (() => void)[] = []

  constructor(options: IntakeOptions) {
    const { clock, limits } = options
    this.#options = options
    const documents = new KnownDocuments()
    this.#cheap = new CheapChecks({ ...limits, documents })
    this.#reader = new AskReader(documents)
    this.#queue = new IntakeQueue({ items: limits.ordersWaiting, itemsPerSender: limits.ordersWaitingPerSender })
    const { worthlessBurst: burst, worthlessPerSecond: perSecond, sendersKept: kept } = limits
    this.#credit = new SenderCredit({ clock, burst, perSecond, kept })
    this.#acceptance = new Acceptance({ ...options, credit: this.#credit, onSettled: () => this.#pump() })
  }

  /**
   * Takes an order in. The same order again is the same order.
   * @returns its hash
   * @throws ORDER_INVALID, ORDER_EXPIRED, MARKETPLACE_BUSY, SIGNATURE_INVALID, ORDER_VERIFIER_FAILED,
   * ORDER_NOT_JUDGED, ORDER_WITHDRAWN, ORDER_QUOTA, WITHDRAWN_QUOTA, MARKETPLACE_FULL, HUB_UNCONFIRMED, ORDER_EPOCH_WRONG, ORDER_TAKEN, BID_UNFUNDED,
   * MARKETPLACE_STORE_FAILED, and what the chain throws
   */
  async place(signed: SignedOrder, sender: Sender): Promise<Hex> {
    const [outcome] = await this.placeAll([signed], sender)
    if (typeof outcome === 'string') return outcome
    throw outcome
  }

  /** As `place`, each by itself; the outcomes are in the orders' order. */
  placeAll(orders: readonly SignedOrder[], sender: Sender): Promise<readonly Outcome[]> {
    if (orders.length === 0) return Promise.resolve([])
    return new Promise((resolve) => {
      const arrival = new Arrival(orders.length, resolve)
      const host = keyOf(sender)
      const now = BigInt(nowSeconds(this.#options.clock))
      orders.forEach((signed, at) => {
        const refusal = this.#admit(signed, { caller: sender.caller, host, arrival, at, now })
        if (refusal) arrival.settle(at, refusal)
      })
      this.#options.onPoint?.('intake.queued')
      this.#pump()
    })
  }

  /**
   * Withdraws an order of this author, for good, and with it makes the proofs of it durable. Again is the same.
   * @throws ORDER_NOT_FOUND, PERMISSION_DENIED, MARKETPLACE_STORE_FAILED
   */
  async cancel(hash: Hex, signer: Address, proofs: readonly ProofOfCancel[] = []): Promise<void> {
    const { live } = this.#options
    // An order that is coming in is cancelled when it is in; if it is refused there is nothing to cancel.
    await this.#acceptance.settled(hash)
    const order = live.get(hash)
    const author = order?.signed.order.author ?? live.withdrawn(hash)?.author
    if (author === undefined) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
    if (author !== signer) {
      throw fail('PERMISSION_DENIED', {
        caller: signer,
        action: 'cancel this order',
        reason: 'it is of another author',
      })
    }
    await withdrawOrders(order ? [order] : [], this.#options, proofs)
  }

  /** Takes orders out, durably first. @throws MARKETPLACE_STORE_FAILED */
  withdraw(orders: readonly LiveOrder[]): Promise<void> {
    return withdrawOrders(orders, this.#options)
  }

  /** Resolves when no order is on its way in. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve)
      this.#pump()
    })
  }

  /** @throws MARKETPLACE_BUSY, after a while, for a sender of whom nothing is looked at now: before anything of his is read */
  async checkWelcome(sender: Sender): Promise<void> {
    const { clock, limits } = this.#options
    if (this.#isKnown(sender) || !this.#credit.isSpent(keyOf(sender))) return
    if (this.#held < limits.heldAnswers) {
      this.#held++
      await sleep(clock, limits.worthlessPauseMs)
      this.#held--
    }
    throw SPENT
  }

  /** How many of a call's orders are looked at: to read more than its sender may have in work would be for nothing. */
  roomFor(sender: Sender, orders: number): number {
    return this.#isKnown(sender) ? orders : Math.min(orders, this.#credit.room(keyOf(sender)))
  }

  /** The orders of a PlaceOrders call: those that are plain asks, checked but for their signature, and of the others the messages. */
  readPlain(request: Uint8Array, parts: readonly CallPart[]): readonly (PackedAsk | Uint8Array)[] {
    return this.#reader.read(request, parts, nowSeconds(this.#options.clock))
  }

  /** Counts orders that could not even be read. */
  noteWorthless(sender: Sender, count: number): void {
    if (count > 0) this.#credit.charge(keyOf(sender), count)
  }

  #isKnown({ caller }: Sender): boolean {
    return caller !== undefined && this.#options.facts.isConfirmed(caller) === true
  }

  /** Lets an order wait for its turn, or tells why it may not. */
  #admit(signed: SignedOrder, from: Origin): Error | undefined {
    const { facts } = this.#options
    const { order } = signed
    // A confirmed hub that sends its own is known by its key, and shares its place with no neighbour. Any other key costs nothing.
    const isConfirmed = order.side === 'ask' ? facts.isConfirmed(order.author) : undefined
    const sender = isConfirmed && from.caller === order.author ? order.author : from.host
    if (this.#credit.isSpent(sender)) return SPENT
    try {
      // Whoever read a plain ask has checked it.
      if (!(signed instanceof PackedAsk)) this.#cheap.check(signed, from.now)
      if (isConfirmed === false) throw fail('HUB_UNCONFIRMED', { hub: order.author })
    } catch (error) {
      this.#credit.charge(sender)
      return error as Error
    }
    // Whoever is not known has no more in work than may be worthless; a known hub fills his place in the queue.
    const isStranger = sender !== order.author
    if (isStranger && !this.#credit.hold(sender)) return FULL_OF_SENDER
    const coming = new ComingOrder(signed, { sender, arrival: from.arrival, at: from.at })
    const full = this.#queue.add(sender, coming, isStranger)
    if (!full) return undefined
    if (isStranger) this.#credit.release(sender)
    return full === 'sender' ? FULL_OF_SENDER : FULL
  }

  /** Keeps those busy who judge signatures, unless disk or chain cannot keep up. */
  #pump(): void {
    const { verifier, limits } = this.#options
    while (this.#judging < verifier.lanes && this.#acceptance.size < limits.ordersInWork) {
      const batch = this.#queue.take(limits.ordersPerBatch, limits.strangersPerBatch)
      if (batch.length === 0) break
      this.#judging++
      void this.#judge(batch).finally(() => {
        this.#judging--
        this.#pump()
      })
    }
    if (this.#queue.size > 0 || this.#judging > 0 || this.#acceptance.size > 0) return
    for (const resolve of this.#whenIdle.splice(0)) resolve()
  }

  async #judge(batch: readonly ComingOrder[]): Promise<void> {
    const { verifier, onPoint } = this.#options
    let verdicts: readonly (Hex | Error)[]
    try {
      verdicts = await verifier.verify(batch.map(({ signed }) => signed))
    } catch (error) {
      for (const coming of batch) coming.settle(error as Error)
      return
    } finally {
      for (const { sender } of batch) this.#credit.release(sender)
    }
    onPoint?.('intake.verified')
    const verified: ComingOrder[] = []
    batch.forEach((coming, at) => {
      const verdict = verdicts[at]!
      if (typeof verdict === 'string') {
        coming.hash = verdict
        verified.push(coming)
      } else {
        this.#credit.charge(coming.sender)
        coming.settle(verdict)
      }
    })
    this.#acceptance.accept(verified)
  }
}

// Made once: they are the answer to floods, and to make an error takes longer than all that is done before it.
const SPENT = fail('MARKETPLACE_BUSY', { reason: 'too many worthless orders have come from the same sender' })
export const FULL_OF_SENDER = fail('MARKETPLACE_BUSY', { reason: 'as many orders of the same sender wait as may' })
const FULL = fail('MARKETPLACE_BUSY', { reason: 'as many orders wait as may' })

function keyOf({ host, isBounded }: Sender): string {
  return `${isBounded ? BOUNDED : 'host '}${host}`
}
