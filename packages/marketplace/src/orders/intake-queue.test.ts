import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IntakeQueue } from './intake-queue.ts'

test('each sender gets his share of what is taken, whatever the others have waiting, and his oldest first', () => {
  const waiting = fc.array(fc.nat(40), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(waiting, fc.integer({ min: 1, max: 30 }), (counts, most) => {
      const queue = new IntakeQueue<{ sender: number; at: number }>({ items: 1000, itemsPerSender: 100 })
      counts.forEach((count, sender) => {
        for (let at = 0; at < count; at++) expect(queue.add(String(sender), { sender, at })).toBeUndefined()
      })
      const total = counts.reduce((sum, count) => sum + count, 0)
      const taken = queue.take(most)
      expect(taken).toHaveLength(Math.min(most, total))
      expect(queue.size).toBe(total - taken.length)
      const fair = Math.floor(most / counts.filter((count) => count > 0).length)
      counts.forEach((count, sender) => {
        const own = taken.filter((item) => item.sender === sender)
        expect(own.map(({ at }) => at)).toEqual(own.map((_, at) => at))
        expect(own.length).toBeGreaterThanOrEqual(Math.min(count, fair))
      })
      // All of it comes, once.
      const rest = Array.from({ length: total }, () => queue.take(most)).flat()
      expect(new Set([...taken, ...rest]).size).toBe(total)
    }),
  )
})

test('a sender is refused at his end and everybody at the end of all', () => {
  const queue = new IntakeQueue<number>({ items: 3, itemsPerSender: 2 })
  expect([1, 2, 3].map((item) => queue.add('a', item))).toEqual([undefined, undefined, 'sender'])
  expect([4, 5].map((item) => queue.add('b', item))).toEqual([undefined, 'all'])
  expect(queue.take(10)).toEqual([1, 2, 4])
  expect(queue.add('a', 6)).toBeUndefined()
})
