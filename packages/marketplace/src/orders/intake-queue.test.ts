import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IntakeQueue } from './intake-queue.ts'

test('each sender gets his share of what is taken, whatever the others have waiting, and his oldest first', () => {
  const sender = fc.record({ count: fc.nat(40), isStranger: fc.boolean() })
  const senders = fc.array(sender, { minLength: 1, maxLength: 6 })
  const most = fc.integer({ min: 1, max: 30 })
  fc.assert(
    fc.property(senders, most, most, (senders, most, mostOfStrangers) => {
      const queue = new IntakeQueue<{ sender: number; at: number }>({ items: 1000, itemsPerSender: 100 })
      senders.forEach(({ count, isStranger }, sender) => {
        for (let at = 0; at < count; at++) expect(queue.add(String(sender), { sender, at }, isStranger)).toBeUndefined()
      })
      const sum = (of: boolean) => senders.reduce((sum, one) => sum + (one.isStranger === of ? one.count : 0), 0)
      const total = sum(true) + sum(false)
      const room = Math.min(most, mostOfStrangers)
      const ofStrangers = Math.min(room, sum(true))
      const taken = queue.take(most, mostOfStrangers)
      expect(taken).toHaveLength(ofStrangers + Math.min(most - ofStrangers, sum(false)))
      expect(queue.size).toBe(total - taken.length)
      senders.forEach(({ count, isStranger }, sender) => {
        const own = taken.filter((item) => item.sender === sender)
        expect(own.map(({ at }) => at)).toEqual(own.map((_, at) => at))
        const alike = senders.filter((one) => one.isStranger === isStranger && one.count > 0).length
        const fair = Math.floor((isStranger ? room : most - ofStrangers) / Math.max(1, alike))
        expect(own.length).toBeGreaterThanOrEqual(Math.min(count, fair))
      })
      // All of it comes, once.
      const rest = Array.from({ length: total }, () => queue.take(most, mostOfStrangers)).flat()
      expect(new Set([...taken, ...rest]).size).toBe(total)
    }),
  )
})

test('a sender is refused at his end and everybody at the end of all', () => {
  const queue = new IntakeQueue<number>({ items: 3, itemsPerSender: 2 })
  expect([1, 2, 3].map((item) => queue.add('a', item, true))).toEqual([undefined, undefined, 'sender'])
  expect([4, 5].map((item) => queue.add('b', item, false))).toEqual([undefined, 'all'])
  expect(queue.take(10, 10)).toEqual([1, 2, 4])
  expect(queue.add('a', 6, true)).toBeUndefined()
})
