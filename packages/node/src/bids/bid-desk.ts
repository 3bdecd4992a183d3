import { createClient } from '@connectrpc/connect'
import type { ChainClient } from '@sonm/chain'
import {
  type Clock,
  CodedError,
  type Logger,
  messageOf,
  nowSeconds,
  type Random,
  type Startable,
  Topic,
  type Turns,
} from '@sonm/common'
import {
  type Address,
  checkOrder,
  fail,
  type Hex,
  type Order,
  type OrderDomain,
  orderHash,
  queryOfBid,
  type Signer,
  signCancel,
  signOrder,
  toHex,
  unmet,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import type { Network } from '@sonm/network'
import { type BookUpdate, MarketplaceService, MatchingService, type Offer, signedOrderToMessage } from '@sonm/protocol'
import type { DealOpener } from '../deals/open-deal.ts'
import { capOfBid } from '../deals/settled-price.ts'
import { factsOf, type VerifiedOffer } from '../orders/offers.ts'
import type { OrderTruths } from '../orders/order-truths.ts'
import { shownOffer } from '../orders/shown-offer.ts'
import type { Suppliers } from '../orders/suppliers.ts'
import type { BidRecord, BidState, BidStore } from './bid-store.ts'
import { MergedWatch } from './merged-watch.ts'

export interface BidDeskOptions {
  readonly network: Network
  readonly chain: Pick<ChainClient, 'account' | 'epochOf'>
  readonly domain: OrderDomain
  readonly signer: Signer
  readonly store: BidStore
  readonly marketplaces: readonly Address[]
  readonly suppliers: Suppliers
  readonly truths: OrderTruths
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
  /** What fits it now, the best first. */
  readonly matches: readonly VerifiedOffer[]
  /** Where it is. */
  readonly placedAt: readonly Address[]
}

/** As long as marketplaces keep a bid. */
const LIFETIME_SECONDS = 3_600n
/** Bids that have ended are listed for so long. */
const KEPT_SECONDS = 7 * 86_400
/** An offer that could not be taken is left alone for so long. */
const TRY_AGAIN_MS = 60_000
/** The most offers that are watched for one bid. */
const MOST_MATCHES = 20

interface Held {
  record: BidRecord
  readonly placedAt: Set<Address>
  readonly watch: MergedWatch | undefined
  readonly cancelExpiry: () => void
  /** Offers that could not be taken, and until when they are left alone. */
  readonly passed: Map<Hex, number>
}

/** The buyer's standing bids: at every marketplace, watched, and taken where he said so. */
export class BidDesk implements Startable {
  readonly changes = new Topic<Hex>()
  readonly #options: BidDeskOptions
  readonly #bids = new Map<Hex, Held>()

  constructor(options: BidDeskOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const { store, clock } = this.#options
    await store.forget(nowSeconds(clock) - KEPT_SECONDS)
    for (const record of (await store.all()).toReversed()) {
      if (record.state === 'taking') {
        const problem = 'The node stopped while a deal was being opened; `sonm deal list` says whether it was.'
        await this.#hold({ ...record, state: 'failed', problem })
        await store.put(this.#bids.get(record.hash)!.record)
      } else await this.#hold(record)
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#bids.values()].map((held) => this.#release(held)))
  }

  /** @throws ORDER_INVALID, INPUT_INVALID, PRICE_UNAVAILABLE, CHAIN_UNREACHABLE and the like */
  async place(wanted: Order, lifetimeSeconds: bigint, take: boolean): Promise<StandingBid> {
    const { chain, domain, signer, random, clock, store } = this.#options
    if (lifetimeSeconds > LIFETIME_SECONDS) {
      const reason = `marketplaces keep a bid for ${LIFETIME_SECONDS / 60n} min at most`
      throw fail('INPUT_INVALID', { field: 'lifetime_seconds', reason })
    }
    const order: Order = {
      ...wanted,
      side: 'bid',
      author: signer.address,
      matcher: ZERO_ADDRESS,
      nonce: BigInt(toHex(random.bytes(32))),
      epoch: await chain.epochOf(chain.account),
      // A little less than the most: a marketplace's clock may be behind.
      expiresAtSeconds: BigInt(nowSeconds(clock)) + (lifetimeSeconds === 0n ? LIFETIME_SECONDS - 30n : lifetimeSeconds),
      snmPerUsdCap: await capOfBid(wanted, this.#options.snmPerUsd),
      bond: 0n,
      detailsHash: ZERO_BYTES32,
    }
    checkOrder(order)
    const signed = await signOrder(domain, signer, order, '')
    const hash = orderHash(domain, order)
    const record: BidRecord = { hash, signed, take, state: 'standing', dealId: 0n, problem: '' }
    await store.put(record)
    await this.#hold(record)
    return this.get(hash)
  }

  /** Again is the same. @throws ORDER_NOT_FOUND */
  async cancel(hash: Hex): Promise<StandingBid> {
    const held = this.#find(hash)
    if (held.record.state === 'standing') await this.#end(held, { state: 'cancelled' })
    return this.get(hash)
  }

  list(): readonly StandingBid[] {
    return [...this.#bids.keys()].map((hash) => this.get(hash)).reverse()
  }

  /** @throws ORDER_NOT_FOUND */
  get(hash: Hex): StandingBid {
    const { record, watch, placedAt } = this.#find(hash)
    const isOpen = record.state === 'standing' || record.state === 'taking'
    return { ...record, matches: isOpen ? (watch?.current() ?? []) : [], placedAt: [...placedAt] }
  }

  #find(hash: Hex): Held {
    const held = this.#bids.get(hash)
    if (!held) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
    return held
  }

  async #hold(record: BidRecord): Promise<void> {
    const { clock, marketplaces } = this.#options
    const { hash, signed, state } = record
    const isStanding = state === 'standing'
    const watch = isStanding
      ? new MergedWatch({
          ...this.#options,
          marketplaces,
          open: (address, signal) => this.#placeAndWatch(address, record, signal),
          accept: (_, offers) => this.#fitting(signed.order, offers),
          onChange: () => this.#changed(hash),
        })
      : undefined
    const leftMs = (Number(signed.order.expiresAtSeconds) + 1) * 1000 - clock.nowMs()
    const expire = () => void this.#expire(hash)
    const cancelExpiry = isStanding ? clock.after(Math.max(0, leftMs), expire) : () => {}
    this.#bids.set(hash, { record, watch, cancelExpiry, placedAt: new Set(), passed: new Map() })
    await watch?.start()
  }

  async #release(held: Held): Promise<void> {
    held.cancelExpiry()
    await held.watch?.stop()
  }

  /** The same order again is the same order, so this is done whenever the marketplace comes back. */
  async *#placeAndWatch(
    address: Address,
    { hash, signed }: BidRecord,
    signal: AbortSignal,
  ): AsyncGenerator<BookUpdate> {
    const { network } = this.#options
    const held = this.#find(hash)
    try {
      await createClient(MarketplaceService, network.rpc(address)).placeOrder(signedOrderToMessage(signed), { signal })
      held.placedAt.add(address)
      const matching = createClient(MatchingService, network.rpc(address))
      yield* matching.watchMatches({ order: { orderHash: hash }, limit: MOST_MATCHES }, { signal })
    } catch (error) {
      held.placedAt.delete(address)
      if (!signal.aborted)
        this.#note(held, `${address}: ${error instanceof CodedError ? error.what : messageOf(error)}`)
      throw error
    }
  }

  /** What is signed by its hub, not over, and joined with the bid by the contract. */
  async #fitting(bid: Order, offers: readonly Offer[]): Promise<readonly VerifiedOffer[]> {
    const { domain, suppliers, truths, clock } = this.#options
    const signed = offers.slice(0, MOST_MATCHES).flatMap((offer) => {
      const shown = shownOffer(domain, offer).signed
      return 'forged' in shown || shown.ask.order.side !== 'ask' ? [] : [shown]
    })
    const query = queryOfBid(bid, (await suppliers.levelOf(bid.author)) ?? 1)
    const [complete, truthOf] = await Promise.all([suppliers.complete(signed, query), truths.look(signed)])
    const moment = { nowSeconds: BigInt(nowSeconds(clock)), usdPerSnm: undefined }
    return complete.filter((offer) => {
      const { master, endedForMs } = truthOf(offer)
      return master !== undefined && endedForMs === undefined && unmet(query, factsOf(offer), moment).length === 0
    })
  }

  #changed(hash: Hex): void {
    this.changes.changed(hash)
    const held = this.#bids.get(hash)
    if (held?.record.take && held.record.state === 'standing') void this.#take(held)
  }

  /** Opens a deal with the best offer. That one is under way is on disk before: a node that dies meanwhile opens no second one. */
  async #take(held: Held): Promise<void> {
    const { clock, opener, turns, suppliers, logger } = this.#options
    const { hash, signed } = held.record
    const nowMs = clock.monotonicMs()
    const best = held.watch?.current().find((offer) => (held.passed.get(offer.hash) ?? 0) <= nowMs)
    if (!best) return
    held.passed.set(best.hash, nowMs + TRY_AGAIN_MS)
    const { order } = signed
    await this.#set(held, { state: 'taking', problem: '' })
    try {
      const query = { ...queryOfBid(order, (await suppliers.levelOf(order.author)) ?? 1), buyer: order.author }
      const wanted = { query, defaults: [], durationSeconds: order.durationSeconds }
      const cap = order.denomination === 'USD' ? { snmPerUsdCap: order.snmPerUsdCap } : {}
      const { deal } = await turns.run('paying', () => opener.open(wanted, { only: best.hash, ...cap }))
      await this.#end(held, { state: 'taken', dealId: deal.id })
    } catch (error) {
      logger.warn({ bid: hash, ask: best.hash, reason: messageOf(error) }, 'no deal could be opened for a bid')
      await this.#set(held, { state: 'standing', problem: error instanceof CodedError ? error.what : messageOf(error) })
      clock.after(TRY_AGAIN_MS, () => this.#changed(hash))
    }
  }

  async #expire(hash: Hex): Promise<void> {
    const held = this.#find(hash)
    if (held.record.state === 'standing') await this.#set(held, { state: 'expired' })
    await this.#release(held)
  }

  /** Leaves the marketplaces by a signed cancel: who has the bid from another one lets it go too. */
  async #end(held: Held, change: { state: BidState; dealId?: bigint }): Promise<void> {
    const { domain, signer, clock, network, marketplaces, logger } = this.#options
    const { hash } = held.record
    await this.#set(held, { ...change, problem: '' })
    await this.#release(held)
    const cancel = await signCancel(domain, signer, { orderHash: hash, atSeconds: BigInt(nowSeconds(clock)) })
    await Promise.all(
      marketplaces.map(async (address) => {
        try {
          await createClient(MarketplaceService, network.rpc(address)).cancelOrder(cancel)
          held.placedAt.delete(address)
        } catch (error) {
          logger.warn(
            { marketplace: address, bid: hash, reason: messageOf(error) },
            'a bid could not be cancelled there',
          )
        }
      }),
    )
    this.changes.changed(hash)
  }

  #note(held: Held, problem: string): void {
    held.record = { ...held.record, problem }
    this.changes.changed(held.record.hash)
  }

  async #set(held: Held, change: Partial<Pick<BidRecord, 'state' | 'dealId' | 'problem'>>): Promise<void> {
    held.record = { ...held.record, ...change }
    this.changes.changed(held.record.hash)
    await this.#options.store.put(held.record)
  }
}
