import type { Kysely } from 'kysely'
import { ManyRows } from './many-rows.ts'
import type { Migration } from './migration.ts'
import { Sqlite } from './sqlite.ts'
import { openingFailure } from './store-errors.ts'

/** A daemon's durable state: typed queries over a database. What a resolved write has stored survives kill -9. */
export type Store<Tables> = Kysely<Tables>

/**
 * Opens (and migrates) a store in SQLite. Queries run within the call: `openThreadStore` for one that may not hold the process up.
 * @param path a file, or ':memory:' for a store that lives as long as the process.
 * @throws STORE_IN_USE, STORE_DAMAGED, DISK_FULL
 */
export async function openStore<Tables>(path: string, migrations: readonly Migration[]): Promise<Store<Tables>> {
  // Loaded here, for it is slow to load, and most commands open no store.
  const { Kysely, SqliteDialect } = await import('kysely')
  const database = openSqlite(path, migrations)
  return inUse(new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(database) }) }))
}

/** Kysely closes nothing that it has not used. */
export async function inUse<Tables>(store: Store<Tables>): Promise<Store<Tables>> {
  await store.connection().execute(async () => {})
  return store
}

function openSqlite(path: string, migrations: readonly Migration[]): Sqlite {
  try {
    return new Sqlite(path, migrations)
  } catch (error) {
    throw openingFailure(path, error)
  }
}

/** In the shape that Kysely's SQLite dialect drives. */
function forKysely(database: Sqlite) {
  return {
    close: () => database.close(),
    prepare: (sql: string) => ({
      reader: database.columns(sql).length > 0,
      all: (parameters: readonly unknown[]) => database.all(sql, parameters),
      run(parameters: readonly unknown[]) {
        const many = ManyRows.of(parameters)
        return many ? { ...database.runMany(sql, many.each()), lastInsertRowid: 0 } : database.run(sql, parameters)
      },
      iterate: (parameters: readonly unknown[]) => database.iterate(sql, parameters),
    }),
  }
}
