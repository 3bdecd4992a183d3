import type { ChainClient, MarketEvent } from '@sonm/chain'
import { type Clock, type CodedError, ExpiringCache } from '@sonm/common'
import { type Address, fail, type Hex, MAX_ORDER_LIFETIME_SECONDS, type Order } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'

/** What the marketplace asks of the chain about an order. */
export type OrderChain = Pick<ChainClient, 'masterOf' | 'epochOf' | 'isNonceUsed'>

type FactLimits = Pick<MarketplaceLimits, 'masterKeptMs' | 'epochKeptMs' | 'accountsKept' | 'spentKept'>

/** An order can be on its way in for no longer than it lives. */
const SPENT_KEPT_MS = Number(MAX_ORDER_LIFETIME_SECONDS) * 1000

/** Whether the chain would let an order become a deal. */
export class ChainFacts {
  readonly #chain: OrderChain
  readonly #limits: FactLimits
  readonly #masters: ExpiringCache<Address, Address>
  readonly #epochs: ExpiringCache<Address, bigint>
  /** Hashes and nonces that events have named, for orders that are between the check and the book. */
  readonly #spent: ExpiringCache<string, true>

  constructor(options: { chain: OrderChain; clock: Clock; limits: FactLimits }) {
    const { chain, clock, limits } = options
    this.#chain = chain
    this.#limits = limits
    this.#masters = new ExpiringCache({ clock, maxEntries: limits.accountsKept })
    this.#epochs = new ExpiringCache({ clock, maxEntries: limits.accountsKept })
    this.#spent = new ExpiringCache({ clock, maxEntries: limits.spentKept })
  }

  /** @throws HUB_UNCONFIRMED, ORDER_EPOCH_WRONG, ORDER_TAKEN, and what the chain client throws when it cannot be asked */
  async check(order: Order, hash: Hex): Promise<void> {
    const [used] = await Promise.all([
      this.#chain.isNonceUsed(order.author, order.nonce),
      this.#checkEpoch(order),
      order.side === 'ask' ? this.#checkMaster(order.author) : undefined,
    ])
    if (used) throw taken(order)
    const refusal = this.refusal(order, hash)
    if (refusal) throw refusal
  }

  /** Why the events seen since forbid the order, if they do. */
  refusal(order: Order, hash: Hex): CodedError | undefined {
    if (this.#spent.get(hash) || this.#spent.get(nonceKey(order.author, order.nonce))) return taken(order)
    const epoch = this.#epochs.get(order.author)
    return epoch !== undefined && order.epoch < epoch ? epochWrong(order, epoch) : undefined
  }

  apply(event: MarketEvent): void {
    if (event.kind === 'dealOpened') this.#spent.set(event.deal.askHash, true, SPENT_KEPT_MS)
    else if (event.kind === 'nonceCancelled') this.#spent.set(nonceKey(event.account, event.nonce), true, SPENT_KEPT_MS)
    else if (event.kind === 'epochAdvanced') this.#learnEpoch(event.account, event.epoch)
  }

  async #checkMaster(hub: Address): Promise<void> {
    if (this.#masters.get(hub)) return
    const master = await this.#chain.masterOf(hub)
    if (!master) throw fail('HUB_UNCONFIRMED', { hub })
    this.#masters.set(hub, master, this.#limits.masterKeptMs)
  }

  async #checkEpoch(order: Order): Promise<void> {
    if (this.#epochs.get(order.author) === order.epoch) return
    const epoch = await this.#chain.epochOf(order.author)
    this.#learnEpoch(order.author, epoch)
    if (epoch !== order.epoch) throw epochWrong(order, epoch)
  }

  /** Epochs only grow: an answer that was overtaken by an event changes nothing. */
  #learnEpoch(author: Address, epoch: bigint): void {
    const known = this.#epochs.get(author) ?? 0n
    this.#epochs.set(author, epoch > known ? epoch : known, this.#limits.epochKeptMs)
  }
}

function nonceKey(author: Address, nonce: bigint): string {
  return `${author} ${nonce}`
}

function taken(order: Order): CodedError {
  return fail('ORDER_TAKEN', { author: order.author, nonce: String(order.nonce) })
}

function epochWrong(order: Order, current: bigint): CodedError {
  return fail('ORDER_EPOCH_WRONG', { orderEpoch: String(order.epoch), currentEpoch: String(current) })
}
