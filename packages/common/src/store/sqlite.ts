import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { BoundedMap } from '../bounded-map.ts'
import type { SqlValue } from './many-rows.ts'
import type { Migration } from './migration.ts'

/** A daemon asks the same few dozen questions over and over. */
const MAX_PREPARED = 256

type Statement = ReturnType<DatabaseSync['prepare']>

/** One SQLite file. Statements stay prepared: to prepare one takes longer than to run it. */
export class Sqlite {
  readonly #database: DatabaseSync
  readonly #prepared = new BoundedMap<string, { statement: Statement; columns: readonly string[] }>(MAX_PREPARED)

  /** @param path a file, or ':memory:' */
  constructor(path: string, migrations: readonly Migration[]) {
    this.#database = new DatabaseSync(path)
    try {
      // Its daemon alone: a second one on the same state would sell the same machine again, say.
      this.#database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE;')
      // Of new files: rows of several hundred bytes fill larger pages better.
      this.#database.exec('PRAGMA page_size = 8192;')
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;')
      migrate(this.#database, migrations)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  /** The names of what a statement answers with; none: it only changes something. */
  columns(sql: string): readonly string[] {
    return this.#prepare(sql).columns
  }

  all(sql: string, parameters: readonly unknown[]): unknown[] {
    return this.#prepare(sql).statement.all(...(parameters as SQLInputValue[]))
  }

  run(sql: string, parameters: readonly unknown[]) {
    // A full disk has ended the transaction already; to say that there is none would hide why.
    if (sql === 'rollback' && !this.#database.isTransaction) return { changes: 0, lastInsertRowid: 0 }
    return this.#prepare(sql).statement.run(...(parameters as SQLInputValue[]))
  }

  /** Runs the statement for each row, all or none: in the transaction that is open, or in one of its own. */
  runMany(sql: string, rows: Iterable<readonly SqlValue[]>): { changes: number } {
    if (this.#database.isTransaction) return this.#runEach(sql, rows)
    this.#database.exec('BEGIN')
    try {
      const changed = this.#runEach(sql, rows)
      this.#database.exec('COMMIT')
      return changed
    } catch (error) {
      // A full disk may have ended it.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #runEach(sql: string, rows: Iterable<readonly SqlValue[]>): { changes: number } {
    const { statement } = this.#prepare(sql)
    let changes = 0
    for (const row of rows) changes += Number(statement.run(...row).changes)
    return { changes }
  }

  /** A statement of its own: it is read from while others ask the same. */
  iterate(sql: string, parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#database.prepare(sql).iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>
  }

  /** The rows as bare values, in the order of the columns. */
  values(sql: string, parameters: readonly unknown[]): readonly (readonly SqlValue[])[] {
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    return statement.all(...(parameters as SQLInputValue[])) as unknown as readonly (readonly SqlValue[])[]
  }

  close(): void {
    this.#database.close()
  }

  #prepare(sql: string) {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) }
    this.#prepared.set(sql, prepared)
    return prepared
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
