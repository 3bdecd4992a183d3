import type { ChainClient, MarketEvent } from '@sonm/chain'
import { type Clock, ExpiringCache, Topic } from '@sonm/common'
import { type Address, MAX_ORDER_LIFETIME_SECONDS, type Order } from '@sonm/model'
import type { Checked, OrderTruth } from './compare-marketplaces.ts'

/** No order lives longer, so no end of one matters longer. */
const ENDED_KEPT_MS = Number(MAX_ORDER_LIFETIME_SECONDS) * 1000
const ENDED_KEPT = 100_000
/** What was read from the chain is read again after this; its events correct it sooner. */
const READ_KEPT_MS = 30_000
const READ_KEPT = 20_000
/** Orders whose nonces are asked for after one search: those that a buyer sees first. For the others the events must do. */
const MOST_NONCES = 50

/** What the chain says of orders that marketplaces show: from its events as the node follows it, and from questions to it. */
export class OrderTruths {
  /** Orders may be over that were not. */
  readonly changes = new Topic<'ended'>()
  readonly #chain: Pick<ChainClient, 'masterOf' | 'epochOf' | 'isNonceUsed'>
  readonly #clock: Clock
  /** Since when an order, or a nonce of an author, has been over. */
  readonly #endedAtMs: ExpiringCache<string, number>
  /** Hubs that had a master when the chain was asked. */
  readonly #confirmed: ExpiringCache<Address, true>
  /** Since when a hub has more deals than before: each has spent a nonce, and its event does not say which. */
  readonly #dealtAtMs: ExpiringCache<Address, number>
  readonly #epochs: ExpiringCache<Address, { readonly epoch: bigint; readonly sinceMs: number }>
  readonly #read: ExpiringCache<string, { readonly value: Promise<unknown>; readonly atMs: number }>

  constructor(options: { chain: Pick<ChainClient, 'masterOf' | 'epochOf' | 'isNonceUsed'>; clock: Clock }) {
    this.#chain = options.chain
    this.#clock = options.clock
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
    const masters = new Map<Address, OrderTruth['master']>()
    const authors = new Set([...orders.values()].map(({ author }) => author))
    await Promise.all([
      ...[...authors].map(async (author) => masters.set(author, await this.#masterEver(author))),
      ...[...authors].map((author) => this.#lookAtEpoch(author)),
      ...[...asked].map((hash) => this.#lookAtNonce(orders.get(hash)!)),
    ])
    return ({ ask: { order }, hash }) => {
      const master = masters.has(order.author) ? masters.get(order.author) : 'unknown'
      return { master, endedForMs: this.#endedFor(order, hash), isSure: master !== 'unknown' && asked.has(hash) }
    }
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
    return await this.#ask(`master ${hub}`, () => this.#chain.masterOf(hub), 'unknown' as const)
  }

  async #masterEver(hub: Address): Promise<OrderTruth['master']> {
    const master = await this.masterOf(hub)
    if (master === 'unknown') return master
    if (master === undefined) return this.#confirmed.get(hub) ? 'removed' : undefined
    this.#confirmed.set(hub, true, ENDED_KEPT_MS)
    return master
  }

  async #lookAtNonce({ author, nonce }: Order): Promise<void> {
    const key = nonceKey(author, nonce)
    const dealtAtMs = this.#dealtAtMs.get(author)
    const read = () => this.#chain.isNonceUsed(author, nonce)
    if (await this.#ask(`nonce ${key}`, read, false, dealtAtMs)) this.#ended(key)
  }

  async #lookAtEpoch(author: Address): Promise<void> {
    this.#learnEpoch(author, await this.#ask(`epoch ${author}`, () => this.#chain.epochOf(author), 0n))
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

function nonceKey(author: Address, nonce: bigint): string {
  return `${author} ${nonce}`
}
