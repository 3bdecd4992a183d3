import { createClient } from '@connectrpc/connect'
import { type Logger, seededRandom, silentLogger } from '@sonm/common'
import { type Address, type Hex, orderHash, type SignedCancel, verifyAttestation } from '@sonm/model'
import { createMemoryNet } from '@sonm/network/testing'
import { FederationService, type FollowUpdate, MarketplaceService, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { serveList } from '../testing/serve-list.ts'
import { testStores } from '../testing/test-stores.ts'
import { ask, cancelOf, DOMAIN, FakeChain, signer, startWorld } from '../testing/world.ts'

const keys = [signer(11), signer(12), signer(13)] as const
const hub = signer(1)
const thief = signer(2)
const coded = (code: string) => expect.objectContaining({ name: 'CodedError', code })

type World = Awaited<ReturnType<typeof startWorld>>

/** Marketplaces of one net, each following those that it is told. */
async function federation(follows: readonly (readonly number[])[]) {
  const clock = testStores().createClock()
  const chain = new FakeChain()
  const unexpected: unknown[] = []
  const told: object[] = []
  const faults = { latencyMs: { least: 1, most: 40 } }
  const onUnexpected = (error: unknown) => unexpected.push(error)
  const net = createMemoryNet({ clock, random: seededRandom(1), faults, onUnexpected })
  const worlds: World[] = []
  for (const [at, peers] of follows.entries()) {
    const key = keys[at]!
    const logger: Logger = { ...silentLogger, info: (fields, message) => told.push({ ...fields, at, message }) }
    worlds.push(await startWorld({ clock, chain, net, key, logger, peers: peers.map((peer) => keys[peer]!.address) }))
  }
  const hashes = (at: number) => [...worlds[at]!.marketplace.hashes()].sort()
  const stop = async () => {
    for (const world of worlds) await world.stop()
    expect(unexpected).toEqual([])
  }
  return { clock, chain, net, worlds, hashes, told, stop }
}

test('an order that one marketplace takes is at those that follow it, and those that follow them, once each', async () => {
  const { clock, worlds, hashes, stop } = await federation([[2], [0], [1]])
  const placed = [] as Hex[]
  for (const world of worlds) placed.push(await world.run(world.marketplace.place(await ask(hub, clock))))
  await clock.advance(3_000)
  for (const at of [0, 1, 2]) expect(hashes(at)).toEqual([...placed].sort())
  for (const { metrics } of worlds) {
    expect(await metrics.text()).toMatch(/sonm_marketplace_followed_orders_total\{peer="0x[0-9a-f]+"\} 2\n/)
    expect(await metrics.text()).toMatch(/sonm_marketplace_followed_behind_count\{peer="0x[0-9a-f]+"\} 0\n/)
  }
  await stop()
})

test('a marketplace says once whom it follows, and how many orders it was told of at first', async () => {
  const { clock, worlds, told, stop } = await federation([[], [0]])
  await worlds[0]!.run(worlds[0]!.marketplace.place(await ask(hub, clock)))
  await clock.advance(3_000)
  await worlds[0]!.run(worlds[0]!.marketplace.place(await ask(signer(3), clock)))
  await clock.advance(3_000)
  const line = { at: 1, marketplace: keys[0].address, orders: 1, message: 'another marketplace is followed' }
  expect(told.filter((line) => 'marketplace' in line)).toEqual([line])
  await stop()
})

test('what its author takes back by signature at one marketplace leaves all of them, for good', async () => {
  const { clock, worlds, hashes, stop } = await federation([[1], [0]])
  const signed = await ask(hub, clock)
  const hash = await worlds[0]!.run(worlds[0]!.marketplace.place(signed))
  await clock.advance(2_000)
  expect(hashes(1)).toEqual([hash])
  const stranger = worlds[0]!.client(thief.address)
  const forged = await cancelOf(thief, hash, clock)
  await expect(worlds[0]!.run(stranger.cancelOrder(forged))).rejects.toEqual(coded('PERMISSION_DENIED'))
  await worlds[0]!.run(stranger.cancelOrder(await cancelOf(hub, hash, clock)))
  await clock.advance(2_000)
  expect([hashes(0), hashes(1)]).toEqual([[], []])
  for (const { run, marketplace } of worlds) {
    await expect(run(marketplace.place(signed))).rejects.toEqual(coded('ORDER_WITHDRAWN'))
  }
  await stop()
})

test('a signed cancel outlives the marketplace that took it, as a proof for those who ask and follow', async () => {
  const clock = testStores().createClock()
  const on = await testStores().open(clock)
  const first = await startWorld({ clock, on, key: keys[0] })
  const hash = await first.run(first.marketplace.place(await ask(hub, clock)))
  const cancel = await cancelOf(hub, hash, clock)
  await first.run(first.client(thief.address).cancelOrder(cancel))
  await first.stop()
  const second = await startWorld({ clock, on, key: keys[0] })
  const reader = createClient(FederationService, second.net.join(thief.address).rpc(second.address))
  const answer = () => second.run(reader.attestOrders({ orderHashes: [hash] }))
  expect((await answer()).cancelled).toMatchObject([cancel])
  await second.stop()
  // A day later no order of that time can live.
  await clock.advance(24 * 3_600_000 + 20_000)
  const third = await startWorld({ clock, on, key: keys[0] })
  await clock.advance(20_000)
  expect(await on.store.selectFrom('signed_cancel').selectAll().execute()).toEqual([])
  await third.stop()
})

test('after partitions and restarts of streams all marketplaces hold the same', async () => {
  const random = seededRandom(5)
  const { clock, net, worlds, hashes, stop } = await federation([
    [1, 2],
    [0, 2],
    [0, 1],
  ])
  const live = new Map<Hex, number>()
  for (let round = 0; round < testStores().rounds; round++) {
    if (random.integer(3) === 0) net.partition(keys[random.integer(3)]!.address, keys[random.integer(3)]!.address)
    if (random.integer(4) === 0) net.heal()
    const at = random.integer(3)
    const world = worlds[at]!
    for (let count = random.integer(4); count >= 0; count--) {
      live.set(await world.run(world.marketplace.place(await ask(hub, clock))), at)
    }
    const [hash, home] = [...live][random.integer(live.size)]!
    if (random.integer(2) === 0) {
      live.delete(hash)
      const client = worlds[home]!.net.join(`0x${String(round + 10).repeat(20)}` as Address).rpc(keys[home]!.address)
      const cancel = await cancelOf(hub, hash, clock)
      await worlds[home]!.run(cancelAt(client, cancel))
    }
    await clock.advance(random.integer(3_000))
  }
  net.heal()
  await clock.advance(60_000)
  for (const at of [0, 1, 2]) expect(hashes(at)).toEqual([...live.keys()].sort())
  await stop()
})

test('a cancel that comes before its order keeps it out; one of another signer does not', async () => {
  const { clock, net, worlds, hashes, stop } = await federation([[1, 2]])
  const [mine, others] = [await ask(hub, clock), await ask(hub, clock)]
  const [mineHash, othersHash] = [mine, others].map(({ order }) => orderHash(DOMAIN, order)) as [Hex, Hex]
  serveList(net, clock, keys[1]!.address, [
    { case: 'cancelled', value: await cancelOf(hub, mineHash, clock) },
    { case: 'cancelled', value: await cancelOf(thief, othersHash, clock) },
  ])
  // Until the list is read, however long a retry pauses.
  await clock.advance(60_000)
  serveList(net, clock, keys[2]!.address, [
    { case: 'placed', value: signedOrderToMessage(mine) },
    { case: 'placed', value: signedOrderToMessage(others) },
  ])
  await clock.advance(60_000)
  expect(hashes(0)).toEqual([othersHash])
  await expect(worlds[0]!.run(worlds[0]!.marketplace.place(mine))).rejects.toEqual(coded('ORDER_WITHDRAWN'))
  await stop()
})

test('what a followed marketplace alters, invents or takes back for others changes nothing, and is counted', async () => {
  const { clock, chain, net, worlds, hashes, stop } = await federation([[1]])
  const good = await ask(hub, clock)
  const goodHash = orderHash(DOMAIN, good.order)
  chain.unconfirmed.add(thief.address)
  const cheaper = signedOrderToMessage({ ...good, order: { ...good.order, pricePerSecond: 1n } })
  serveList(net, clock, keys[1]!.address, [
    { case: 'placed', value: signedOrderToMessage(good) },
    { case: 'placed', value: cheaper },
    { case: 'placed', value: signedOrderToMessage(await ask(thief, clock)) },
    { case: 'placed', value: signedOrderToMessage(await ask(hub, clock, { expiresAtSeconds: 1n })) },
    { case: 'cancelled', value: await cancelOf(thief, goodHash, clock) },
    { case: 'cancelled', value: { orderHash: '0x12', atSeconds: 0n, signature: '' } },
    { case: undefined, value: undefined },
  ])
  await clock.advance(5_000)
  expect(hashes(0)).toEqual([goodHash])
  const text = await worlds[0]!.metrics.text()
  for (const code of ['SIGNATURE_INVALID', 'HUB_UNCONFIRMED', 'ORDER_EXPIRED', 'INPUT_INVALID', 'PERMISSION_DENIED']) {
    expect(text).toContain(`code="${code}"} 1`)
  }
  await stop()
})

test('a follower goes on where it was, and begins again where that is no longer known', async () => {
  const { clock, worlds, stop } = await federation([[]])
  const { run, marketplace, net } = worlds[0]!
  const client = createClient(FederationService, net.join(thief.address).rpc(keys[0]!.address))
  const read = async (from: { logId?: string; position?: bigint }, count: number) => {
    const updates: FollowUpdate[] = []
    const end = new AbortController()
    const reading = (async () => {
      for await (const update of client.follow(from, { signal: end.signal })) if (updates.push(update) === count) return
    })()
    await run(reading)
    end.abort(new Error('enough is read'))
    return updates
  }
  const first = await run(marketplace.place(await ask(hub, clock)))
  const [reset, complete] = await read({}, 2)
  expect(reset).toMatchObject({ reset: true, items: [] })
  expect(complete).toMatchObject({ complete: true, position: 1n, items: [{ item: { case: 'placed' } }] })
  await run(marketplace.place(await ask(hub, clock)))
  const { logId, position } = complete!
  expect(await read({ logId, position }, 1)).toMatchObject([{ reset: false, position: 2n, items: [{}] }])
  expect(await read({ logId, position: 77n }, 1)).toMatchObject([{ reset: true }])
  expect(await read({ logId: 'another', position }, 1)).toMatchObject([{ reset: true }])
  const said = await run(client.attestOrders({ orderHashes: [first, `0x${'00'.repeat(32)}`] }))
  expect(said.held).toEqual([true, false])
  verifyAttestation(DOMAIN, {
    marketplace: keys[0]!.address,
    atMs: said.atMs,
    signature: said.signature as Hex,
    orders: [
      { orderHash: first, held: true },
      { orderHash: `0x${'00'.repeat(32)}`, held: false },
    ],
  })
  await stop()
})

test('one key may follow over an old link and a new one, and a marketplace that stops lets its followers go', async () => {
  const { clock, worlds, stop } = await federation([[]])
  const { net } = worlds[0]!
  const client = createClient(FederationService, net.join(thief.address).rpc(keys[0]!.address))
  const ends: string[] = []
  const follow = async () => {
    try {
      for await (const update of client.follow({})) expect(update.items).toEqual([])
      ends.push('ended')
    } catch (error) {
      ends.push((error as { code: string }).code)
    }
  }
  const reading = [follow(), follow()]
  await clock.advance(1_000)
  reading.push(follow())
  await clock.advance(1_000)
  expect(ends).toEqual(['WATCH_QUOTA'])
  await stop()
  await clock.advance(1_000)
  await Promise.all(reading)
  expect(ends).toEqual(['WATCH_QUOTA', 'ended', 'ended'])
})

function cancelAt(transport: Parameters<typeof createClient>[1], cancel: SignedCancel) {
  return createClient(MarketplaceService, transport).cancelOrder(cancel)
}
