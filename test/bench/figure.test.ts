import { expect, test } from 'vitest'
import { alone, beside, inTurns, median, percentile, ratePerSecond } from './figure.ts'

const rate = { name: 'rpc.unary', value: 200, unit: 'calls/s', better: 'higher', n: 5 } as const
const wait = { name: 'rpc.latency.p50', value: 200, unit: 'us', better: 'lower', n: 5 } as const

test('a percentile is a measured value: the nearest rank, whatever the order', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
  expect([1, 50, 99, 100].map((percent) => percentile(hundred, percent))).toEqual([1, 50, 99, 100])
  expect([0, 50, 51, 99].map((percent) => percentile([10, 9], percent))).toEqual([9, 9, 10, 10])
  expect(percentile([7], 99)).toBe(7)
  expect(median([3, 1000, 1])).toBe(3)
})

test.each([
  ['a rate twice as high', rate, 100, 2],
  ['a rate half as high', rate, 400, 0.5],
  ['a wait half as long', wait, 400, 2],
  ['a wait twice as long', wait, 100, 0.5],
])('a ratio above 1 says that ours is better, whatever the unit: %s', (_, figure, peerValue, ratio) => {
  expect(beside(figure, 'the peer', peerValue)).toEqual({ ...figure, peer: 'the peer', peerValue, ratio })
})

test('a figure has three digits, for the machines are noisier than that; the ratio is taken before', () => {
  expect(alone({ ...rate, value: 9623.7 }).value).toBe(9620)
  expect(alone({ ...wait, value: 0.123456 }).value).toBe(0.123)
  expect(beside({ ...rate, value: 1004 }, 'the peer', 1000.4)).toMatchObject({ value: 1000, peerValue: 1000, ratio: 1 })
})

test('ours and the peer are measured in turns, and the median of each counts', async () => {
  const order: string[] = []
  const measure = (who: string, values: number[]) => async () => {
    order.push(who)
    return values.shift()!
  }
  const found = await inTurns(3, measure('ours', [5, 900, 4]), measure('peer', [1, 2, 700]))
  expect(order).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer'])
  expect(found).toEqual({ ours: 5, peer: 2 })
})

test('a rate counts every call of every slice', async () => {
  let calls = 0
  const perSecond = await ratePerSecond(3, 10, () => {
    calls += 1
  })
  expect(calls).toBe(30)
  expect(perSecond).toBeGreaterThan(0)
})
