import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '@sonm/common'
import { testPostgres } from '@sonm/common/testing'
import pg from 'pg'
import { percentile } from '../figure.ts'
import type { ColumnScan } from './column-scan.ts'
import { type DataSet, LANES, type SetQuery } from './data-set.ts'
import { LIMIT } from './search-options.ts'

const LANE_COLUMNS = Array.from({ length: LANES }, (_, lane) => `lane${lane}`)
const COLUMNS = ['price', 'sequence', ...LANE_COLUMNS, 'flags', 'country', 'gpu_model']

/** p50 in milliseconds of the same searches in SQLite: a table that lies in the order of prices, so no row is looked up. */
export function sqliteP50(set: DataSet, scan: ColumnScan, searches: number): number {
  const database = new DatabaseSync(':memory:')
  const types = COLUMNS.map((column) => `${column} INTEGER NOT NULL`).join(', ')
  database.exec(`CREATE TABLE ask (${types}, PRIMARY KEY (price, sequence)) WITHOUT ROWID`)
  const insert = database.prepare(`INSERT INTO ask VALUES (${COLUMNS.map(() => '?').join(', ')})`)
  database.exec('BEGIN')
  for (const row of rows(set, scan)) insert.run(...row)
  database.exec('COMMIT; ANALYZE')
  const times = set.queries.slice(0, searches).map((query) => {
    const startMs = systemClock.monotonicMs()
    const found = database.prepare(sqlOf(query)).all()
    const took = systemClock.monotonicMs() - startMs
    check(
      found.map(({ sequence }) => Number(sequence)),
      scan.first(LIMIT, query),
      'SQLite',
    )
    return took
  })
  database.close()
  return percentile(times, 50)
}

/** The same in PostgreSQL: an index in the order of prices that has every column, and the table vacuumed, so that it alone is read. */
export async function postgresP50(set: DataSet, scan: ColumnScan, searches: number): Promise<number> {
  const server = await testPostgres()
  const client = new pg.Client({ connectionString: (await server.createDatabase()).url })
  try {
    await client.connect()
    await client.query(`CREATE TABLE ask (${COLUMNS.map((column) => `${column} BIGINT NOT NULL`).join(', ')})`)
    await client.query("SET maintenance_work_mem = '512MB'")
    // The server reads it itself, from the one folder that is his.
    const file = join(server.folder, 'asks.txt')
    await writeRows(file, set, scan)
    await client.query(`COPY ask FROM '${file}'`)
    await client.query(`CREATE INDEX ON ask (price, sequence) INCLUDE (${COLUMNS.slice(2).join(', ')})`)
    await client.query('VACUUM (ANALYZE, FREEZE) ask')
    const times: number[] = []
    for (const query of set.queries.slice(0, searches)) {
      const startMs = systemClock.monotonicMs()
      const { rows } = await client.query(sqlOf(query))
      times.push(systemClock.monotonicMs() - startMs)
      check(
        rows.map(({ sequence }) => Number(sequence)),
        scan.first(LIMIT, query),
        'PostgreSQL',
      )
    }
    return percentile(times, 50)
  } finally {
    await client.end()
    await server.remove()
  }
}

/** In the order of prices, in which a table is filled fastest. */
function* rows({ price, lanes, flags, country, gpuModel }: DataSet, { order }: ColumnScan): Iterable<number[]> {
  for (const at of order) {
    yield [price[at]!, at, ...lanes.map((lane) => lane[at]!), flags[at]!, country[at]!, gpuModel[at]!]
  }
}

async function writeRows(path: string, set: DataSet, scan: ColumnScan): Promise<void> {
  const file = await open(path, 'w', 0o644)
  let lines: string[] = []
  for (const row of rows(set, scan)) {
    lines.push(row.join('\t'))
    if (lines.length < 10_000) continue
    await file.write(`${lines.join('\n')}\n`)
    lines = []
  }
  if (lines.length > 0) await file.write(`${lines.join('\n')}\n`)
  await file.close()
}

function sqlOf({ least, flags, countries, gpuModel }: SetQuery): string {
  const wanted = least.map(({ lane, value }) => `lane${lane} >= ${value}`)
  if (flags > 0) wanted.push(`(flags & ${flags}) = ${flags}`)
  if (countries.length > 0) wanted.push(`country IN (${countries.join(', ')})`)
  if (gpuModel > 0) wanted.push(`gpu_model = ${gpuModel}`)
  return `SELECT sequence FROM ask WHERE ${wanted.join(' AND ')} ORDER BY price, sequence LIMIT ${LIMIT}`
}

function check(found: readonly number[], expected: readonly number[], peer: string): void {
  if (found.join() !== expected.join()) throw new Error(`${peer} answers ${found.join()}, and not ${expected.join()}`)
}
