import type { Address, AskFacts, Hex } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import type { Accounts } from './accounts.ts'
import type { Documents } from './documents.ts'
import type { Offer, SupplierFacts } from './search.ts'
import { secondsOf } from './shelf.ts'

interface BoundAsk {
  readonly live: LiveOrder
  readonly author: number
  readonly document: number
}

/** The asks that only one account may take: few, and looked at one by one. */
export class BoundAsks {
  readonly #accounts: Accounts
  readonly #documents: Documents
  readonly #byHash = new Map<Hex, BoundAsk>()
  readonly #byCounterparty = new Map<Address, Set<Hex>>()
  readonly #byAuthor = new Map<number, Set<Hex>>()
  readonly #byExpiry = new Map<bigint, Set<Hex>>()

  constructor(options: { accounts: Accounts; documents: Documents }) {
    this.#accounts = options.accounts
    this.#documents = options.documents
  }

  get size(): number {
    return this.#byHash.size
  }

  /** @throws ORDER_INVALID when its details are none */
  insert(live: LiveOrder, supplier: SupplierFacts): void {
    const { order, details } = live.signed
    const document = this.#documents.take(details, order.detailsHash)
    const author = this.#accounts.take(order.author, supplier)
    this.#byHash.set(live.hash, { live, author, document })
    for (const [lists, key] of this.#listsOf(live, author)) add(lists, key, live.hash)
  }

  has(hash: Hex): boolean {
    // A look into a table costs a walk over the text, also where the table is empty.
    return this.size > 0 && this.#byHash.has(hash)
  }

  remove(hash: Hex): boolean {
    if (this.size === 0) return false
    const ask = this.#byHash.get(hash)
    if (!ask) return false
    this.#byHash.delete(hash)
    for (const [lists, key] of this.#listsOf(ask.live, ask.author)) drop(lists, key, hash)
    this.#accounts.release(ask.author)
    this.#documents.release(ask.document)
    return true
  }

  expire(nowSeconds: bigint, each: (hash: Hex) => void): number {
    let expired = 0
    for (const [second, hashes] of [...this.#byExpiry]) {
      if (second >= nowSeconds) continue
      for (const hash of [...hashes]) {
        this.remove(hash)
        each(hash)
        expired++
      }
    }
    return expired
  }

  offer(hash: Hex): Offer | undefined {
    const ask = this.#byHash.get(hash)
    return ask && { live: ask.live, supplier: this.#accounts.supplier(ask.author) }
  }

  facts(hash: Hex): AskFacts {
    const { live, author, document } = this.#byHash.get(hash)!
    const details = this.#documents.details(document)
    const placedAtSeconds = secondsOf(live.placedAtMs)
    return { order: live.signed.order, details, placedAtSeconds, ...this.#accounts.supplier(author) }
  }

  all(): Iterable<Hex> {
    return this.#byHash.keys()
  }

  boundTo(counterparty: Address): Iterable<Hex> {
    return this.#byCounterparty.get(counterparty) ?? []
  }

  of(author: number): Iterable<Hex> {
    return this.#byAuthor.get(author) ?? []
  }

  #listsOf({ signed: { order } }: LiveOrder, author: number): readonly (readonly [Map<unknown, Set<Hex>>, unknown])[] {
    return [
      [this.#byCounterparty, order.counterparty],
      [this.#byAuthor, author],
      [this.#byExpiry, order.expiresAtSeconds],
    ]
  }
}

function add(lists: Map<unknown, Set<Hex>>, key: unknown, hash: Hex): void {
  const list = lists.get(key)
  if (list) list.add(hash)
  else lists.set(key, new Set([hash]))
}

function drop(lists: Map<unknown, Set<Hex>>, key: unknown, hash: Hex): void {
  const list = lists.get(key)
  list?.delete(hash)
  if (list?.size === 0) lists.delete(key)
}
