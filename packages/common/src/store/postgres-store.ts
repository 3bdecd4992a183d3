import type { Pool, PoolConfig } from 'pg'
import { type CodedError, errorsOf, messageOf } from '../errors.ts'
import type { Migration } from './migration.ts'
import { postgresHint } from './postgres-hint.ts'
import { inUse, type Store } from './store.ts'
import { storeErrors } from './store-errors.ts'

const fail = errorsOf(storeErrors)

/** A PostgreSQL database. */
export interface PostgresAddress {
  readonly url: string
  /** As it may be shown: without user and password. */
  readonly where: string
}

const INT8 = 20
const CONNECTIONS = 4
const CONNECT_TIMEOUT_MS = 5_000
/** A statement that waits longer fails, also one that waits for another process. */
const STATEMENT_TIMEOUT_MS = 30_000
/** A process that stands still in the middle of a transaction holds the others up for no longer. */
const IDLE_TRANSACTION_MS = 10_000
/** The lock of a migration: of two processes that start on an empty database one waits. */
const MIGRATION_LOCK = 0x736f_6e6d

/** What each connection is made with. */
export async function connectionOptions({ url }: PostgresAddress) {
  const { types } = (await import('pg')).default
  return {
    connectionString: url,
    application_name: 'sonm',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Numbers of a store are below 2^53; without this they come as text.
    types: {
      getTypeParser: ((oid, format) =>
        oid === INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  } satisfies PoolConfig
}

/**
 * Opens (and migrates) a store in PostgreSQL. A connection that is lost fails what runs on it; the next query makes a new one.
 * @throws DATABASE_UNREACHABLE
 */
export async function openPostgresStore<Tables>(
  address: PostgresAddress,
  migrations: readonly Migration[],
): Promise<Store<Tables>> {
  const [{ Kysely, PostgresDialect }, { default: pg }] = await Promise.all([import('kysely'), import('pg')])
  const pool = new pg.Pool({ ...(await connectionOptions(address)), max: CONNECTIONS, onConnect: prepareSession })
  // A connection that breaks is replaced at the next query. What runs on it fails by itself; unheard, this would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  try {
    await migrate(pool, migrations)
  } catch (cause) {
    await pool.end()
    throw unreachable(address, cause)
  }
  return inUse(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }))
}

/** A database that cannot be opened, and what to do about it. Of a host with several addresses, why the first could not be reached. */
export function unreachable({ where, url }: PostgresAddress, cause: unknown): CodedError {
  const error: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  const hint = postgresHint(error, url)
  return fail('DATABASE_UNREACHABLE', { where, reason: messageOf(error), ...(hint ? { hint } : {}) }, { cause })
}

/** What is acknowledged is on disk, whatever the server's default is. */
async function prepareSession(client: { query(sql: string): Promise<unknown> }): Promise<void> {
  await client.query(
    `SET synchronous_commit = on; SET default_transaction_isolation = 'read committed';
     SET statement_timeout = ${STATEMENT_TIMEOUT_MS}; SET idle_in_transaction_session_timeout = ${IDLE_TRANSACTION_MS}`,
  )
}

async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
    await client.query('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)')
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migration')
    const applied = new Set(rows.map(({ name }) => name))
    for (const { name, sql } of migrations) {
      if (applied.has(name)) continue
      await client.query(sql)
      await client.query('INSERT INTO migration (name) VALUES ($1)', [name])
    }
    await client.query('COMMIT')
    client.release()
  } catch (error) {
    // With its transaction, whatever state that is in.
    client.release(true)
    throw error
  }
}
