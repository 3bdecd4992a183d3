import { isCoded, VirtualClock } from '@sonm/common'
import { type SignedOrder, ZERO_BYTES32 } from '@sonm/model'
import { runUntilSettled } from '@sonm/network/testing'
import { expect, test } from 'vitest'
import { type MarketplaceLimits, marketplaceLimits } from '../limits.ts'
import { OrderStore } from '../store/order-store.ts'
import { SqliteOrderRows } from '../store/sqlite-order-rows.ts'
import { openMarketplaceStore } from '../store/tables.ts'
import { ask, DOMAIN, signer } from '../testing/world.ts'
import { inProcessVerifier, type OrderVerifier } from '../verification/order-verifier.ts'
import type { Outcome } from './coming-order.ts'
import { Intake, type IntakeOptions } from './intake.ts'
import { LiveOrders } from './live-orders.ts'

const hub = signer(1)
const allFit = { isConfirmed: () => true, check: async () => {}, judge: () => 'fits' as const }

/** An intake of which it is noted how many orders were judged, and how many written, at a time. */
async function startIntake(changes: Partial<MarketplaceLimits>, facts: IntakeOptions['facts'] = allFit) {
  const clock = new VirtualClock()
  const limits = { ...marketplaceLimits, ...changes }
  const [judged, written] = [[] as number[], [] as number[]]
  const rows = new SqliteOrderRows(await openMarketplaceStore(':memory:'))
  const store = new OrderStore({ rows, clock, maxPerCommit: limits.ordersPerCommit, member: signer(9).address })
  const disk = { ready: Promise.resolve() }
  const insert = rows.insert.bind(rows)
  rows.insert = async (transaction, orders) => {
    written.push(orders.length)
    await disk.ready
    return insert(transaction, orders)
  }
  const judge = inProcessVerifier(DOMAIN)
  const verifier: OrderVerifier = {
    ...judge,
    verify(orders) {
      judged.push(orders.length)
      return judge.verify(orders)
    },
  }
  const intake = new Intake({ clock, limits, verifier, facts, store, live: new LiveOrders() })
  const run = <Result>(promise: Promise<Result>) => runUntilSettled(clock, promise)
  const asks = (count: number) => Promise.all(Array.from({ length: count }, () => ask(hub, clock)))
  const place = (orders: readonly SignedOrder[], host = 'h') => intake.placeAll(orders, { host })
  return { clock, intake, judged, written, disk, run, asks, place }
}

const codes = (outcomes: readonly Outcome[]) => outcomes.map((one) => (isCoded(one) ? one.code : 'placed'))

test('ordersPerBatch: no more signatures are judged at a time, however many orders a call brings', async () => {
  const { asks, judged, place, run } = await startIntake({ ordersPerBatch: 2 })
  expect(codes(await run(place(await asks(5))))).toEqual(Array(5).fill('placed'))
  expect(judged).toEqual([2, 2, 1])
})

test('strangersPerBatch: of senders that are no known hubs no more are judged at a time, and of those that are as many as may', async () => {
  const { asks, intake, judged, place, run } = await startIntake({ ordersPerBatch: 4, strangersPerBatch: 1 })
  // What comes first goes at once, alone.
  const [first, ...orders] = await asks(7)
  const ofStrangers = [place([first!]), place(orders.slice(0, 2))]
  const ofHub = intake.placeAll(orders.slice(2), { caller: hub.address, host: 'h' })
  expect(codes((await run(Promise.all([...ofStrangers, ofHub]))).flat())).toEqual(Array(7).fill('placed'))
  expect(judged).toEqual([1, 4, 2])
})

test('ordersInWork: while the disk is slow no more signatures are judged than may wait for it', async () => {
  const { asks, clock, disk, judged, place, run } = await startIntake({ ordersPerBatch: 1, ordersInWork: 2 })
  const { promise, resolve } = Promise.withResolvers<void>()
  disk.ready = promise
  const placed = place(await asks(5))
  await clock.advance(10_000)
  expect(judged).toHaveLength(2)
  resolve()
  expect(codes(await run(placed))).toEqual(Array(5).fill('placed'))
})

test.each([
  ['in calls of their own', 1, allFit],
  ['in one call', 7, allFit],
  ['and the chain tells of all at once', 7, { ...allFit, judge: unknownOnce() }],
])('ordersPerCommit: no transaction has more orders, where they come %s', async (_, perCall, facts) => {
  const { asks, place, run, written } = await startIntake({ ordersPerCommit: 3, ordersPerBatch: 3 }, facts)
  const orders = await asks(7)
  const calls = Array.from({ length: orders.length / perCall }, (_, at) =>
    orders.slice(at * perCall, (at + 1) * perCall),
  )
  const outcomes = await run(Promise.all(calls.map((call) => place(call))))
  expect(codes(outcomes.flat())).toEqual(Array(7).fill('placed'))
  expect(written.reduce((sum, count) => sum + count, 0)).toBe(7)
  expect(Math.max(...written)).toBeLessThanOrEqual(3)
})

/** Facts that must be asked for the first time of each order. */
function unknownOnce(): IntakeOptions['facts']['judge'] {
  const known = new Set<string>()
  return (_, hash) => {
    if (known.has(hash)) return 'fits'
    known.add(hash)
    return 'unknown'
  }
}

test('sendersKept: of so many senders it is remembered what was worthless, and the one that sent first is forgotten', async () => {
  const { intake } = await startIntake({ sendersKept: 2, worthlessBurst: 1, worthlessPerSecond: 0, heldAnswers: 0 })
  const isWelcome = (host: string) =>
    intake.checkWelcome({ host }).then(
      () => true,
      () => false,
    )
  const hosts = ['a', 'b', 'c']
  for (const host of hosts) intake.noteWorthless({ host }, 1)
  expect(await Promise.all(hosts.map(isWelcome))).toEqual([true, false, false])
})

test('bidLifetimeSeconds: a bid that would live longer is refused, and an ask may', async () => {
  const { clock, place, run } = await startIntake({ bidLifetimeSeconds: 60n })
  const until = (seconds: number) => ({ expiresAtSeconds: BigInt(Math.floor(clock.nowMs() / 1000) + seconds) })
  const bid = { side: 'bid', detailsHash: ZERO_BYTES32 } as const
  const bids = [60, 61].map((seconds) => ask(hub, clock, { ...bid, ...until(seconds) }, ''))
  const orders = await Promise.all([...bids, ask(hub, clock, until(61))])
  expect(codes(await run(place(orders)))).toEqual(['placed', 'ORDER_INVALID', 'placed'])
})

test('ordersWaiting: all senders together have no more waiting, though each has less than he may', async () => {
  const { asks, place, run } = await startIntake({ ordersWaiting: 5, ordersPerBatch: 1 })
  const orders = await asks(8)
  const outcomes = await run(Promise.all([place(orders.slice(0, 4), 'one'), place(orders.slice(4), 'two')]))
  // One of them is being judged.
  expect(codes(outcomes[0])).toEqual(Array(4).fill('placed'))
  expect(codes(outcomes[1])).toEqual(['placed', 'placed', 'MARKETPLACE_BUSY', 'MARKETPLACE_BUSY'])
})

test('worthlessBurst, worthlessPerSecond: so many worthless orders are looked at at once, and then so many each second', async () => {
  const limits = { worthlessBurst: 3, worthlessPerSecond: 2, heldAnswers: 0 }
  const { clock, place, run } = await startIntake(limits)
  const worthless = await ask(hub, clock, { expiresAtSeconds: 1n })
  const looked = async () =>
    codes(await run(place(Array(9).fill(worthless)))).filter((code) => code === 'ORDER_EXPIRED').length
  expect(await looked()).toBe(3)
  await clock.advance(499)
  expect(await looked()).toBe(0)
  await clock.advance(1)
  expect(await looked()).toBe(1)
  await clock.advance(1_000)
  expect(await looked()).toBe(2)
})

test('worthlessPauseMs, heldAnswers: whose orders are not looked at is told so late, up to a number of answers', async () => {
  const limits = { worthlessBurst: 1, worthlessPerSecond: 0, worthlessPauseMs: 100, heldAnswers: 2 }
  const { clock, intake } = await startIntake(limits)
  intake.noteWorthless({ host: 'bad' }, 1)
  let refused = 0
  const calls = [1, 2, 3].map(() => intake.checkWelcome({ host: 'bad' }).catch(() => refused++))
  await clock.advance(99)
  expect(refused).toBe(1)
  await clock.advance(1)
  await Promise.all(calls)
  expect(refused).toBe(3)
})
