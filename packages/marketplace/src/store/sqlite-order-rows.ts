import { ManyRows } from '@sonm/common'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { OrderRows } from './order-rows.ts'
import { packOrders } from './pack-orders.ts'
import type { NewOrder, Placement } from './stored-order.ts'
import type { MarketplaceStore, MarketplaceTables } from './tables.ts'

/** Orders in SQLite: this process alone writes, so it counts by itself. */
export class SqliteOrderRows implements OrderRows {
  readonly store: MarketplaceStore
  #lastSequence: number | undefined

  constructor(store: MarketplaceStore) {
    this.store = store
  }

  /** One statement, which is whole or not at all: a transaction around it costs four messages to its thread and back. */
  place(orders: readonly NewOrder[]): Promise<readonly Placement[]> {
    return this.insert(this.store, orders)
  }

  async begin(): Promise<void> {}

  async insert(transaction: Kysely<MarketplaceTables>, orders: readonly NewOrder[]): Promise<readonly Placement[]> {
    this.#lastSequence ??= await lastSequence(transaction)
    const first = this.#lastSequence + 1
    this.#lastSequence += orders.length
    await transaction.executeQuery({
      ...INSERT.compile(transaction),
      parameters: [new ManyRows(packOrders(orders, first))],
    })
    return orders.map((_, at) => ({ sequence: first + at, isWithdrawn: false }))
  }

  async withdraw(transaction: Transaction<MarketplaceTables>, sequences: readonly number[]): Promise<void> {
    const rows = sequences.map((sequence) => [sequence])
    await transaction.executeQuery({ ...WITHDRAW.compile(transaction), parameters: [new ManyRows(rows)] })
  }

  async tellAgain(): Promise<void> {}

  async end(): Promise<void> {}

  failed(): void {}
}

const INSERT = sql`INSERT INTO placed_order (sequence, hash, placed_at_ms, expires_at_seconds, bytes) VALUES (?, ?, ?, ?, ?)`
const WITHDRAW = sql`UPDATE placed_order SET withdrawn = 1 WHERE sequence = ?`

/** The highest on disk, also of what has expired; 0: none. */
async function lastSequence(transaction: Kysely<MarketplaceTables>): Promise<number> {
  const { fn } = transaction
  const row = await transaction.selectFrom('placed_order').select(fn.max('sequence').as('last')).executeTakeFirst()
  return row?.last ?? 0
}
