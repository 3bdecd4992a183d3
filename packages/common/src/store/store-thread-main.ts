import { parentPort, workerData } from 'node:worker_threads'
import { buffersOf, packRows, unpackRows } from './many-rows.ts'
import { Sqlite } from './sqlite.ts'
import type { ThreadAnswer, ThreadData, ThreadRequest } from './thread-messages.ts'

// The thread of one store: opens it, then runs one statement after the other.
const port = parentPort!
const { path, migrations } = workerData as ThreadData
let database: Sqlite | undefined

function answer(request: ThreadRequest): ThreadAnswer {
  const { kind } = request
  const sqlite = database!
  if (kind === 'close') {
    sqlite.close()
    return { kind: 'changed', changes: 0, insertId: 0n }
  }
  const { sql } = request
  if (kind === 'many') {
    return { kind: 'changed', insertId: 0n, ...sqlite.runMany(sql, unpackRows(request.rows)) }
  }
  const names = sqlite.columns(sql)
  if (names.length === 0) {
    const { changes, lastInsertRowid } = sqlite.run(sql, request.parameters)
    return { kind: 'changed', changes: Number(changes), insertId: BigInt(lastInsertRowid) }
  }
  const values = sqlite.values(sql, request.parameters)
  const packed = packRows(values, request.spare)
  return packed ? { kind: 'packed', names, rows: packed } : { kind: 'values', names, rows: values }
}

/** Does something and tells what came of it. */
function tell(work: () => ThreadAnswer): void {
  let result: ThreadAnswer
  try {
    result = work()
  } catch (error) {
    const { message, code, errcode } = error as Error & { code?: unknown; errcode?: unknown }
    result = { kind: 'failed', error: { message, code, errcode } }
  }
  port.postMessage(result, result.kind === 'packed' ? buffersOf(result.rows) : [])
}

tell(() => {
  database = new Sqlite(path, migrations)
  return { kind: 'changed', changes: 0, insertId: 0n }
})
if (database) {
  port.on('message', (request: ThreadRequest) => {
    tell(() => answer(request))
    if (request.kind === 'close') port.close()
  })
}
