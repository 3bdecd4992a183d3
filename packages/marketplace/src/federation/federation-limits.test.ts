import { createClient } from '@connectrpc/connect'
import { nowSeconds, seededRandom, VirtualClock } from '@sonm/common'
import { type Address, type Hex, orderHash, type SignedCancel, type SignedOrder, signCancel } from '@sonm/model'
import { createMemoryNet } from '@sonm/network/testing'
import { FederationService, type FollowItem, type FollowUpdate, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import type { MarketplaceLimits } from '../limits.ts'
import { testStores } from '../testing/test-stores.ts'
import { ask, DOMAIN, MARKETPLACE, signer, startWorld } from '../testing/world.ts'
import { SignedCancels } from './signed-cancels.ts'

const hub = signer(1)
const addressOf = (number: number): Address => `0x${number.toString(16).padStart(40, '0')}`

async function startFollowed(limits: Partial<MarketplaceLimits>) {
  const world = await startWorld({ limits })
  const { clock, marketplace, net, run } = world
  let keys = 0
  return {
    ...world,
    place: async (count: number): Promise<void> => {
      for (let at = 0; at < count; at++) await run(marketplace.place(await ask(hub, clock)))
    },
    /** Follows from a place; what comes is in `updates`, and why it ended in `end`. */
    follow(from: { logId?: string; position?: bigint } = {}, host = 'h') {
      const seen = { updates: [] as FollowUpdate[], atMs: [] as number[], end: '' }
      const client = createClient(FederationService, net.join(addressOf(++keys), host).rpc(MARKETPLACE.address))
      const reading = async () => {
        for await (const update of client.follow(from)) {
          seen.updates.push(update)
          seen.atMs.push(clock.nowMs())
        }
      }
      reading().then(
        () => (seen.end = 'ended'),
        (error: { code: string }) => (seen.end = error.code),
      )
      return seen
    },
  }
}

test('followers: so many may follow at once, a quarter of them from one host, and the next is refused', async () => {
  const { clock, follow, stop } = await startFollowed({ followers: 8 })
  const ends = async (streams: readonly { readonly end: string }[]) => {
    await clock.advance(1_000)
    return streams.map(({ end }) => end)
  }
  expect(await ends([1, 2, 3].map(() => follow({}, 'one')))).toEqual(['', '', 'WATCH_QUOTA'])
  expect(await ends([1, 2, 3, 4, 5, 6, 7].map((key) => follow({}, `host ${key}`)))).toEqual([
    ...Array(6).fill(''),
    'WATCH_QUOTA',
  ])
  await stop()
})

test('ordersPerUpdate: no message has more orders, neither of the list nor of what is new', async () => {
  const { clock, follow, place, stop } = await startFollowed({ ordersPerUpdate: 2 })
  await place(5)
  const whole = follow()
  await clock.advance(1_000)
  const { logId, position } = whole.updates.at(-1)!
  expect(whole.updates.map(({ items }) => items.length)).toEqual([0, 2, 2, 1])
  const news = follow({ logId, position: position - 5n })
  await clock.advance(1_000)
  expect(news.updates.map(({ items }) => items.length)).toEqual([2, 2, 1])
  await stop()
})

test('logEntries: who is as far behind goes on, and what is older than twice that is no longer kept', async () => {
  const { clock, follow, place, stop } = await startFollowed({ logEntries: 3 })
  await place(1)
  const first = follow()
  await clock.advance(1_000)
  const { logId, position } = first.updates.at(-1)!
  await place(3)
  const near = follow({ logId, position })
  await clock.advance(1_000)
  expect(near.updates).toMatchObject([{ reset: false, items: [{}, {}, {}] }])
  await place(3)
  const far = follow({ logId, position })
  await clock.advance(1_000)
  expect(far.updates[0]).toMatchObject({ reset: true, items: [] })
  await stop()
})

test('watchHeartbeatMs: a stream without changes gives a sign of life, and who follows gives up one that gives none', async () => {
  const { clock, follow, stop } = await startFollowed({ watchHeartbeatMs: 700 })
  const { atMs, updates } = follow()
  await clock.advance(3_000)
  expect(updates.slice(2).map(({ items }) => items)).toEqual([[], [], [], []])
  const pauses = atMs.slice(2).map((at, index) => at - atMs[index + 1]!)
  expect(pauses).toEqual([700, 700, 700, 700])
  await stop()
})

test('watchHeartbeatMs: a followed marketplace that gives no sign of life is asked again', async () => {
  const clock = new VirtualClock()
  const net = createMemoryNet({ clock, random: seededRandom(1) })
  const peer = signer(12).address
  let opened = 0
  net.join(peer).serve({
    routes: (router) =>
      router.service(FederationService, {
        async *follow(_, { signal }) {
          opened++
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
        },
      }),
  })
  const { stop } = await startWorld({ clock, net, peers: [peer], limits: { watchHeartbeatMs: 700 } })
  await clock.advance(2_000)
  expect(opened).toBe(1)
  await clock.advance(2_000)
  expect(opened).toBe(2)
  await stop()
})

test('followedOrdersPerSecond: a marketplace that tells more at once is read no faster', async () => {
  const clock = new VirtualClock()
  const net = createMemoryNet({ clock, random: seededRandom(1) })
  const peer = signer(12).address
  const orders = await Promise.all(Array.from({ length: 6 }, () => ask(hub, clock)))
  const placed = ({ order, details, signature }: SignedOrder) =>
    ({ item: { case: 'placed', value: signedOrderToMessage({ order, details, signature }) } }) as FollowItem
  net.join(peer).serve({
    routes: (router) =>
      router.service(FederationService, {
        async *follow(_, { signal }) {
          for (const order of orders) yield { logId: 'its log', items: [placed(order)] }
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
        },
      }),
  })
  const { marketplace, stop } = await startWorld({ clock, net, peers: [peer], limits: { followedOrdersPerSecond: 1 } })
  const counts: number[] = []
  for (let second = 0; second < 7; second++) {
    await clock.advance(1_000)
    counts.push(marketplace.hashes().length)
  }
  expect(Math.max(...counts.map((count, second) => count - second))).toBeLessThanOrEqual(2)
  expect(counts.at(-1)).toBe(6)
  await stop()
})

test('cancelsAhead: so many cancels are kept, of orders here and of those that have not come, the newest', async () => {
  const clock = new VirtualClock()
  const live = new Set<Hex>()
  const cancels = new SignedCancels({
    domain: DOMAIN,
    clock,
    limits: { cancelsAhead: 2 },
    live: { get: (hash) => (live.has(hash) ? ({} as never) : undefined), withdrawn: () => undefined },
    intake: { cancel: async () => {} },
    onCancelled() {},
  })
  const signed = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const hash = orderHash(DOMAIN, (await ask(hub, clock)).order)
      return signCancel(DOMAIN, hub, { orderHash: hash, atSeconds: BigInt(nowSeconds(clock)) })
    }),
  )
  const isAhead = ({ orderHash: hash }: SignedCancel) => cancels.isAhead(hash, hub.address)
  for (const cancel of signed) await cancels.applyFollowed(cancel)
  expect(signed.map(isAhead)).toEqual([false, true, true])
  for (const cancel of signed) {
    live.add(cancel.orderHash)
    await cancels.applyFollowed(cancel)
  }
  expect([...cancels.all()]).toEqual(signed.slice(1))
})

test('cancelsAhead: no more of them stay on disk than are kept, however many orders are taken back', async () => {
  const clock = testStores().createClock()
  const on = await testStores().open(clock)
  const { client, marketplace, run, stop } = await startWorld({ clock, on, limits: { cancelsAhead: 2 } })
  const hashes: Hex[] = []
  for (let at = 0; at < 4; at++) {
    hashes.push(await run(marketplace.place(await ask(hub, clock))))
    const cancel = await signCancel(DOMAIN, hub, { orderHash: hashes[at]!, atSeconds: BigInt(nowSeconds(clock)) })
    await run(client(addressOf(at + 1)).cancelOrder(cancel))
    await clock.advance(1_000)
  }
  await clock.advance(20_000)
  const rows = await on.store.selectFrom('signed_cancel').select('order_hash').orderBy('kept_until_seconds').execute()
  expect(rows.map(({ order_hash }) => order_hash)).toEqual(hashes.slice(2))
  await stop()
})
