import { expect, test } from 'vitest'
import { countText } from './count-text.ts'

const found = (count: number, change: object = {}) => ({
  offers: Array.from({ length: count }, () => ({}) as never),
  nextCursor: '',
  truncated: false,
  ...change,
})

test('the count says of how many, as far as that is known', () => {
  expect(countText(found(1), true)).toBe('1 offer')
  expect(countText(found(5), true)).toBe('5 offers')
  expect(countText(found(100, { nextCursor: 'x' }), true)).toBe('The first 100 offers')
  expect(countText(found(100, { nextCursor: 'x', total: 512 }), true)).toBe('100 of 512 offers')
  expect(countText(found(5, { total: 5 }), true)).toBe('5 offers')
  expect(countText(found(1), false)).toBe('1 more offer')
  expect(countText(found(3, { nextCursor: 'x', truncated: true }), true)).toBe('3 offers so far')
})
