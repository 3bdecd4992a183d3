export * from './bounded-map.ts'
export * from './clock.ts'
export * from './current.ts'
export * from './end-with-parent.ts'
export * from './errors.ts'
export * from './expiring-cache.ts'
export * from './files.ts'
export * from './json.ts'
export * from './lifecycle.ts'
export * from './logger.ts'
export * from './loop.ts'
export * from './metrics.ts'
export * from './one-each.ts'
export * from './random.ts'
export * from './rate-bucket.ts'
export * from './seldom.ts'
export * from './store/database.ts'
export {
  ManyRows,
  type PackedBytes,
  type PackedNumbers,
  type PackedRows,
  packedAfter,
  packedStart,
  readPacked,
  type SqlValue,
} from './store/many-rows.ts'
export type { Migration } from './store/migration.ts'
export { type PostgresListenerOptions, postgresListener } from './store/postgres-listener.ts'
export { openPostgresStore, type PostgresAddress } from './store/postgres-store.ts'
export { openStore, type Store } from './store/store.ts'
export { codedFailure, storeErrors } from './store/store-errors.ts'
export { openThreadStore } from './store/store-thread.ts'
export * from './topic.ts'
export * from './turns.ts'
