import { openThreadStore, systemClock } from '@sonm/common'
import { ZERO_ADDRESS } from '@sonm/model'
import { OrderStore } from '../store/order-store.ts'
import { SqliteOrderRows } from '../store/sqlite-order-rows.ts'
import type { NewOrder } from '../store/stored-order.ts'
import { type MarketplaceTables, sqliteMigrations } from '../store/tables.ts'

const AT_ONCE = 20_000

/** Fills the SQLite file of a marketplace, as if it had taken these orders: it trusts its store, so anybody or nobody may have signed them. */
export async function fillStore(path: string, orders: Iterable<NewOrder>): Promise<void> {
  const store = await openThreadStore<MarketplaceTables>(path, sqliteMigrations)
  const rows = new SqliteOrderRows(store)
  const filled = new OrderStore({ rows, clock: systemClock, maxPerCommit: AT_ONCE, member: ZERO_ADDRESS })
  let some: NewOrder[] = []
  for (const order of orders) {
    some.push(order)
    if (some.length < AT_ONCE) continue
    await filled.placeAll(some)
    some = []
  }
  await filled.placeAll(some)
  await store.destroy()
}
