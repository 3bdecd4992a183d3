import { type Logger, openThreadStore, silentLogger, VirtualClock } from '@sonm/common'
import { detailsHash, fail, toHex, writeDetails, ZERO_BYTES32 } from '@sonm/model'
import { expect, test } from 'vitest'
import type { FactVerdict } from '../chain/chain-facts.ts'
import { orderToBytes } from '../store/order-bytes.ts'
import { OrderStore } from '../store/order-store.ts'
import { SqliteOrderRows } from '../store/sqlite-order-rows.ts'
import type { StoredOrder } from '../store/stored-order.ts'
import type { StoredPage } from '../store/stored-page.ts'
import { type MarketplaceTables, openMarketplaceStore, sqliteMigrations } from '../store/tables.ts'
import { ordersOf } from '../testing/store-suite.ts'
import { ask, DETAILS, signer } from '../testing/world.ts'
import type { LiveOrder } from './live-order.ts'
import { LiveOrders } from './live-orders.ts'
import { applyOthers, loadOrders } from './stored-orders.ts'

const clock = new VirtualClock()
const hub = signer(1)
const OTHERS = writeDetails({ ...DETAILS, ports: 3 })

async function stored(count: number) {
  const rows = new SqliteOrderRows(await openMarketplaceStore(':memory:'))
  const store = new OrderStore({ rows, clock, maxPerCommit: 100, member: hub.address })
  const hashes: `0x${string}`[] = []
  for (let number = 1; number <= count; number++) {
    const hash = `0x${String(number).padStart(64, '0')}` as const
    const placed = store.place({ hash, signed: await ask(hub, clock), placedAtMs: 0 })
    await clock.advance(0)
    await placed
    hashes.push(hash)
  }
  const orders: StoredOrder[] = []
  await store.load({ nowSeconds: 0n, onPage: (page) => void orders.push(...ordersOf(page)) })
  return { store, rows, hashes, orders }
}

test('a row that cannot be read is told of and keeps no other away; the progress counts it', async () => {
  const { store, rows, hashes } = await stored(3)
  const damaged = { bytes: new Uint8Array([9]) }
  await rows.store.updateTable('placed_order').set(damaged).where('sequence', '=', 2).execute()
  const live = new LiveOrders()
  const warned: object[] = []
  const logger: Logger = { ...silentLogger, warn: (fields) => warned.push(fields) }
  const progress: [number, number][] = []
  await loadOrders({ store, live, clock, logger, onLoaded: (...at) => progress.push(at) })
  expect([...live.all()].map(({ hash }) => hash).sort()).toEqual([hashes[0], hashes[2]])
  expect(warned).toMatchObject([{ orderHash: hashes[1] }])
  expect(progress).toEqual([[3, 3]])
})

test('orders that a thread reads in pages are live as they were signed, when the memory of the pages is gone', async () => {
  const database = await openThreadStore<MarketplaceTables>(':memory:', sqliteMigrations)
  const store = new OrderStore({
    rows: new SqliteOrderRows(database),
    clock,
    maxPerCommit: 100,
    member: hub.address,
  })
  const other = signer(2)
  const bid = { side: 'bid', detailsHash: ZERO_BYTES32, pricePerSecond: 7n } as const
  // Of the second page the first alone is an ask, and lies where the first of the third will, which is of another hub.
  const sent = await Promise.all([
    ask(hub, clock, { pricePerSecond: 1n }),
    ask(other, clock, { detailsHash: detailsHash(OTHERS), pricePerSecond: 2n }, OTHERS),
    ask(hub, clock, { pricePerSecond: 3n }),
    ask(hub, clock, bid, ''),
    ask(other, clock, { detailsHash: detailsHash(OTHERS), pricePerSecond: 4n }, OTHERS),
    ask(other, clock, { pricePerSecond: 5n }),
  ])
  const orders = sent.map((signed, at) => ({ hash: toHex(new Uint8Array(32).fill(at + 1)), signed, placedAtMs: at }))
  const placed = store.placeAll(orders)
  await clock.advance(0)
  await placed
  const live = new LiveOrders()
  const pages: StoredPage[] = []
  await loadOrders({
    live,
    clock,
    logger: silentLogger,
    store: {
      load: ({ onPage, ...options }) =>
        store.load({
          ...options,
          pageSize: 2,
          onPage(page, total) {
            pages.push(page)
            return onPage(page, total)
          },
        }),
    },
  })
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 2])
  const [last, ...others] = pages.reverse().map(({ memory }) => memory)
  // Theirs was given away for the pages behind.
  expect(others.map(({ byteLength }) => byteLength)).toEqual([0, 0])
  new Uint8Array(last!).fill(255)
  const found = orders.map(({ hash }) => live.get(hash)!)
  expect(found.map(({ placedAtMs, sequence }) => [placedAtMs, sequence])).toEqual(orders.map((_, at) => [at, at + 1]))
  expect(found.map(({ signed }) => toHex(orderToBytes(signed)))).toEqual(sent.map((one) => toHex(orderToBytes(one))))
  expect(found.map(({ signed }) => signed.order.author)).toEqual(sent.map(({ order }) => order.author))
  await database.destroy()
})

const NO_CANCELS = { isAnyAhead: false, learn: () => {}, endIfAhead: async () => false }

test.each<[string, FactVerdict, boolean]>([
  ['taken', fail('ORDER_TAKEN', { author: hub.address, nonce: '1' }), false],
  ['outdated', fail('ORDER_EPOCH_WRONG', { orderEpoch: '0', currentEpoch: '1' }), false],
  ['of a hub that is not confirmed here yet', fail('HUB_UNCONFIRMED', { hub: hub.address }), true],
  ['of an account that is not known here', 'unknown', true],
  ['good', 'fits', true],
])('an order of another marketplace that is %s', async (_, verdict, stays) => {
  const { orders } = await stored(1)
  const live = new LiveOrders()
  const withdrawn: string[] = []
  const intake = {
    async withdraw(ended: readonly LiveOrder[]) {
      for (const order of ended) {
        withdrawn.push(order.hash)
        live.withdraw(order)
      }
    },
  }
  const options = {
    live,
    clock,
    logger: silentLogger,
    facts: { judge: () => verdict },
    intake,
    cancels: NO_CANCELS,
    cancelsOf: async () => [],
  }
  await applyOthers(orders, options)
  await applyOthers(orders, options)
  expect([live.size, withdrawn.length]).toEqual(stays ? [1, 0] : [0, 1])
  await applyOthers(
    orders.map((order) => ({ ...order, isWithdrawn: true })),
    options,
  )
  expect(live.size).toBe(0)
  expect(live.withdrawn(orders[0]!.hash)).toBeDefined()
})
