import type { AskPlanSpec } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { WHOLE } from '../testing/hub-books.ts'
import { checkPlanSpec } from './check-spec.ts'

const sized = (change: Partial<AskPlanSpec['resources']>) => ({ resources: { ...WHOLE.resources, ...change } })

test('a plan at the very edge of what the market takes is accepted', () => {
  checkPlanSpec(WHOLE)
  checkPlanSpec({ ...WHOLE, pricePerSecond: 2n ** 128n - 1n, durationSeconds: 3_153_600_000n, netFlags: 7 })
})

test.each<[string, Partial<AskPlanSpec>, string]>([
  ['a negative price', { pricePerSecond: -1n }, 'pricePerSecond'],
  ['a price that fits no order', { pricePerSecond: 2n ** 128n }, 'pricePerSecond'],
  ['a price in USD', { denomination: 'USD' }, 'denomination'],
  ['a demand for identity', { identityLevel: 2 }, 'identityLevel'],
  ['a duration beyond a hundred years', { durationSeconds: 3_153_600_001n }, 'durationSeconds'],
  ['an unknown network flag', { netFlags: 8 }, 'netFlags'],
  ['half a network flag', { netFlags: 0.5 }, 'netFlags'],
  ['no processor', sized({ cpuHundredths: 0 }), 'resources'],
  ['the same card twice', sized({ gpus: { indexes: [0, 1, 0] } }), 'resources.gpus'],
  ['the same card twice, by its id', sized({ gpus: { ids: ['a', 'a'] } }), 'resources.gpus'],
])('a plan with %s is refused, and the field is named', (_, change, field) => {
  expect(() => checkPlanSpec({ ...WHOLE, ...change })).toThrow(
    expect.objectContaining({ code: 'PLAN_INVALID', data: expect.objectContaining({ field }) }),
  )
})
