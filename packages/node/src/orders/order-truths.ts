import type { ChainClient, MarketEvent } from '@sonm/chain'
import { type Clock, ExpiringCache, RateBucket, Topic } from '@sonm/common'
import { type Address, MAX_ORDER_LIFETIME_SECONDS, type Order } from '@sonm/model'
import type { Checked, OrderTruth, ShownOffer } from './compare-marketplaces.ts'

/** No order lives longer, so no end of one matters longer. */
const ENDED_KEPT_MS = Number(MAX_ORDER_LIFETIME_SECONDS) * 1000
const ENDED_KEPT = 100_000
/** What was read from the chain is read again after this; its events correct it sooner. */
const READ_KEPT_MS = 30_000
const READ_KEPT = 20_000
/** Orders whose nonces are asked for after one search: those that a buyer sees first. For the others the events must do. */
const MOST_NONCES = 50
/** Hubs without a master whose past is asked for after one search: who shows one that never had any is caught by it. */
const MOST_PASTS = 5
/** And of all together, however often somebody shows others: each takes some requests to the chain. */
const PASTS = { burst: 50, perSecond: 0.5 }

export interface OrderTruthsOptions {
  readonly chain: Pick<ChainClient, 'masterOf' | 'epochOf' | 'isNonceUsed'>
  /** For how long, by the chain's time, a hub has been removed that had a master within the last hour; undefined: it is no such hub. */
  readonly removedForSeconds?: ((hub: Address) => Promise<number | undefined>) | undefined
  readonly clock: Clock
}

/** A hub's master; of one that has none any more, for how long. */
type Master = Pick<OrderTruth, 'master' | 'removedForMs'>

/** What the chain says of orders that marketplaces show: from its events as the node follows it, and from questions to it. */
export class OrderTruths {
  /** Orders may be over that were not. */
  readonly changes = new Topic<'ended'>()
  readonly #chain: OrderTruthsOptions['chain']
  readonly #removedForSeconds: NonNullable<OrderTruthsOptions['removedForSeconds']>
  readonly #clock: Clock
  /** Since when an order, or a nonce of an author, has been over. */
  readonly #endedAtMs: ExpiringCache<string, number>
  /** Hubs that had a master when the chain was asked. */
  readonly #confirmed: ExpiringCache<Address, true>
  /** Since when a hub has more deals than before: each has spent a nonce, and its event does not say which. */
  readonly #dealtAtMs: ExpiringCache<Address, number>
  readonly #epochs: ExpiringCache<Address, { readonly epoch: bigint; readonly sinceMs: number }>
  readonly #pasts: RateBucket
  readonly #read: ExpiringCache<string, { readonly value: Promise<unknown>; readonly atMs: number }>

  constructor(options: OrderTruthsOptions) {
    this.#chain = options.chain
    this.#removedForSeconds = options.removedForSeconds ?? (async () => undefined)
    this.#clock = options.clock
    this.#pasts = new RateBucket(PASTS, options.clock.monotonicMs())
    this.#endedAtMs = new ExpiringCache({ clock: options.clock, maxEntries: ENDED_KEPT })
    this.#confirmed = new ExpiringCache({ clock: options.clock, maxEntries: READ_KEPT })
    this.#dealtAtMs = new ExpiringCache({ clock: options.clock, maxEntries: READ_KEPT })
    this.#epochs = new ExpiringCache({ clock: options.clock, maxEntries: READ_KEPT })
    this.#read = new ExpiringCache({ clock: options.clock, maxEntries: READ_KEPT })
  }

  apply(events: readonly MarketEvent[]): void {
    for (const event of events) {
      if (event.kind === 'dealOpened') {
        this.#ended(event.deal.askHash)
        this.#dealtAtMs.set(event.deal.hub, this.#clock.monotonicMs(), READ_KEPT_MS)
      } else if (event.kind === 'bidFilled') this.#ended(event.bidHash)
      else if (event.kind === 'nonceCancelled') this.#ended(nonceKey(event.account, event.nonce))
      else if (event.kind === 'epochAdvanced') this.#learnEpoch(event.account, event.epoch)
    }
    if (events.length > 0) this.changes.changed('ended')
  }

  /** Reads what is not known of these orders. What the chain does not answer stays unknown. */
  async look(offers: readonly Checked[]): Promise<(offer: Checked) => OrderTruth> {
    const orders = new Map(offers.map(({ hash, ask }) => [hash, ask.order]))
    const asked = new Set([...orders.keys()].slice(0, MOST_NONCES))
    const masters = new Map<Address, Master>()
    const authors = new Set([...orders.values()].map(({ author }) => author))
    const hubs = new Set([...orders.values()].flatMap(({ side, author }) => (side === 'ask' ? [author] : [])))
    const pasts = { left: MOST_PASTS }
    await Promise.all([
      ...[...hubs].map(async (hub) => masters.set(hub, await this.#masterEver(hub, pasts))),
      ...[...authors].map((author) => this.#lookAtEpoch(author)),
      ...[...asked].map((hash) => this.#lookAtNonce(orders.get(hash)!)),
    ])
    return ({ ask: { order }, hash }) => {
      const known = masters.get(order.author) ?? { master: 'unknown' as const }
      const isKnown = order.side === 'bid' || known.master !== 'unknown'
      return { ...known, endedForMs: this.#endedFor(order, hash), isSure: isKnown && asked.has(hash) }
    }
  }

  /** Whether an order is over at this moment, whatever was read before; undefined: the chain does not say. */
  async isOverNow({ ask: { order }, hash }: Checked): Promise<boolean | undefined> {
    const { author, nonce, side, epoch } = order
    const [isUsed, epochNow, master] = await Promise.all([
      this.#ask(nonceQuestion(author, nonce), () => this.#chain.isNonceUsed(author, nonce), undefined, Infinity),
      this.#ask(epochQuestion(author), () => this.#chain.epochOf(author), undefined, Infinity),
      side === 'ask'
        ? this.#ask(masterQuestion(author), () => this.#chain.masterOf(author), 'unknown', Infinity)
        : author,
    ])
    if (isUsed === undefined || epochNow === undefined || master === 'unknown') return undefined
    return isUsed || epoch < epochNow || master === undefined || this.#endedFor(order, hash) !== undefined
  }

  #endedFor(order: Order, hash: string): number | undefined {
    const known = this.#epochs.get(order.author)
    const ends = [
      this.#endedAtMs.get(hash),
      this.#endedAtMs.get(nonceKey(order.author, order.nonce)),
      known && order.epoch < known.epoch ? known.sinceMs : undefined,
    ].filter((atMs) => atMs !== undefined)
    return ends.length === 0 ? undefined : this.#clock.monotonicMs() - Math.min(...ends)
  }

  async masterOf(hub: Address): Promise<Exclude<OrderTruth['master'], 'removed'>> {
    return await this.#ask(masterQuestion(hub), () => this.#chain.masterOf(hub), 'unknown' as const)
  }

  /** The masters of these hubs, and of those whose asks are shown, as far as the chain says. */
  async mastersOf(
    offers: readonly ShownOffer[],
    more: readonly Address[] = [],
  ): Promise<(hub: Address) => Address | undefined> {
    const orders = offers.flatMap(({ signed }) => ('forged' in signed ? [] : [signed.ask.order]))
    const hubs = new Set([...more, ...orders.flatMap(({ side, author }) => (side === 'ask' ? [author] : []))])
    const read = [...hubs].map(async (hub) => [hub, await this.masterOf(hub)] as const)
    const masters = new Map(await Promise.all(read))
    return (hub) => {
      const master = masters.get(hub)
      return master === 'unknown' ? undefined : master
    }
  }

  async #masterEver(hub: Address, pasts: { left: number }): Promise<Master> {
    const master = await this.masterOf(hub)
    if (master === undefined) return await this.#pastOf(hub, pasts)
    if (master !== 'unknown') this.#confirmed.set(hub, true, ENDED_KEPT_MS)
    return { master }
  }

  /** A hub without a master may have had one a moment ago, or have one by now. */
  async #pastOf(hub: Address, pasts: { left: number }): Promise<Master> {
    // Nothing of it is taken, and nobody is blamed for it.
    const open: Master = { master: 'removed', removedForMs: 0 }
    if (pasts.left-- <= 0) return open
    const nowMs = this.#clock.monotonicMs()
    const removed = await this.#ask(`removal ${hub}`, () => this.#readRemoval(hub), 'unknown' as const)
    if (removed === 'unknown') return open
    if (removed !== undefined) return { master: 'removed', removedForMs: nowMs - removed.atMs }
    if (this.#confirmed.get(hub)) return open
    const master = await this.#ask(masterQuestion(hub), () => this.#chain.masterOf(hub), 'unknown' as const, nowMs - 1)
    return master === 'unknown' ? open : { master }
  }

  async #readRemoval(hub: Address): Promise<{ readonly atMs: number } | undefined | 'unknown'> {
    const nowMs = this.#clock.monotonicMs()
    if (this.#pasts.left(nowMs) < 1) return 'unknown'
    this.#pasts.use(1, nowMs)
    const forSeconds = await this.#removedForSeconds(hub)
    return forSeconds === undefined ? undefined : { atMs: this.#clock.monotonicMs() - forSeconds * 1000 }
  }

  async #lookAtNonce({ author, nonce }: Order): Promise<void> {
    const key = nonceKey(author, nonce)
    const dealtAtMs = this.#dealtAtMs.get(author)
    const read = () => this.#chain.isNonceUsed(author, nonce)
    if (await this.#ask(nonceQuestion(author, nonce), read, false, dealtAtMs)) this.#ended(key)
  }

  async #lookAtEpoch(author: Address): Promise<void> {
    this.#learnEpoch(author, await this.#ask(epochQuestion(author), () => this.#chain.epochOf(author), 0n))
  }

  /** One question at a time and for a while; a failure is forgotten. */
  async #ask<Value, Otherwise>(
    key: string,
    read: () => Promise<Value>,
    otherwise: Otherwise,
    afterMs = -1,
  ): Promise<Value | Otherwise> {
    const nowMs = this.#clock.monotonicMs()
    const known = this.#read.get(key)
    const asked = known && known.atMs > afterMs ? known : { value: read(), atMs: nowMs }
    if (asked !== known) this.#read.set(key, asked, READ_KEPT_MS)
    return await (asked.value as Promise<Value>).catch(() => {
      if (this.#read.get(key) === asked) this.#read.delete(key)
      return otherwise
    })
  }

  /** The first time counts: since then a marketplace could have known. */
  #ended(key: string): void {
    if (this.#endedAtMs.get(key) !== undefined) return
    this.#endedAtMs.set(key, this.#clock.monotonicMs(), ENDED_KEPT_MS)
  }

  #learnEpoch(author: Address, epoch: bigint): void {
    const known = this.#epochs.get(author)
    if (known && known.epoch >= epoch) return
    this.#epochs.set(author, { epoch, sinceMs: this.#clock.monotonicMs() }, ENDED_KEPT_MS)
  }
}

function masterQuestion(hub: Address): string {
  return `master ${hub}`
}

function epochQuestion(author: Address): string {
  return `epoch ${author}`
}

function nonceQuestion(author: Address, nonce: bigint): string {
  return `nonce ${nonceKey(author, nonce)}`
}

function nonceKey(author: Address, nonce: bigint): string {
  return `${author} ${nonce}`
}
