import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BoundedMap } from './bounded-map.ts'

test('it holds the entries that were put in last, each once, oldest first, and never more than its bound', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.tuple(fc.nat(8), fc.nat())), (maxEntries, entries) => {
      const map = new BoundedMap<number, number>(maxEntries)
      for (const [key, value] of entries) map.set(key, value)
      const last = new Map(entries)
      const order = [...new Set(entries.map(([key]) => key).toReversed())].slice(0, maxEntries).toReversed()
      expect([...map]).toEqual(order.map((key) => [key, last.get(key)]))
    }),
  )
})

test('what is deleted makes room', () => {
  const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2)
  map.delete('b')
  map.set('c', 3)
  expect([...map.keys()]).toEqual(['a', 'c'])
})
