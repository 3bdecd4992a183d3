import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grouped, snm } from './format.ts'
import { nextOrder, sortOf } from './query-text.ts'

describe('what the page shows and asks', () => {
  it('sets thousands apart and nothing else', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (number) => {
        const text = grouped(`${number}.1234567 SNM`)
        expect(text.replaceAll('\u202f', '')).toBe(`${number}.1234567 SNM`)
        expect(text).toMatch(/^\d{1,3}(\u202f\d{3})*\.1234567 SNM$/)
      }),
    )
  })

  it('never shows wei', () => {
    expect(snm('1500000000000000000')).toBe('1.5 SNM')
    expect(snm('')).toBe('0 SNM')
  })

  it('sorts by a column, the other way round, and as at first again', () => {
    const presses = (field: string) => {
      const orders = ['']
      for (let press = 0; press < 3; press++) orders.push(nextOrder(orders.at(-1)!, field))
      return orders
    }
    expect(presses('ram')).toEqual(['', '-ram', 'ram', ''])
    expect(presses('price')).toEqual(['', 'price', '-price', ''])
    expect(nextOrder('-ram', 'price')).toBe('price')
    expect([sortOf('-ram', 'ram'), sortOf('-ram', 'price'), sortOf('price', 'price')]).toEqual([
      'descending',
      'none',
      'ascending',
    ])
  })
})
