import { openPostgresStore, systemRandom } from '@sonm/common'
import { testPostgres, watchedStore } from '@sonm/common/testing'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { loadAll, newOrder, openOrders } from '../testing/store-suite.ts'
import { SharedOrderRows } from './shared-order-rows.ts'
import type { StoredOrder } from './stored-order.ts'
import { type MarketplaceStore, type MarketplaceTables, postgresMigrations } from './tables.ts'

const postgres = await testPostgres()
afterAll(() => postgres.remove())

let address: Awaited<ReturnType<typeof postgres.createDatabase>>
const opened: MarketplaceStore[] = []
beforeEach(async () => {
  address = await postgres.createDatabase()
})
afterEach(() => Promise.all(opened.splice(0).map((store) => store.destroy())))

/** What one process has of the store. */
async function join(wrap = (store: MarketplaceStore) => store) {
  const store = await openPostgresStore<MarketplaceTables>(address, postgresMigrations)
  opened.push(store)
  const rows = new SharedOrderRows(wrap(store), systemRandom)
  const heard: StoredOrder[] = []
  const hear = async (limit = 3) => {
    while (
      await rows.hear(
        limit,
        (orders) => void heard.push(...orders.map((order) => ({ ...order, bytes: Uint8Array.from(order.bytes) }))),
      )
    ) {}
    return heard
  }
  return { rows, store: openOrders(rows), hear, heard }
}

const numbersOf = (orders: readonly StoredOrder[]) => orders.map(({ placedAtMs }) => placedAtMs)

test('what others place and withdraw is heard in its order, and what one has done oneself is not', async () => {
  const [a, b] = [await join(), await join()]
  const placed = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((seed) => a.store.place(newOrder(seed))))
  await b.store.place(newOrder(8))
  expect(numbersOf(await b.hear())).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(numbersOf(await a.hear())).toEqual([8])
  b.heard.length = 0
  await a.store.write({ kind: 'withdraw', sequences: [placed[2]!.sequence] })
  await a.store.place(newOrder(9))
  expect((await b.hear()).map(({ placedAtMs, isWithdrawn }) => [placedAtMs, isWithdrawn])).toEqual([
    [3, true],
    [9, false],
  ])
  expect(await b.rows.hear(10, () => expect.unreachable())).toBe(false)
})

test('a transaction that is slow to commit is not passed by another: nobody misses its orders', async () => {
  const [slow, quick, reader] = [await join(), await join(), await join()]
  let commit = () => {}
  const held = new Promise<void>((resolve) => {
    commit = resolve
  })
  let hasInserted = () => {}
  const inserted = new Promise<void>((resolve) => {
    hasInserted = resolve
  })
  const slowly = slow.rows.store.transaction().execute(async (transaction) => {
    await slow.rows.begin(transaction)
    await slow.rows.insert(transaction, [newOrder(1)])
    hasInserted()
    await held
    await slow.rows.end(transaction)
  })
  await inserted
  const quickly = quick.store.place(newOrder(2))
  // Where it could pass, it would by now: the server says that it waits.
  await expect
    .poll(
      async () =>
        (await sql`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`.execute(reader.rows.store)).rows,
    )
    .toHaveLength(1)
  expect(await reader.hear()).toEqual([])
  commit()
  await Promise.all([slowly, quickly])
  expect(numbersOf(await reader.hear())).toEqual([1, 2])
})

test('many that write at once, and withdraw each other, miss nothing of each other', async () => {
  const all = await Promise.all([join(), join(), join()])
  let isWriting = true
  const reading = all.map(async ({ hear }) => {
    while (isWriting) await hear(5)
    return hear(5)
  })
  await Promise.all(
    all.map(async ({ store }, who) => {
      for (let round = 0; round < 20; round++) {
        const seeds = Array.from({ length: 1 + (round % 4) }, (_, i) => who * 1_000 + round * 10 + i)
        const placed = await Promise.all(seeds.map((seed) => store.place(newOrder(seed))))
        if (round % 3 === 0) await store.write({ kind: 'withdraw', sequences: [placed[0]!.sequence] })
      }
    }),
  )
  isWriting = false
  const heard = await Promise.all(reading)
  const stored = await loadAll(all[0]!.store)
  expect(stored).toHaveLength(3 * 50)
  for (const [who, orders] of heard.entries()) {
    // The last that was heard of each is what is stored of it.
    const last = new Map(orders.map((order) => [order.hash, order]))
    const ofOthers = stored.filter(({ placedAtMs }) => Math.floor(placedAtMs / 1_000) !== who)
    expect([...last.values()].sort((x, y) => x.sequence - y.sequence)).toEqual(ofOthers)
  }
})

test('the same order at two marketplaces is one order; withdrawn at one, it is withdrawn at the other', async () => {
  const [a, b] = [await join(), await join()]
  const [atA, atB] = await Promise.all([a.store.place(newOrder(1)), b.store.place(newOrder(1))])
  expect(atA).toEqual(atB)
  expect(await loadAll(a.store)).toHaveLength(1)
  await a.store.write({ kind: 'withdraw', sequences: [atA.sequence] })
  await b.store.write({ kind: 'withdraw', sequences: [atA.sequence] })
  expect(await b.store.place(newOrder(1))).toEqual({ ...atA, isWithdrawn: true })
  const twice = await Promise.all([newOrder(2), newOrder(2)].map((order) => a.store.place(order)))
  expect(twice[0]).toEqual(twice[1])
  expect(numbersOf(await b.hear()).filter((number) => number === 2)).toHaveLength(1)
})

test('a commit whose answer is lost: once more is the same order, and it is heard of', async () => {
  let isLost = false
  const a = await join((store) =>
    watchedStore(store, undefined, async () => {
      if (!isLost) return
      // Before the failure shows, it passes over what it has written itself.
      await a.hear()
      throw new Error('the connection was lost')
    }),
  )
  const b = await join()
  await a.store.place(newOrder(1))
  await b.store.place(newOrder(2))
  isLost = true
  await expect(a.store.place(newOrder(3))).rejects.toMatchObject({ code: 'MARKETPLACE_STORE_FAILED' })
  isLost = false
  // What it had written before is heard of once more, which is no harm; what it has lost sight of must be.
  expect(numbersOf(await a.hear())).toContain(3)
  const { sequence } = await a.store.place(newOrder(3))
  expect((await loadAll(b.store)).map((order) => [order.placedAtMs, order.sequence]).at(-1)).toEqual([3, sequence])
  expect(await loadAll(b.store)).toHaveLength(3)
})

test('whatever the server is set to, what is acknowledged is on its disk, and nobody who stands still holds the others up', async () => {
  const admin = await join()
  const name = address.url.match(/localhost\/(\w+)/)![1]!
  await sql`ALTER DATABASE ${sql.id(name)} SET synchronous_commit = off`.execute(admin.rows.store)
  const { rows } = await join()
  const shown = async (setting: string) =>
    Object.values((await sql<Record<string, string>>`SHOW ${sql.id(setting)}`.execute(rows.store)).rows[0]!)[0]
  expect(await shown('synchronous_commit')).toBe('on')
  expect(await shown('idle_in_transaction_session_timeout')).toBe('10s')
  expect(await shown('statement_timeout')).toBe('30s')
})

test('PostgreSQL is killed and started again while orders come in: nothing acknowledged is lost, nothing is twice', async () => {
  const all = await Promise.all([join(), join()])
  const acknowledged = new Map<string, number>()
  let failures = 0
  let isOver = false
  const placing = all.flatMap(({ store }, who) =>
    Array.from({ length: 4 }, async (_, lane) => {
      for (let n = 0; !isOver; n++) {
        const order = newOrder(who * 10_000_000 + lane * 1_000_000 + n)
        for (let isPlaced = false; !isPlaced; ) {
          try {
            acknowledged.set(order.hash, (await store.place(order)).sequence)
            isPlaced = true
          } catch (error) {
            expect(error).toMatchObject({ code: 'MARKETPLACE_STORE_FAILED', retryable: true })
            failures++
          }
        }
      }
    }),
  )
  const more = () => expect.poll(() => acknowledged.size, { timeout: 30_000 })
  for (let time = 0; time < 3; time++) {
    await more().toBeGreaterThan(acknowledged.size + 100)
    await postgres.stop('immediate')
    await postgres.start()
  }
  await more().toBeGreaterThan(acknowledged.size + 100)
  isOver = true
  await Promise.all(placing)
  expect(failures).toBeGreaterThan(0)
  const stored = await loadAll(all[0]!.store, 0n, 1_000)
  expect(new Map(stored.map(({ hash, sequence }) => [hash, sequence]))).toEqual(acknowledged)
  expect(stored).toHaveLength(acknowledged.size)
  for (const { hear } of all) {
    const heard = new Set(numbersOf(await hear(1_000)))
    const who = all.findIndex((one) => one.hear === hear)
    const ofOther = numbersOf(stored).filter((number) => Math.floor(number / 10_000_000) !== who)
    expect(ofOther.filter((number) => !heard.has(number))).toEqual([])
  }
})
