import { expect, test } from 'vitest'
import { VirtualClock } from './clock.ts'
import { ExpiringCache } from './expiring-cache.ts'

test('a value is forgotten when its time is over, and put again lives again', async () => {
  const clock = new VirtualClock()
  const cache = new ExpiringCache<string, number>({ clock, maxEntries: 2 })
  cache.set('a', 1, 100)
  await clock.advance(99)
  expect(cache.get('a')).toBe(1)
  cache.set('a', 2, 100)
  await clock.advance(99)
  expect(cache.get('a')).toBe(2)
  await clock.advance(1)
  expect(cache.get('a')).toBeUndefined()
})

test('no more than the bound is kept, the newest', () => {
  const cache = new ExpiringCache<string, number>({ clock: new VirtualClock(), maxEntries: 2 })
  for (const [at, key] of ['a', 'b', 'a', 'c'].entries()) cache.set(key, at, 100)
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([2, undefined, 3])
  cache.delete('a')
  expect(cache.get('a')).toBeUndefined()
})
