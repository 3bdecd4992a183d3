import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Kysely } from 'kysely'
import { openingFailure } from './store-errors.ts'

/** One step of a schema, applied once and in order; never edited after a release. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

/** A daemon's durable state: typed queries over SQLite. What a resolved write has stored survives kill -9. */
export type Store<Tables> = Kysely<Tables>

/**
 * Opens (and migrates) a store.
 * @param path a file, or ':memory:' for a store that lives as long as the process.
 * @throws STORE_IN_USE, STORE_DAMAGED, DISK_FULL
 */
export async function openStore<Tables>(path: string, migrations: readonly Migration[]): Promise<Store<Tables>> {
  // Loaded here, for it is slow to load, and most commands open no store.
  const { Kysely, SqliteDialect } = await import('kysely')
  const database = openDatabase(path, migrations)
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqliteDatabase(database) }) })
}

function openDatabase(path: string, migrations: readonly Migration[]): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    // Its daemon alone: a second one on the same state would sell the same machine again, say.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE;')
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;')
    migrate(database, migrations)
    return database
  } catch (error) {
    database?.close()
    throw openingFailure(path, error)
  }
}

function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  database.exec('CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) STRICT')
  // A lock of this mode is taken by the first write, also where there is nothing to change.
  database.exec('BEGIN IMMEDIATE; COMMIT')
  const applied = new Set(
    database
      .prepare('SELECT name FROM migration')
      .all()
      .map((row) => row.name),
  )
  for (const { name, sql } of migrations) {
    if (applied.has(name)) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(sql)
      database.prepare('INSERT INTO migration (name) VALUES (?)').run(name)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
}

/** A daemon asks the same few dozen questions over and over. */
const MAX_PREPARED = 256

/** node:sqlite in the shape that Kysely's SQLite dialect drives. Statements stay prepared: to prepare one takes longer than to run it. */
function sqliteDatabase(database: DatabaseSync) {
  const prepared = new Map<string, ReturnType<typeof prepare>>()
  const prepare = (sql: string) => {
    const statement = database.prepare(sql)
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
      run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
      // One of its own: it is read from while others ask the same.
      iterate: (parameters: readonly unknown[]) =>
        database.prepare(sql).iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
    }
  }
  return {
    close: () => database.close(),
    prepare(sql: string) {
      const known = prepared.get(sql)
      if (known) return known
      if (prepared.size >= MAX_PREPARED) prepared.delete(prepared.keys().next().value!)
      const statement = prepare(sql)
      prepared.set(sql, statement)
      return statement
    },
  }
}
