import type { Address } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Journal } from './journal.ts'

const addressOf = (key: number): Address => `0x${key.toString(16).padStart(40, '0')}`

test('who reads on from where he stopped learns of every address that was added since, and of none twice without reason', () => {
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.record({ add: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ forget: fc.nat(20) }) },
    { weight: 2, arbitrary: fc.record({ read: fc.integer({ min: 1, max: 5 }) }) },
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
      const journal = new Journal()
      const owed = new Set<Address>()
      let place = 0
      const read = (most: number) => {
        const page = journal.after(place, most)
        expect(page.addresses.length).toBeLessThanOrEqual(most)
        expect(new Set(page.addresses).size).toBe(page.addresses.length)
        for (const address of page.addresses) expect(owed.delete(address)).toBe(true)
        expect(page.place).toBeGreaterThanOrEqual(place)
        place = page.place
        return page.more
      }
      for (const act of actions) {
        if ('add' in act) {
          journal.add(addressOf(act.add))
          owed.add(addressOf(act.add))
        } else if ('forget' in act) {
          journal.forget(addressOf(act.forget))
          owed.delete(addressOf(act.forget))
        } else read(act.read)
      }
      while (read(3));
      expect(owed.size).toBe(0)
    }),
  )
})

test('a journal stays small however often the same addresses are renewed', () => {
  const journal = new Journal()
  for (let round = 0; round < 50_000; round++) journal.add(addressOf(round % 10))
  expect(journal.after(0, 100)).toMatchObject({ place: 50_000, more: false })
  expect(journal.after(0, 100).addresses).toHaveLength(10)
  expect(journal.after(50_000, 100).addresses).toEqual([])
  expect(journal.after(2 ** 53 - 1, 100).addresses).toEqual([])
})
