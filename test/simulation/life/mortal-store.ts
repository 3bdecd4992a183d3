import type { Store } from '@sonm/common'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { type Life, never } from './life.ts'

/**
 * A store as one life of a daemon sees it. Each statement is one effect, so that a life can end between any two. When it
 * ends, an open transaction is rolled back, as SQLite does at the next start, and no statement ever answers.
 */
export function mortalStore<Tables>(life: Life, disk: Store<Tables>): Store<Tables> {
  const driver = new MortalDriver(life, disk)
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  })
}

class MortalConnection implements DatabaseConnection {
  readonly #life: Life
  readonly #inner: DatabaseConnection
  readonly release: () => void
  inTransaction = false

  constructor(life: Life, inner: DatabaseConnection, release: () => void) {
    this.#life = life
    this.#inner = inner
    this.release = release
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#life.effect() ? this.#life.guard(this.#inner.executeQuery<Row>(query)) : never()
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<Row>> {
    return this.#life.guardAll(this.#inner.streamQuery<Row>(query, chunkSize))
  }

  /** Past the end of the life: what SQLite itself does. */
  async rollBackAndRelease(): Promise<void> {
    if (this.inTransaction) await this.#inner.executeQuery(CompiledQuery.raw('rollback'))
    this.release()
  }
}

class MortalDriver implements Driver {
  readonly #life: Life
  // biome-ignore lint/suspicious/noExplicitAny: of whatever tables.
  readonly #disk: Store<any>
  readonly #held = new Set<MortalConnection>()

  // biome-ignore lint/suspicious/noExplicitAny: of whatever tables.
  constructor(life: Life, disk: Store<any>) {
    this.#life = life
    this.#disk = disk
    life.onKill(() => {
      for (const connection of this.#held) void connection.rollBackAndRelease()
    })
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<MortalConnection> {
    if (!this.#life.alive) return never()
    return new Promise((resolve) => {
      void this.#disk.getExecutor().provideConnection(
        (inner) =>
          new Promise<void>((release) => {
            if (!this.#life.alive) return release()
            const connection = new MortalConnection(this.#life, inner, release)
            this.#held.add(connection)
            resolve(connection)
          }),
      )
    })
  }

  async beginTransaction(connection: MortalConnection, _settings: TransactionSettings): Promise<void> {
    const begun = connection.executeQuery(CompiledQuery.raw('begin'))
    // SQLite runs a statement within the call, unless the life ended before it.
    connection.inTransaction = this.#life.alive
    await begun
  }

  async commitTransaction(connection: MortalConnection): Promise<void> {
    await this.#end(connection, 'commit')
  }

  async rollbackTransaction(connection: MortalConnection): Promise<void> {
    await this.#end(connection, 'rollback')
  }

  async #end(connection: MortalConnection, statement: 'commit' | 'rollback'): Promise<void> {
    const ended = connection.executeQuery(CompiledQuery.raw(statement))
    if (this.#life.alive) connection.inTransaction = false
    await ended
  }

  async releaseConnection(connection: MortalConnection): Promise<void> {
    if (!this.#held.delete(connection)) return
    connection.release()
  }

  async destroy(): Promise<void> {}
}
