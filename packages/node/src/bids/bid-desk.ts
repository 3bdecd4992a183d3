import type { ChainClient, MarketEvent, Receipt } from '@sonm/chain'
import {
  type Clock,
  type Current,
  type Logger,
  messageOf,
  nowSeconds,
  type Random,
  type Startable,
  Topic,
  Turns,
} from '@sonm/common'
import {
  type Address,
  fail,
  type Hex,
  type Order,
  type OrderDomain,
  orderHash,
  queryOfBid,
  type Signer,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import type { DealOpener } from '../deals/open-deal.ts'
import type { CheckedOrders } from '../orders/checked-orders.ts'
import type { Fault } from '../orders/compare-marketplaces.ts'
import type { VerifiedOffer } from '../orders/offers.ts'
import type { Suppliers } from '../orders/suppliers.ts'
import { whySilent } from '../orders/unreachable.ts'
import { bestFirst } from './best-first.ts'
import { leavePlaces, placeAndWatch, reasonOf } from './bid-places.ts'
import { afterEvent, type BidState, isBinding, stateOf, voided } from './bid-state.ts'
import type { BidRecord, BidStore } from './bid-store.ts'
import { type AnyAnswersParts, checkAnyAnswers } from './check-any-answers.ts'
import type { Held, Standing } from './held-bid.ts'
import { MergedWatch } from './merged-watch.ts'
import { signStandingBid } from './sign-standing-bid.ts'
import { spendNonce } from './spend-nonce.ts'

export interface BidDeskOptions {
  readonly network: Network
  readonly chain: Pick<ChainClient, 'account' | 'epochOf' | 'isNonceUsed' | 'cancel' | 'events'>
  readonly domain: OrderDomain
  readonly signer: Signer
  readonly store: BidStore
  readonly marketplaces: Current<readonly Address[]>
  readonly records: AnyAnswersParts['records']
  readonly suppliers: Suppliers
  readonly checked: Pick<CheckedOrders, 'ofBid'>
  /** Wei of SNM for 1 USD as the market would settle now. */
  readonly snmPerUsd?: (() => Promise<bigint | undefined>) | undefined
  readonly opener: Pick<DealOpener, 'open'>
  readonly turns: Turns<'paying'>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** What a bid is to its buyer. */
export interface StandingBid extends BidRecord {
  readonly state: BidState
  readonly isBinding: boolean
  /** What fits it now, the best first. */
  readonly matches: readonly VerifiedOffer[]
  /** Where it is. */
  readonly placedAt: readonly Address[]
  /** What marketplaces were found at in what they tell of it. */
  readonly faults: readonly Fault[]
}

/** Bids that have ended are listed for so long. */
const KEPT_SECONDS = 7 * 86_400
/** An offer that could not be taken is left alone for so long. */
const TRY_AGAIN_MS = 60_000
/** The most offers that are watched for one bid. */
const MOST_MATCHES = 20

/**
 * The buyer's standing bids: at every marketplace, watched, and taken where he said so. Whoever joins a bid with an ask, its supplier or
 * this node, spends the bid's nonce in the contract, so that of one bid there is one deal at most.
 */
export class BidDesk implements Startable {
  readonly changes = new Topic<Hex>()
  readonly #options: BidDeskOptions
  readonly #bids = new Map<Hex, Held>()
  /** What becomes of one bid is written one after the other. */
  readonly #writes = new Turns<Hex>()

  constructor(options: BidDeskOptions) {
    this.#options = options
  }

  /** Before the chain's events are told: they are about bids that must be known. */
  async start(): Promise<void> {
    const { store, clock } = this.#options
    await store.forget(nowSeconds(clock) - KEPT_SECONDS)
    // Whether one was ever out is not written down: it is taken to be.
    for (const record of (await store.all()).toReversed()) await this.#hold(record, true)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#bids.values()].map((held) => this.#close(held)))
  }

  /** What the contract says, once it counts. The same events again change nothing. */
  async apply(events: readonly MarketEvent[]): Promise<void> {
    for (const held of this.#bids.values()) await this.#update(held, (record) => events.reduce(afterEvent, record))
  }

  /** After a reorg: a bid that the chain knows nothing of any more stands again. @throws CHAIN_UNREACHABLE */
  async rollBack(): Promise<void> {
    const { chain } = this.#options
    for (const held of this.#bids.values()) {
      const { signed, dealId, isVoid } = held.record
      const { author, nonce, epoch } = signed.order
      if ((dealId === 0n && !isVoid) || (await chain.isNonceUsed(author, nonce))) continue
      const isOutdated = (await chain.epochOf(author)) > epoch
      await this.#update(held, (record) => ({ ...record, dealId: 0n, isVoid: isVoid && isOutdated }))
    }
  }

  /** @throws ORDER_INVALID, INPUT_INVALID, PRICE_UNAVAILABLE, CHAIN_UNREACHABLE, MARKETPLACES_UNREACHABLE and the like */
  async place(wanted: Order, lifetimeSeconds: bigint, take: boolean): Promise<StandingBid> {
    const signed = await signStandingBid(wanted, lifetimeSeconds, this.#options)
    await checkAnyAnswers(this.#options)
    const hash = orderHash(this.#options.domain, signed.order)
    const record: BidRecord = { hash, signed, take, isCancelled: false, isVoid: false, dealId: 0n, problem: '' }
    await this.#options.store.put(record)
    await this.#hold(record, false)
    return this.get(hash)
  }

  /**
   * Takes it back at the marketplaces, which also let go what they have from each other. Again is the same. A deal that is on its way to
   * the chain, or that a supplier opens all the same, makes it taken. @throws ORDER_NOT_FOUND
   */
  async cancel(hash: Hex): Promise<StandingBid> {
    const held = this.#find(hash)
    if (this.get(hash).state === 'standing') {
      const problem = held.standing?.isTaking
        ? 'A deal was being opened when it was cancelled; `sonm deal list` says whether it was.'
        : ''
      await this.#update(held, (record) => ({ ...record, isCancelled: true, problem }))
      await leavePlaces(held, this.#options)
      // Whom it never reached can make no deal of it.
      if (!held.isOut) await this.#update(held, voided)
      this.changes.changed(hash)
    }
    return this.get(hash)
  }

  /**
   * Takes it back in the contract too, so that nobody can make a deal of it.
   * @returns nothing where it bound nobody any more; @throws ORDER_NOT_FOUND, BID_SPENT, ETH_INSUFFICIENT, CHAIN_UNREACHABLE and the like
   */
  async cancelOnChain(hash: Hex): Promise<Receipt | undefined> {
    const { turns, clock } = this.#options
    const held = this.#find(hash)
    await this.cancel(hash)
    // A deal that is being opened with it is sent before, or not at all.
    return await turns.run('paying', async () => {
      if (held.record.dealId !== 0n) throw fail('BID_SPENT', { orderHash: hash })
      if (!isBinding(held.record, nowSeconds(clock))) return undefined
      const receipt = await spendNonce(held.record, this.#options)
      await this.#update(held, voided)
      return receipt
    })
  }

  list(): readonly StandingBid[] {
    return [...this.#bids.keys()].map((hash) => this.get(hash)).reverse()
  }

  /** @throws ORDER_NOT_FOUND */
  get(hash: Hex): StandingBid {
    const { record, standing, placedAt, isOut } = this.#find(hash)
    // No rate: the contract never joins two currencies.
    const matches = bestFirst(standing?.watch.current() ?? [], undefined).slice(0, MOST_MATCHES)
    const now = nowSeconds(this.#options.clock)
    return {
      ...record,
      state: stateOf(record, now),
      isBinding: isOut && isBinding(record, now),
      matches,
      placedAt: [...placedAt],
      faults: standing?.watch.faults ?? [],
    }
  }

  #find(hash: Hex): Held {
    const held = this.#bids.get(hash)
    if (!held) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
    return held
  }

  async #hold(record: BidRecord, isOut: boolean): Promise<void> {
    const held: Held = { record, standing: undefined, placedAt: new Set(), isOut }
    this.#bids.set(record.hash, held)
    await this.#follow(held)
  }

  /** Nothing is different before it is on disk. */
  #update(held: Held, change: (record: BidRecord) => BidRecord): Promise<void> {
    const { hash } = held.record
    return this.#writes.run(hash, async () => {
      const next = change(held.record)
      if (next === held.record) return
      await this.#options.store.put(next)
      held.record = next
      await this.#follow(held)
      this.changes.changed(hash)
    })
  }

  /** Places and watches the bid while it can be taken, and no longer. */
  async #follow(held: Held): Promise<void> {
    const { clock, marketplaces, network, checked, logger } = this.#options
    const { record } = held
    const { hash, signed } = record
    if (stateOf(record, nowSeconds(clock)) !== 'standing') return await this.#close(held)
    if (held.standing) return
    const watch = new MergedWatch({
      ...this.#options,
      marketplaces,
      open: (address, signal) => {
        const failed = (error: unknown) => void this.#note(held, `${address}: ${whySilent(address, error)}.`)
        return placeAndWatch(address, held, { network, most: MOST_MATCHES, failed, signal })
      },
      judge: checked.ofBid(signed.order, MOST_MATCHES),
      onChange: () => this.#changed(held),
    })
    const over = new AbortController()
    held.standing = { watch, over, isTaking: false, passed: new Map() }
    const leftMs = (Number(signed.order.expiresAtSeconds) + 1) * 1000 - clock.nowMs()
    const expire = async () => {
      await this.#close(held)
      this.changes.changed(hash)
    }
    const cancelExpiry = clock.after(Math.max(0, leftMs), () => {
      expire().catch((error: unknown) => logger.warn({ bid: hash, reason: messageOf(error) }, 'a watch did not end'))
    })
    over.signal.addEventListener('abort', cancelExpiry, { once: true })
    await watch.start()
  }

  async #close(held: Held): Promise<void> {
    const { standing } = held
    held.standing = undefined
    standing?.over.abort(new Error('the bid stands no longer'))
    await standing?.watch.stop()
  }

  #changed(held: Held): void {
    this.changes.changed(held.record.hash)
    const { standing, record } = held
    if (record.take && standing && !standing.isTaking) void this.#take(held, standing)
  }

  /** Opens a deal with the best offer. */
  async #take(held: Held, standing: Standing): Promise<void> {
    const { clock, opener, suppliers, turns, logger } = this.#options
    const { hash, signed } = held.record
    const { order } = signed
    const { over, passed } = standing
    const nowMs = clock.monotonicMs()
    const best = this.get(hash).matches.find((offer) => (passed.get(offer.hash) ?? 0) <= nowMs)
    if (!best) return
    passed.set(best.hash, nowMs + TRY_AGAIN_MS)
    standing.isTaking = true
    try {
      const query = { ...queryOfBid(order, (await suppliers.levelOf(order.author)) ?? 1), buyer: order.author }
      const wanted = { query, defaults: [], durationSeconds: order.durationSeconds }
      const cap = order.denomination === 'USD' ? { snmPerUsdCap: order.snmPerUsdCap } : {}
      const chosen = { only: best.hash, bid: signed, signal: over.signal, ...cap }
      const { deal } = await turns.run('paying', () => opener.open(wanted, chosen))
      await this.#update(held, (record) => ({ ...record, dealId: deal.id, problem: '' }))
    } catch (error) {
      logger.warn({ bid: hash, ask: best.hash, reason: messageOf(error) }, 'no deal could be opened for a bid')
      await this.#note(held, error === over.signal.reason ? '' : reasonOf(error))
      if (over.signal.aborted) return
      const cancel = clock.after(TRY_AGAIN_MS, () => this.#changed(held))
      over.signal.addEventListener('abort', cancel, { once: true })
    } finally {
      standing.isTaking = false
    }
  }

  /** In its turn: what is being written was made of the record as it was before. */
  #note(held: Held, problem: string): Promise<void> {
    return this.#writes.run(held.record.hash, async () => {
      held.record = { ...held.record, problem }
      this.changes.changed(held.record.hash)
    })
  }
}
