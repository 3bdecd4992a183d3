import { seededRandom, VirtualClock } from '@sonm/common'
import type { Hex } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marketplaceLimits } from '../limits.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import { listedAsk } from '../testing/listed-ask.ts'
import { Watch, type WatchUpdate } from './watch.ts'
import { WatchCounts } from './watch-limits.ts'

function world(depth = 3) {
  const clock = new VirtualClock()
  const orders = new Map<number, LiveOrder>()
  const current = () => [...orders.values()].sort((a, b) => a.sequence - b.sequence).slice(0, depth)
  const state = { over: false, isTruncated: false, looks: 0 }
  const watch = new Watch({
    clock,
    current: () => {
      state.looks++
      return state.over ? undefined : { orders: current(), isTruncated: state.isTruncated }
    },
    changesAtMs: () => undefined,
    pauseMs: () => 100,
    heartbeatMs: 10_000,
  })
  const put = (sequence: number) => {
    orders.set(sequence, listedAsk(sequence).live)
    watch.wake()
  }
  const drop = (sequence: number) => {
    orders.delete(sequence)
    watch.wake()
  }
  return { clock, watch, current, state, put, drop }
}

/** What a reader holds after these updates. */
function apply(held: Set<Hex>, { reset, entered, left }: WatchUpdate): void {
  if (reset) held.clear()
  for (const hash of left) expect(held.delete(hash)).toBe(true)
  for (const { hash } of entered) held.add(hash)
}

test('after each update the reader holds what is, however slow he is and whatever came and went', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 0, max: 400 }), async (seed, slowMs) => {
      const random = seededRandom(seed)
      const { clock, watch, current, put, drop } = world()
      const end = new AbortController()
      const held = new Set<Hex>()
      let sequence = 0
      const reading = (async () => {
        for await (const update of watch.updates(end.signal)) {
          expect(update.sequence).toBe(++sequence)
          apply(held, update)
          if (slowMs > 0) await new Promise<void>((resolve) => clock.after(slowMs, resolve))
        }
      })()
      for (let step = 0; step < 30; step++) {
        const at = random.integer(8)
        if (random.integer(2) === 0) put(at)
        else drop(at)
        await clock.advance(random.integer(150))
      }
      await clock.advance(1_000)
      expect(held).toEqual(new Set(current().map(({ hash }) => hash)))
      end.abort(new Error('the test is over'))
      await clock.advance(1_000)
      await reading
    }),
    { numRuns: 30 },
  )
})

test('a change is told at once, many at a time are told together, and silence is broken by a sign of life', async () => {
  const { clock, watch, state, put } = world()
  const end = new AbortController()
  const updates: (WatchUpdate & { atMs: number })[] = []
  const startMs = clock.nowMs()
  const reading = (async () => {
    for await (const update of watch.updates(end.signal)) updates.push({ ...update, atMs: clock.nowMs() - startMs })
  })()
  await clock.advance(1_000)
  put(1)
  await clock.advance(1)
  for (let sequence = 2; sequence < 500; sequence++) put(sequence)
  await clock.advance(12_000)
  const seen = updates.map(({ reset, entered, left, atMs }) => [atMs, reset, entered.length, left.length])
  expect(seen).toEqual([
    [0, true, 0, 0],
    [1_000, false, 1, 0],
    [1_100, false, 2, 0],
    [11_100, false, 0, 0],
  ])
  expect(state.looks).toBeLessThan(8)
  end.abort(new Error('the test is over'))
  await reading
})

test('that a look met its bound is told, and that the next one did not', async () => {
  const { clock, watch, state, put } = world()
  const end = new AbortController()
  const told: boolean[] = []
  const reading = (async () => {
    for await (const { isTruncated } of watch.updates(end.signal)) told.push(isTruncated)
  })()
  await clock.advance(1_000)
  for (const isTruncated of [true, false]) {
    state.isTruncated = isTruncated
    watch.wake()
    await clock.advance(1_000)
  }
  put(1)
  await clock.advance(1_000)
  expect(told).toEqual([false, true, false, false])
  end.abort(new Error('the test is over'))
  await clock.advance(10_000)
  await reading
})

test('a stream ends when its question is over', async () => {
  const { clock, watch, state } = world()
  const updates: WatchUpdate[] = []
  const reading = (async () => {
    for await (const update of watch.updates(new AbortController().signal)) updates.push(update)
  })()
  await clock.advance(1_000)
  state.over = true
  watch.wake()
  await clock.advance(1)
  await reading
  expect(updates).toHaveLength(1)
})

test('streams are counted by key and by host, and a place is given back once', () => {
  const counts = new WatchCounts({ ...marketplaceLimits, watches: 6, watchesPerKey: 2, watchesPerHost: 4 })
  const take = (key: number, host: string) => counts.take({ key: `0x${String(key).repeat(40)}`, host })
  const release = take(1, 'a')
  take(1, 'a')
  expect(() => take(1, 'b')).toThrow(expect.objectContaining({ code: 'WATCH_QUOTA' }))
  take(2, 'a')
  take(3, 'a')
  expect(() => take(4, 'a')).toThrow(expect.objectContaining({ code: 'WATCH_QUOTA' }))
  take(4, 'b')
  take(5, 'b')
  expect(() => take(6, 'c')).toThrow(expect.objectContaining({ code: 'WATCH_QUOTA' }))
  release()
  release()
  expect(counts.open).toBe(5)
  take(6, 'c')
  expect(() => take(7, 'd')).toThrow(expect.objectContaining({ code: 'WATCH_QUOTA' }))
})
