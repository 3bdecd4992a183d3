import {
  type Clock,
  type Database,
  type Logger,
  openPostgresStore,
  openThreadStore,
  postgresListener,
  type Random,
} from '@sonm/common'
import type { Sharing } from './others-changes.ts'
import { type MarketplaceStore, type MarketplaceTables, postgresMigrations, sqliteMigrations } from './tables.ts'

/**
 * Opens the database of a daemon's marketplace: SQLite, in a thread of its own, or PostgreSQL, which several share.
 * @throws STORE_IN_USE, STORE_DAMAGED, DISK_FULL, DATABASE_UNREACHABLE
 */
export async function openMarketplaceDatabase(
  database: Database,
  world: { readonly clock: Clock; readonly random: Random; readonly logger: Logger },
): Promise<{ readonly store: MarketplaceStore; readonly sharing?: Sharing }> {
  if (database.kind === 'sqlite') {
    return { store: await openThreadStore<MarketplaceTables>(database.path, sqliteMigrations) }
  }
  const store = await openPostgresStore<MarketplaceTables>(database, postgresMigrations)
  const { random } = world
  const listen: Sharing['listen'] = (channel, onNotice) =>
    postgresListener({ ...world, address: database, channel, onNotice })
  return { store, sharing: { random, listen } }
}
