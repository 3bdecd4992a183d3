import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { Migration } from './migration.ts'
import { openStore } from './store.ts'
import { codedFailure } from './store-errors.ts'
import { openThreadStore } from './store-thread.ts'

const migrations: Migration[] = [
  { name: '1', sql: 'CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT' },
]
interface Tables {
  item: { id: number; name: string }
}
const folder = mkdtempSync(join(tmpdir(), 'sonm-store-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a store keeps its rows across a reopening and applies each migration once', async () => {
  const path = join(folder, 'a.sqlite')
  const first = await openStore<Tables>(path, migrations)
  await first.insertInto('item').values({ id: 1, name: 'one' }).execute()
  await first.destroy()
  const second = await openStore<Tables>(path, [
    ...migrations,
    { name: '2', sql: "UPDATE item SET name = name || '!'" },
  ])
  expect(await second.selectFrom('item').selectAll().execute()).toEqual([{ id: 1, name: 'one!' }])
  await second.destroy()
})

test('a store is for one process at a time, and free again when that has ended', async () => {
  const path = join(folder, 'taken.sqlite')
  const first = await openStore<Tables>(path, migrations)
  await expect(openStore(path, migrations)).rejects.toMatchObject({ code: 'STORE_IN_USE', data: { path } })
  await first.insertInto('item').values({ id: 1, name: 'one' }).execute()
  await first.destroy()
  const again = await openStore<Tables>(path, migrations)
  await expect(openStore(path, migrations)).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  expect(await again.selectFrom('item').selectAll().execute()).toHaveLength(1)
  await again.destroy()
})

test('a file that is no database is left as it is', async () => {
  const path = join(folder, 'garbage.sqlite')
  writeFileSync(path, 'this is no database '.repeat(100))
  await expect(openStore(path, migrations)).rejects.toMatchObject({ code: 'STORE_DAMAGED', data: { path } })
  expect(readFileSync(path, 'utf8')).toBe('this is no database '.repeat(100))
})

test('a disk that is full has a code, and other failures stay what they are', async () => {
  const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 })
  for (const error of [full, Object.assign(new Error('write'), { code: 'ENOSPC' })]) {
    expect(codedFailure(error)).toMatchObject({ code: 'DISK_FULL', cause: error })
  }
  for (const error of [undefined, 'text', new Error('other'), Object.assign(full, { errcode: 1555 })]) {
    expect(codedFailure(error)).toBe(error)
  }
})

test.each([
  ['in this thread', openStore],
  ['in a thread of its own', openThreadStore],
])(
  'a transaction that finds no room fails with that, leaves nothing behind, and the next one goes on: %s',
  async (place, open) => {
    const store = await open<Tables>(join(folder, `${place}.sqlite`), migrations)
    const most = async (pages: number) => {
      await sql`PRAGMA max_page_count = ${sql.lit(pages)}`.execute(store)
    }
    const put = (...ids: readonly number[]) =>
      store.transaction().execute(async (transaction) => {
        for (const id of ids)
          await transaction
            .insertInto('item')
            .values({ id, name: 'x'.repeat(100_000) })
            .execute()
      })
    await put(1)
    await most(1)
    expect(codedFailure(await put(2, 3).catch((error: unknown) => error))).toMatchObject({ code: 'DISK_FULL' })
    await most(1_000)
    await put(4)
    const rows = await store.selectFrom('item').select('id').orderBy('id').execute()
    expect(rows.map(({ id }) => id)).toEqual([1, 4])
    await store.destroy()
  },
)

test('a transaction that throws leaves nothing behind', async () => {
  const store = await openStore<Tables>(':memory:', migrations)
  await expect(
    store.transaction().execute(async (transaction) => {
      await transaction.insertInto('item').values({ id: 1, name: 'one' }).execute()
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(await store.selectFrom('item').selectAll().execute()).toEqual([])
  await store.destroy()
})
