import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresQueryCompiler,
} from 'kysely'
import { VirtualClock } from '../clock.ts'
import type { Store } from '../store/store.ts'

/** Knows whether a database is at work. */
export class Work {
  #running = 0
  #idle: () => void = () => {}

  begin(): void {
    this.#running++
  }

  end(): void {
    if (--this.#running === 0) this.#idle()
  }

  /** Resolves when nothing runs, and nothing follows from what has run. */
  async settled(): Promise<void> {
    do {
      if (this.#running > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.#running > 0)
  }
}

/** Virtual time that stands still while a database, which has a time of its own, is at work. */
export class PatientClock extends VirtualClock {
  readonly work = new Work()

  override async advance(durationMs: number): Promise<void> {
    const endMs = this.nowMs() + durationMs
    await this.work.settled()
    for (let next = this.nextTimerMs(); next !== undefined && next <= endMs; next = this.nextTimerMs()) {
      await super.advance(next - this.nowMs())
      await this.work.settled()
    }
    await super.advance(endMs - this.nowMs())
  }
}

/**
 * A store in PostgreSQL whose work is watched, from the moment that it is asked for a connection until it has it back.
 * @param committed runs after a commit, before anybody hears of it; when it throws, nobody does
 */
export function watchedStore<Tables>(
  store: Store<Tables>,
  work = new Work(),
  committed: () => Promise<void> = async () => {},
): Store<Tables> {
  const releases = new WeakMap<DatabaseConnection, () => void>()
  const driver: Driver = {
    init: async () => {},
    acquireConnection() {
      work.begin()
      return new Promise((resolve, reject) => {
        store
          .getExecutor()
          .provideConnection(
            (inner) =>
              new Promise<void>((release) => {
                // Its own object: Kysely marks connections, and lends the inner one out again.
                const connection: DatabaseConnection = {
                  executeQuery: (query) => inner.executeQuery(query),
                  streamQuery: (query, size) => inner.streamQuery(query, size),
                }
                releases.set(connection, release)
                resolve(connection)
              }),
          )
          .catch(reject)
          .finally(() => work.end())
      })
    },
    beginTransaction: (connection) => run(connection, 'begin'),
    commitTransaction: (connection) => run(connection, 'commit').then(committed),
    rollbackTransaction: (connection) => run(connection, 'rollback'),
    releaseConnection: async (connection) => releases.get(connection)?.(),
    destroy: () => store.destroy(),
  }
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: () => store.introspection,
    },
  })
}

async function run(connection: DatabaseConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql))
}
