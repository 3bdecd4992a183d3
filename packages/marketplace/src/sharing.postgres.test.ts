import { PatientClock, testPostgres } from '@sonm/common/testing'
import { orderHash } from '@sonm/model'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { postgresStores } from './testing/postgres-stores.ts'
import type { TestStorePlace } from './testing/test-stores.ts'
import { ask, cancelOf, DOMAIN, FakeChain, signer, startWorld } from './testing/world.ts'

const hub = signer(1)
const postgres = await testPostgres()
const stores = postgresStores(postgres)
let place: TestStorePlace
beforeEach(async () => {
  place = await stores.createPlace()
})
afterEach(() => stores.closeAll())
afterAll(() => postgres.remove())

async function join(chain = new FakeChain()) {
  const clock = new PatientClock()
  const world = await startWorld({ clock, chain, on: await place.open(clock) })
  const api = world.client(hub.address)
  const hashes = async () => {
    const { orders } = await world.run(api.listOrders({ author: hub.address }))
    return orders.map(({ orderHash }) => orderHash)
  }
  return { ...world, api, hashes }
}

/** Virtual time stands still meanwhile, and with it the asking from time to time: what comes, comes by a notification. */
const soon = <Value>(look: () => Promise<Value>) => expect.poll(look, { timeout: 20_000, interval: 10 })

test('an order that one marketplace takes is in the book of the other at once, and goes as it goes there', async () => {
  const [a, b] = [await join(), await join()]
  const signed = await ask(hub, a.clock)
  const hash = await a.run(a.marketplace.place(signed))
  await soon(b.hashes).toEqual([hash])
  expect(await b.run(b.marketplace.place(signed))).toBe(hash)
  await b.run(b.api.cancelOrder(await cancelOf(hub, hash, b.clock)))
  await soon(a.hashes).toEqual([])
  await expect(a.run(a.marketplace.place(signed))).rejects.toMatchObject({ code: 'ORDER_WITHDRAWN' })
})

test('an order that became a deal for one, and that another has just taken in, is ended for both', async () => {
  const [a, b] = [await join(), await join()]
  const signed = await ask(hub, a.clock)
  const deal = { askHash: orderHash(DOMAIN, signed.order), hub: hub.address, buyer: signer(2).address }
  a.chain.mine({ kind: 'dealOpened', deal })
  await a.clock.advance(3_000)
  // The other follows a chain that is late.
  await b.run(b.marketplace.place(signed))
  await soon(async () => {
    // What has come at about the same time is written together: a moment must pass for it.
    await a.clock.advance(1)
    return b.hashes()
  }).toEqual([])
  expect(await a.hashes()).toEqual([])
})

test('what was missed while a connection was lost is heard of when it is back', async () => {
  const [a, b] = [await join(), await join()]
  await postgres.execute(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`)
  const hash = await a.run(a.marketplace.place(await ask(hub, a.clock)))
  await expect.poll(b.hashes).toEqual([hash])
})

test('while PostgreSQL is away, searches go on and nothing is acknowledged; when it is back, all goes on', async () => {
  const { api, clock, marketplace, run } = await join()
  const signed = [await ask(hub, clock), await ask(hub, clock)] as const
  await run(marketplace.place(signed[0]))
  await postgres.stop('immediate')
  await expect(run(marketplace.place(signed[1]))).rejects.toMatchObject({
    code: 'MARKETPLACE_STORE_FAILED',
    retryable: true,
  })
  const found = async () => (await run(api.search({}))).offers.map((offer) => offer.orderHash)
  const hashes = signed.map(({ order }) => orderHash(DOMAIN, order))
  expect(await found()).toEqual([hashes[0]])
  await postgres.start()
  await run(marketplace.place(signed[1]))
  expect(await found()).toEqual(hashes)
})

test('where notifications do not come, others are asked from time to time', async () => {
  const clock = new PatientClock()
  const { store, sharing } = await place.open(clock)
  const deaf = { ...sharing!, listen: () => ({ start: async () => {}, stop: async () => {} }) }
  const b = await startWorld({ clock, on: { store, sharing: deaf } })
  const a = await join()
  const hash = await a.run(a.marketplace.place(await ask(hub, clock)))
  await clock.advance(3_000)
  const { orders } = await b.run(b.client(hub.address).listOrders({ author: hub.address }))
  expect(orders.map(({ orderHash }) => orderHash)).toEqual([hash])
})

test('whoever is told to stop listening while he connects does so', async () => {
  const { sharing } = await place.open(new PatientClock())
  const listener = sharing!.listen('anything', () => {})
  await listener.start()
  await listener.stop()
})
