import { createClient } from '@connectrpc/connect'
import { seededRandom } from '@sonm/common'
import { PatientClock, testPostgres } from '@sonm/common/testing'
import { orderHash, type SignedCancel } from '@sonm/model'
import { createMemoryNet } from '@sonm/network/testing'
import { FederationService } from '@sonm/protocol'
import { afterAll, afterEach, expect, test } from 'vitest'
import { postgresStores } from '../testing/postgres-stores.ts'
import { serveList } from '../testing/serve-list.ts'
import { ask, cancelOf, DOMAIN, signer, startWorld } from '../testing/world.ts'

const hub = signer(1)
const anybody = signer(2)
const listener = signer(3)
const postgres = await testPostgres()
const stores = postgresStores(postgres)
afterEach(() => stores.closeAll())
afterAll(() => postgres.remove())

/** Two marketplaces on one store, and a third of another operator, which follows the second. */
async function twoOnOneStore() {
  const clock = new PatientClock()
  const net = createMemoryNet({ clock, random: seededRandom(1) })
  const place = await stores.createPlace()
  const keys = [signer(11), signer(12), signer(13)] as const
  const listing = signer(14).address
  const start = async (at: 0 | 1) =>
    startWorld({ clock, net, key: keys[at], on: await place.open(clock), peers: at === 1 ? [listing] : [] })
  const [a, b] = [await start(0), await start(1)]
  const c = await startWorld({ clock, net, key: keys[2], peers: [keys[1].address] })
  const reader = net.join(listener.address)
  const attest = async (at: 0 | 1 | 2, hash: string) =>
    a.run(createClient(FederationService, reader.rpc(keys[at].address)).attestOrders({ orderHashes: [hash] }))
  const tell = (cancel: SignedCancel) => serveList(net, clock, listing, [{ case: 'cancelled', value: cancel }])
  return { clock, a, b, c, attest, tell }
}

/** Notifications come in real time, and what follows from them in virtual time. */
const soon = <Value>(clock: PatientClock, look: () => Promise<Value> | Value) =>
  expect.poll(
    async () => {
      await clock.advance(100)
      return look()
    },
    { timeout: 20_000, interval: 10 },
  )

test('a signed cancel that one marketplace takes is proof at the other on the same store, and for those who follow it', async () => {
  const { clock, a, b, c, attest } = await twoOnOneStore()
  const hash = await a.run(a.marketplace.place(await ask(hub, clock)))
  for (const { marketplace } of [b, c]) await soon(clock, marketplace.hashes).toEqual([hash])
  const cancel = await cancelOf(hub, hash, clock)
  await a.run(a.client(anybody.address).cancelOrder(cancel))
  for (const { marketplace } of [b, c]) await soon(clock, marketplace.hashes).toEqual([])
  for (const at of [0, 1, 2] as const) {
    expect(await attest(at, hash)).toMatchObject({ held: [false], cancelled: [cancel] })
  }
})

test('the proof of an order that had left the book otherwise is heard of too', async () => {
  const { clock, a, b, attest } = await twoOnOneStore()
  const signed = await ask(hub, clock)
  const hash = await a.run(a.marketplace.place(signed))
  await soon(clock, b.marketplace.hashes).toEqual([hash])
  a.chain.mine({ kind: 'nonceCancelled', account: hub.address, nonce: signed.order.nonce })
  await soon(clock, () => [...a.marketplace.hashes(), ...b.marketplace.hashes()]).toEqual([])
  const cancel = await cancelOf(hub, hash, clock)
  await a.run(a.client(anybody.address).cancelOrder(cancel))
  await soon(clock, async () => (await attest(1, hash)).cancelled).toMatchObject([cancel])
})

test('what one has heard was taken back before it came, the other on the store does not keep', async () => {
  const { clock, a, b, attest, tell } = await twoOnOneStore()
  const signed = await ask(hub, clock)
  const hash = orderHash(DOMAIN, signed.order)
  const cancel = await cancelOf(hub, hash, clock)
  tell(cancel)
  // Until the list is read, however long a retry pauses.
  await clock.advance(60_000)
  await a.run(a.marketplace.place(signed))
  await soon(clock, async () => (await attest(0, hash)).cancelled).toMatchObject([cancel])
  expect([...a.marketplace.hashes(), ...b.marketplace.hashes()]).toEqual([])
})
