import type { Store } from '@sonm/common'
import type { Hex } from '@sonm/model'
import type { Transaction } from 'kysely'
import type { NewOrder, Placement } from './stored-order.ts'
import type { MarketplaceTables } from './tables.ts'

/** What SQLite and PostgreSQL do each in its way; all other queries are the same. */
export interface OrderRows {
  readonly store: Store<MarketplaceTables>
  /** Inserts them by themselves, all or none. */
  place(orders: readonly NewOrder[]): Promise<readonly Placement[]>
  /** Begins a transaction that changes orders. */
  begin(transaction: Transaction<MarketplaceTables>): Promise<void>
  insert(transaction: Transaction<MarketplaceTables>, orders: readonly NewOrder[]): Promise<readonly Placement[]>
  withdraw(transaction: Transaction<MarketplaceTables>, sequences: readonly number[]): Promise<void>
  /** Tells those who share the store of these withdrawn orders once more: there is something new to read of them. */
  tellAgain(transaction: Transaction<MarketplaceTables>, hashes: readonly Hex[]): Promise<void>
  /** Ends it; nothing is visible before. */
  end(transaction: Transaction<MarketplaceTables>): Promise<void>
  /** Whether it took effect is not known. */
  failed(): void
}
