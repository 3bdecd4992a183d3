import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { buffersOf, ManyRows, packedAnswer, packingOf, unpackRow } from './many-rows.ts'
import type { Migration } from './migration.ts'
import { inUse, type Store } from './store.ts'
import { openingFailure } from './store-errors.ts'
import type { ThreadAnswer, ThreadData, ThreadRequest } from './thread-messages.ts'

/**
 * Opens (and migrates) a store in SQLite that works in a thread of its own, so that no write holds the process up.
 * @throws STORE_IN_USE, STORE_DAMAGED, DISK_FULL
 */
export async function openThreadStore<Tables>(path: string, migrations: readonly Migration[]): Promise<Store<Tables>> {
  const { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } = await import('kysely')
  const thread = new StoreThread({ path, migrations })
  try {
    await thread.opened
  } catch (error) {
    throw openingFailure(path, error)
  }
  const dialect: Dialect = {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driverOf(thread),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
  return inUse(new Kysely<Tables>({ dialect }))
}

type Success = Exclude<ThreadAnswer, { kind: 'failed' }>

interface Waiting {
  readonly resolve: (answer: Success) => void
  readonly reject: (error: unknown) => void
}

/** This side of the thread: each answer belongs to the oldest request that waits. */
class StoreThread implements DatabaseConnection {
  readonly opened: Promise<Success>
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  #ended: Error | undefined

  constructor(workerData: ThreadData) {
    this.#worker = new Worker(new URL('./store-thread-main.ts', import.meta.url), { workerData })
    this.#worker.on('message', (answer: ThreadAnswer) => {
      const { resolve, reject } = this.#waiting.shift()!
      if (answer.kind === 'failed') reject(Object.assign(new Error(answer.error.message), answer.error))
      else resolve(answer)
    })
    this.#worker.on('error', (error) => this.#end(error as Error))
    this.#worker.on('exit', () => this.#end(new Error('the thread of the store has ended')))
    this.opened = this.#answered()
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = query
    const many = ManyRows.of(parameters)
    const packing = packingOf(query)
    const spare = packing?.spare
    const asked = this.#ask(many ? manyRequest(sql, many) : { kind: 'query', sql, parameters, spare })
    packing?.onSent()
    const answer = await asked
    if (answer.kind === 'packed' && packing) return { rows: packedAnswer(answer.rows) }
    if (answer.kind !== 'changed') return { rows: rowsOf<Row>(answer) }
    return { rows: [], numAffectedRows: BigInt(answer.changes), insertId: answer.insertId }
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for it; nobody streams here, for a page is one answer.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('a store in a thread is read in pages')
  }

  async close(): Promise<void> {
    const exited = once(this.#worker, 'exit')
    await this.#ask({ kind: 'close' })
    await exited
  }

  #ask(request: ThreadRequest): Promise<Success> {
    if (this.#ended) return Promise.reject(this.#ended)
    // It throws where rows were given away already; whoever waited for that would take the answer of the next.
    this.#worker.postMessage(request, givenAway(request))
    return this.#answered()
  }

  #answered(): Promise<Success> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended)
  }
}

function givenAway(request: ThreadRequest): ArrayBuffer[] {
  if (request.kind === 'many') return buffersOf(request.rows)
  return request.kind === 'query' && request.spare ? [request.spare] : []
}

function manyRequest(sql: string, rows: ManyRows): ThreadRequest {
  const packed = rows.packed()
  if (!packed) throw new TypeError('rows for a thread hold numbers and bytes alone')
  return { kind: 'many', sql, rows: packed }
}

function rowsOf<Row>(answer: Exclude<Success, { kind: 'changed' }>): Row[] {
  const { names } = answer
  const count = answer.kind === 'packed' ? answer.rows.count : answer.rows.length
  const rows: Row[] = []
  for (let at = 0; at < count; at++) {
    const values = answer.kind === 'packed' ? unpackRow(answer.rows, at) : answer.rows[at]!
    const row: Record<string, unknown> = {}
    for (let column = 0; column < names.length; column++) row[names[column]!] = values[column]
    rows.push(row as Row)
  }
  return rows
}

/** SQLite has one connection, which Kysely hands out to one at a time. */
function driverOf(thread: StoreThread): Driver {
  const run = (sql: string) =>
    thread.executeQuery({ sql, parameters: [] } as unknown as CompiledQuery).then(() => undefined)
  return {
    init: async () => {},
    acquireConnection: async () => thread,
    beginTransaction: () => run('begin'),
    commitTransaction: () => run('commit'),
    rollbackTransaction: () => run('rollback'),
    releaseConnection: async () => {},
    destroy: () => thread.close(),
  }
}
