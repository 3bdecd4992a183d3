import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SNM_SUPPLY_WEI } from '../units/money.ts'
import type { Comparison, Condition } from './ask-query.ts'
import { QUERY_FIELDS } from './fields.ts'
import { formatCondition } from './format-query.ts'
import { parseQuery } from './parse-query.ts'
import { roundedLimit } from './rounded-limit.ts'
import { compares } from './satisfies.ts'

const conditionsOf = (text: string) => parseQuery(text).conditions
const op = fc.constantFrom<Comparison>('<=', '>=')
const numbers = fc.constantFrom(...QUERY_FIELDS.filter((field) => field.kind === 'number')).chain(({ field, most }) =>
  fc.record({
    kind: fc.constant('number' as const),
    field: fc.constant(field),
    op,
    value: fc.bigInt({ min: 0n, max: most }),
  }),
)
const prices = fc
  .record({
    op,
    denomination: fc.constantFrom('SNM' as const, 'USD' as const),
    pricePerSecond: fc.bigInt({ min: 0n, max: SNM_SUPPLY_WEI }),
  })
  .map(({ op, ...price }) => ({ kind: 'price' as const, op, price }))

describe('a limit as people write it', () => {
  const written = (text: string) => conditionsOf(text).map(formatCondition).join(' ')

  it.each([
    ['ram>=18.83GiB', 'ram>=18.83GiB'],
    ['ram<=18.83GiB', 'ram<=18.83GiB'],
    ['ram>=1.5GiB', 'ram>=1536MiB'],
    ['net.download>=123450000bps', 'net.download>=123.45Mbit/s'],
    ['latency<30500us', 'latency<30.5ms'],
    ['gpu.ethash>=61500000', 'gpu.ethash>=61.5MH/s'],
  ])('%s is written %s', (text, expected) => {
    expect(written(text)).toBe(expected)
  })

  it.each([
    ['ram>=20221211443B', 'ram>=18.83GiB'],
    ['ram<=20221211443B', 'ram<=18.84GiB'],
    ['ram>=64GiB', 'ram>=64GiB'],
    ['net.download>=123456789bps', 'net.download>=123.45Mbit/s'],
    ['latency<=12345us', 'latency<=12.4ms'],
    ['gpu.ethash>=61234567', 'gpu.ethash>=61.23MH/s'],
    ['price<=0.0512345678USD/h', 'price<=0.05124USD/h'],
    ['price>=0.0512345678USD/h', 'price>=0.05123USD/h'],
    ['cores>=5505', 'cores>=5505'],
    ['country=DE', 'country=DE'],
  ])('%s is rounded to %s', (text, expected) => {
    expect(conditionsOf(text).map((condition) => formatCondition(roundedLimit(condition)))).toEqual([expected])
  })

  it('is never stronger than it was, hardly weaker, and read as it is written', () => {
    const near = fc.tuple(fc.oneof(numbers, prices), fc.bigInt({ min: -1000n, max: 1000n }))
    fc.assert(
      fc.property(near, ([condition, by]) => {
        const rounded = roundedLimit(condition)
        expect(conditionsOf(formatCondition(rounded))).toEqual([rounded])
        const figure = (each: Condition) => {
          if (each.kind === 'word') throw new Error('a word has no figure')
          return each.kind === 'price' ? each.price.pricePerSecond : each.value
        }
        const [limit, given] = [figure(condition), figure(rounded)]
        const offered = limit + by
        if (rounded.kind !== 'word' && compares(offered, condition.op, limit)) {
          expect(compares(offered, rounded.op, given)).toBe(true)
        }
        const gap = limit > given ? limit - given : given - limit
        expect(gap * 100n).toBeLessThanOrEqual(limit)
      }),
      { numRuns: 2000 },
    )
  })
})
