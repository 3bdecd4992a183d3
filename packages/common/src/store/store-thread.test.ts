import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, afterEach, expect, test } from 'vitest'
import {
  ManyRows,
  type PackedBytes,
  type PackedRows,
  packRows,
  readPacked,
  type SqlValue,
  unpackRow,
} from './many-rows.ts'
import type { Migration } from './migration.ts'
import { openStore, type Store } from './store.ts'
import { openThreadStore } from './store-thread.ts'

const migrations: Migration[] = [
  { name: '1', sql: 'CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, weight REAL, bytes BLOB) STRICT' },
]
interface Tables {
  item: { id: number; name: string | null; weight: number | null; bytes: Uint8Array | null }
}
const folder = mkdtempSync(join(tmpdir(), 'sonm-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const opened: Store<Tables>[] = []
afterEach(() => Promise.all(opened.splice(0).map((store) => store.destroy())))

let files = 0
async function open(path = join(folder, `${++files}.sqlite`)): Promise<Store<Tables>> {
  const store = await openThreadStore<Tables>(path, migrations)
  opened.push(store)
  return store
}

const INSERT = sql`INSERT INTO item (id, weight, bytes) VALUES (?, ?, ?)`
const insertMany = (store: Store<Tables>, rows: SqlValue[][]) =>
  store.executeQuery({ ...INSERT.compile(store), parameters: [new ManyRows(rows)] })

test('a store in a thread answers as one in the process does', async () => {
  const stores = [await open(), await openStore<Tables>(':memory:', migrations)]
  const answers = await Promise.all(
    stores.map(async (store) => {
      const many = await insertMany(
        store,
        [1, 2, 3].map((id) => [id, id / 2, new Uint8Array(id).fill(id)]),
      )
      const changed = await store.updateTable('item').set({ name: 'two' }).where('id', '=', 2).executeTakeFirst()
      const all = await store.selectFrom('item').selectAll().orderBy('id').execute()
      const packed = await store.selectFrom('item').select(['id', 'weight', 'bytes']).where('id', '>', 1).execute()
      const none = await store.selectFrom('item').selectAll().where('id', '>', 9).execute()
      return {
        many: many.numAffectedRows,
        changed: changed.numUpdatedRows,
        all: all.map(plain),
        packed: packed.map(plain),
        none,
      }
    }),
  )
  expect(answers[0]).toEqual(answers[1])
  expect(answers[0]?.all[1]).toEqual({ id: 2, name: 'two', weight: 1, bytes: '2,2' })
  await stores[1]!.destroy()
})

function plain<Row extends { bytes: Uint8Array | null }>(row: Row) {
  return { ...row, bytes: row.bytes?.join(',') }
}

test('a transaction that throws leaves nothing behind, also of many rows of which one fails', async () => {
  const store = await open()
  const failed = store.transaction().execute(async (transaction) => {
    await insertMany(transaction, [
      [1, 1, new Uint8Array(1)],
      [1, 1, new Uint8Array(1)],
    ])
  })
  await expect(failed).rejects.toMatchObject({ code: 'ERR_SQLITE_ERROR', message: expect.stringContaining('UNIQUE') })
  expect(await store.selectFrom('item').selectAll().execute()).toEqual([])
  await expect(insertMany(store, [['text', 1, 1]])).rejects.toThrow(/numbers and bytes/)
})

test('rows that were given away once are told of, and every other statement gets its own answer', async () => {
  const store = await open()
  const rows = new ManyRows(packRows([[1, 1, new Uint8Array(1)]])!)
  const insert = () => store.executeQuery({ ...INSERT.compile(store), parameters: [rows] })
  await insert()
  await expect(insert()).rejects.toMatchObject({ name: 'DataCloneError' })
  expect(await store.selectFrom('item').select('id').execute()).toEqual([{ id: 1 }])
  expect(await store.selectFrom('item').select('weight').execute()).toEqual([{ weight: 1 }])
})

test('a file that is in use, or no database, is told as in the process', async () => {
  const path = join(folder, 'taken.sqlite')
  await open(path)
  await expect(open(path)).rejects.toMatchObject({ code: 'STORE_IN_USE', data: { path } })
  const garbage = join(folder, 'garbage.sqlite')
  writeFileSync(garbage, 'this is no database '.repeat(100))
  await expect(open(garbage)).rejects.toMatchObject({ code: 'STORE_DAMAGED' })
})

test('a store that was closed answers no more, and its file is free', async () => {
  const path = join(folder, 'closed.sqlite')
  const store = await openThreadStore<Tables>(path, migrations)
  await store.insertInto('item').values({ id: 1 }).execute()
  await store.destroy()
  await expect(store.selectFrom('item').selectAll().execute()).rejects.toThrow('destroyed')
  expect(await (await open(path)).selectFrom('item').select('id').execute()).toEqual([{ id: 1 }])
})

test('pages are read into the memory of those that nobody needs any more', async () => {
  const store = await open()
  const bytes = (fill: number) => new Uint8Array(1_000).fill(fill)
  await insertMany(
    store,
    [1, 2, 3].map((id) => [id, id, bytes(id)]),
  )
  const page = (id: number, used?: PackedRows) =>
    readPacked(store, store.selectFrom('item').select(['id', 'bytes']).where('id', '=', id).compile(), used).rows
  const first = await page(1)
  const memory = (first.columns[1] as PackedBytes).bytes.buffer
  const second = await page(2, first)
  expect(memory.byteLength).toBe(0)
  const third = await page(3)
  expect(unpackRow(second, 0)).toEqual([2, bytes(2)])
  expect(unpackRow(third, 0)).toEqual([3, bytes(3)])
})

test('what is sent is worked on, however long this thread does not listen', async () => {
  const path = join(folder, 'busy.sqlite')
  const store = await open(path)
  const before = statSync(`${path}-wal`).size
  const insert = store.insertInto('item').values({ id: 7, weight: 7, bytes: new Uint8Array(100_000) })
  const { sent, rows } = readPacked(store, insert.returning('id').compile())
  await sent
  const untilMs = performance.now() + 20_000
  while (statSync(`${path}-wal`).size <= before) expect(performance.now()).toBeLessThan(untilMs)
  expect(unpackRow(await rows, 0)).toEqual([7])
})

test('rows that are packed come out as they went in', () => {
  const row = fc.tuple(fc.double({ noNaN: true }), fc.uint8Array(), fc.integer())
  fc.assert(
    fc.property(fc.array(row), fc.option(fc.nat(40), { nil: undefined }), (rows, spareBytes) => {
      // What lay there before is no matter.
      const spare = spareBytes === undefined ? undefined : new Uint8Array(spareBytes).fill(255).buffer
      const packed = packRows(rows, spare)!
      expect(rows.map((_, at) => unpackRow(packed, at))).toEqual(rows)
    }),
  )
  for (const mixed of [[[1], [null]], [['a']], [[new Uint8Array(1)], [1]], [[1n]]])
    expect(packRows(mixed)).toBeUndefined()
})
