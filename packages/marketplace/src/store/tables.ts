import { type Migration, openStore, type Store } from '@sonm/common'
import { type DataTables, dataMigration } from '../data/schema.ts'

export interface MarketplaceTables extends DataTables {
  placed_order: PlacedOrderRow
  /** How far each marketplace on this store has read the chain. */
  chain_checkpoint: { member: string; checkpoint: string }
  signed_cancel: SignedCancelRow
}

/** By which its author took an order back; kept as long as the order could have lived. */
export interface SignedCancelRow {
  order_hash: string
  at_seconds: number
  signature: string
  kept_until_seconds: number
}

export interface PlacedOrderRow {
  /** The order of arrival. */
  sequence: number
  hash: Uint8Array
  placed_at_ms: number
  expires_at_seconds: number
  /** 1: cancelled or taken; kept until its expiry, so that it is not placed again. */
  withdrawn: 0 | 1
  /** See order-bytes.ts. */
  bytes: Uint8Array
}

/** What PostgreSQL has besides, where several marketplaces share it. */
export interface SharedTables extends MarketplaceTables {
  placed_order: PlacedOrderRow & {
    /** Grows with every placing and withdrawing: what is above has not been heard of. */
    changed: number
    /** Who made the last change: he has heard of it. */
    writer: string
  }
}

export type MarketplaceStore = Store<MarketplaceTables>

const cancelMigration: Migration = {
  name: 'signed cancels',
  sql: `
    CREATE TABLE signed_cancel (
      order_hash TEXT PRIMARY KEY, at_seconds BIGINT NOT NULL, signature TEXT NOT NULL, kept_until_seconds BIGINT NOT NULL
    );
    CREATE INDEX signed_cancel_kept ON signed_cancel (kept_until_seconds);`,
}

export const sqliteMigrations: readonly Migration[] = [
  {
    name: '1 orders',
    sql: `CREATE TABLE placed_order (
            sequence INTEGER PRIMARY KEY,
            hash TEXT NOT NULL,
            placed_at_ms INTEGER NOT NULL,
            expires_at_seconds INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL DEFAULT 0,
            message BLOB NOT NULL
          ) STRICT;
          CREATE INDEX placed_order_expiry ON placed_order (expires_at_seconds);
          CREATE TABLE chain_checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), checkpoint TEXT NOT NULL) STRICT;`,
  },
  {
    // Orders live for minutes, and their authors sign them again: those of the old form are dropped.
    // No index on the hash, which is random: duplicates are found in memory, and it would cost most of the speed.
    name: '2 orders as bytes',
    sql: `DROP TABLE placed_order;
          DROP TABLE chain_checkpoint;
          CREATE TABLE placed_order (
            sequence INTEGER PRIMARY KEY,
            hash BLOB NOT NULL,
            placed_at_ms INTEGER NOT NULL,
            expires_at_seconds INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL DEFAULT 0,
            bytes BLOB NOT NULL
          ) STRICT;
          CREATE INDEX placed_order_expiry ON placed_order (expires_at_seconds);
          CREATE TABLE chain_checkpoint (member TEXT PRIMARY KEY, checkpoint TEXT NOT NULL) STRICT;`,
  },
  dataMigration,
  cancelMigration,
]

export const postgresMigrations: readonly Migration[] = [
  {
    // Stored as they are: signatures do not compress, and to try takes time.
    name: '1 orders',
    sql: `CREATE SEQUENCE order_change;
          CREATE TABLE placed_order (
            sequence BIGINT PRIMARY KEY,
            hash BYTEA NOT NULL UNIQUE,
            placed_at_ms BIGINT NOT NULL,
            expires_at_seconds BIGINT NOT NULL,
            withdrawn SMALLINT NOT NULL DEFAULT 0,
            bytes BYTEA NOT NULL,
            changed BIGINT NOT NULL,
            writer TEXT NOT NULL
          );
          ALTER TABLE placed_order ALTER COLUMN bytes SET STORAGE EXTERNAL;
          CREATE INDEX placed_order_expiry ON placed_order (expires_at_seconds);
          CREATE UNIQUE INDEX placed_order_changed ON placed_order (changed);
          CREATE TABLE chain_checkpoint (member TEXT PRIMARY KEY, checkpoint TEXT NOT NULL);`,
  },
  dataMigration,
  cancelMigration,
]

/**
 * A store in this process, for one process; its writes hold the process up.
 * @param path a file, or ':memory:'
 */
export function openMarketplaceStore(path: string): Promise<MarketplaceStore> {
  return openStore<MarketplaceTables>(path, sqliteMigrations)
}
