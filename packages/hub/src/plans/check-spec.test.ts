import type { AskPlanSpec } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { WHOLE } from '../testing/hub-books.ts'
import { checkPlanSpec } from './check-spec.ts'

const sized = (change: Partial<AskPlanSpec['resources']>) => ({ resources: { ...WHOLE.resources, ...change } })

test('a plan at the very edge of what the market takes is accepted', () => {
  checkPlanSpec(WHOLE)
  checkPlanSpec({ ...WHOLE, pricePerSecond: 2n ** 96n - 1n, durationSeconds: 3_153_600_000n, netFlags: 7 })
  checkPlanSpec({ ...WHOLE, denomination: 'USD', identityLevel: 4, durationSeconds: 1n, bond: 2n ** 96n - 1n })
})

test.each<[string, Partial<AskPlanSpec>, string]>([
  ['a negative price', { pricePerSecond: -1n }, 'pricePerSecond'],
  ['a price that fits no order', { pricePerSecond: 2n ** 96n }, 'pricePerSecond'],
  ['no price in USD', { denomination: 'USD', pricePerSecond: 0n }, 'pricePerSecond'],
  ['a demand for an identity that nobody has', { identityLevel: 5 }, 'identityLevel'],
  ['half an identity', { identityLevel: 1.5 }, 'identityLevel'],
  ['a bond for spot deals', { bond: 1n }, 'bond'],
  ['a negative bond', { durationSeconds: 60n, bond: -1n }, 'bond'],
  ['a bond that fits no order', { durationSeconds: 60n, bond: 2n ** 96n }, 'bond'],
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
