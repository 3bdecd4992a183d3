import type { Random, Store } from '@sonm/common'
import type { Hex } from '@sonm/model'
import { sql, type Transaction } from 'kysely'
import type { OrderRows } from './order-rows.ts'
import {
  hashBytes,
  hashOf,
  type NewOrder,
  newRow,
  type Placement,
  type StoredOrder,
  storedOrder,
} from './stored-order.ts'
import type { MarketplaceStore, MarketplaceTables, SharedTables } from './tables.ts'

/** Where the processes tell each other that orders have changed. */
export const ORDERS_CHANNEL = 'sonm_orders'
/** The advisory lock of whoever changes orders. */
const ORDERS_LOCK = 0x6f72_6465

/**
 * Orders in PostgreSQL, which several processes write. They take turns, from before the first number of a transaction is
 * allotted until it is committed: so numbers become visible in their order, and whoever has read up to one has missed none
 * below it. (PostgreSQL makes transactions that notify take turns anyway.)
 */
export class SharedOrderRows implements OrderRows {
  readonly store: MarketplaceStore
  readonly #shared: Store<SharedTables>
  readonly #random: Random
  /** Marks what this process has written and knows to be in the store. */
  #writer: string
  /** All changes up to here have been handed on. */
  #heard = 0
  #heardBeforeWrite = 0

  constructor(store: MarketplaceStore, random: Random) {
    this.store = store
    this.#shared = store as unknown as Store<SharedTables>
    this.#random = random
    this.#writer = newWriter(random)
  }

  place(orders: readonly NewOrder[]): Promise<readonly Placement[]> {
    return this.store.transaction().execute(async (transaction) => {
      await this.begin(transaction)
      const placements = await this.insert(transaction, orders)
      await this.end(transaction)
      return placements
    })
  }

  async begin(transaction: Transaction<MarketplaceTables>): Promise<void> {
    this.#heardBeforeWrite = this.#heard
    await sql`SELECT pg_advisory_xact_lock(${ORDERS_LOCK})`.execute(transaction)
  }

  /** The same order, placed at another process or in a transaction whose end was not heard of, is the same row. */
  async insert(
    transaction: Transaction<MarketplaceTables>,
    orders: readonly NewOrder[],
  ): Promise<readonly Placement[]> {
    const rows = [...new Map(orders.map((order) => [order.hash, newRow(order)])).values()]
    const { rows: placed } = await sql<{ sequence: number; hash: Uint8Array; withdrawn: number }>`
      WITH given AS (
        SELECT nextval('order_change') AS number, row.*
        FROM unnest(
          ${rows.map(({ hash }) => hash)}::bytea[],
          ${rows.map(({ placed_at_ms }) => placed_at_ms)}::bigint[],
          ${rows.map(({ expires_at_seconds }) => expires_at_seconds)}::bigint[],
          ${rows.map(({ bytes }) => bytes)}::bytea[]
        ) AS row (hash, placed_at_ms, expires_at_seconds, bytes)
      )
      INSERT INTO placed_order (sequence, hash, placed_at_ms, expires_at_seconds, bytes, changed, writer)
      SELECT number, hash, placed_at_ms, expires_at_seconds, bytes, number, ${this.#writer} FROM given
      ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash
      RETURNING sequence, hash, withdrawn`.execute(transaction)
    const byHash = new Map(
      placed.map(({ sequence, hash, withdrawn }) => [hashOf(hash), { sequence, isWithdrawn: withdrawn === 1 }]),
    )
    return orders.map(({ hash }) => byHash.get(hash)!)
  }

  async withdraw(transaction: Transaction<MarketplaceTables>, sequences: readonly number[]): Promise<void> {
    await sql`
      UPDATE placed_order SET withdrawn = 1, changed = nextval('order_change'), writer = ${this.#writer}
      WHERE sequence = ANY(${sequences}::bigint[]) AND withdrawn = 0`.execute(transaction)
  }

  async tellAgain(transaction: Transaction<MarketplaceTables>, hashes: readonly Hex[]): Promise<void> {
    await sql`
      UPDATE placed_order SET changed = nextval('order_change'), writer = ${this.#writer}
      WHERE hash = ANY(${hashes.map(hashBytes)}::bytea[]) AND withdrawn = 1`.execute(transaction)
  }

  async end(transaction: Transaction<MarketplaceTables>): Promise<void> {
    await sql`SELECT pg_notify(${ORDERS_CHANNEL}, '')`.execute(transaction)
  }

  /** Perhaps the rows are in the store, and nobody here knows: they are read back as if another process had written them. */
  failed(): void {
    this.#writer = newWriter(this.#random)
    this.#heard = Math.min(this.#heard, this.#heardBeforeWrite)
  }

  /** What has changed until now need not be told: it is about to be loaded. */
  async hearFromNow(): Promise<void> {
    this.#heard = await this.#lastChange()
  }

  /** The number of the last change that is visible now; all below it are visible, too. */
  async #lastChange(): Promise<number> {
    const { fn } = this.#shared
    const row = await this.#shared.selectFrom('placed_order').select(fn.max('changed').as('last')).executeTakeFirst()
    return row?.last ?? 0
  }

  /** Hands the next changes of others to `apply`, at most `limit`, in their order. False: there are no more now. */
  async hear(limit: number, apply: (orders: readonly StoredOrder[]) => Promise<void> | void): Promise<boolean> {
    const [writer, after] = [this.#writer, this.#heard]
    const last = await this.#lastChange()
    if (last <= after) return false
    const rows = await this.#shared
      .selectFrom('placed_order')
      .select(['sequence', 'hash', 'placed_at_ms', 'withdrawn', 'bytes', 'changed'])
      .where('changed', '>', after)
      .where('changed', '<=', last)
      .where('writer', '<>', writer)
      .orderBy('changed')
      .limit(limit)
      .execute()
    await apply(rows.map(storedOrder))
    const isAll = rows.length < limit
    // A write that failed meanwhile has the same changes read again, and more of them.
    if (writer === this.#writer) this.#heard = isAll ? last : rows.at(-1)!.changed
    return !isAll || writer !== this.#writer
  }
}

function newWriter(random: Random): string {
  return Buffer.from(random.bytes(12)).toString('base64')
}
