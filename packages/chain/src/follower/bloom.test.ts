import type { Hex } from '@sonm/model'
import fc from 'fast-check'
import * as Bloom from 'ox/Bloom'
import { expect, test } from 'vitest'
import { bloomBits, bloomOf, fillOf, isBloom, mayContain } from './bloom.ts'

const item = fc
  .uint8Array({ minLength: 1, maxLength: 32 })
  .map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`)

test('a filter has what it was made of, and answers as that of ox does', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 200 }), fc.array(item, { maxLength: 10 }), (inside, others) => {
      const bloom = bloomOf(inside.map(bloomBits))
      expect(isBloom(bloom)).toBe(true)
      for (const each of inside) expect(mayContain(bloom, bloomBits(each))).toBe(true)
      for (const each of [...inside.slice(0, 10), ...others]) {
        expect(mayContain(bloom, bloomBits(each))).toBe(Bloom.contains(bloom, each))
      }
    }),
  )
})

test('the fill is the share of bits that are set', () => {
  expect(fillOf(bloomOf([]))).toBe(0)
  expect(fillOf(bloomOf([[0, 1, 2047]]))).toBe(3 / 2048)
  expect(fillOf(`0x${'f'.repeat(512)}`)).toBe(1)
})

test.each(['0x', '0x00', `0x${'0'.repeat(513)}`, `0x${'g'.repeat(512)}`, null, 7])('%s is no filter', (value) => {
  expect(isBloom(value)).toBe(false)
})
