import type { Selectable } from 'kysely'
import type { DataStore, DataTables } from './schema.ts'

/** A stretch of the history of a class, both ends included. */
export type Stretch = readonly [marketClass: string, intervalSeconds: number, fromSeconds: number, toSeconds: number]

type HistoryTable = 'data_bucket' | 'data_quote'

/** The rows of a stretch as one marketplace has them, oldest first. */
export async function historyRows<Table extends HistoryTable>(
  store: DataStore,
  table: Table,
  member: string,
  [marketClass, intervalSeconds, fromSeconds, toSeconds]: Stretch,
): Promise<readonly Selectable<DataTables[Table]>[]> {
  const rows = await store
    .selectFrom<HistoryTable>(table)
    .selectAll()
    .where('member', '=', member)
    .where('market_class', '=', marketClass)
    .where('interval_seconds', '=', intervalSeconds)
    .where('start_seconds', '>=', fromSeconds)
    .where('start_seconds', '<=', toSeconds)
    .orderBy('start_seconds')
    .execute()
  return rows as Selectable<DataTables[Table]>[]
}
