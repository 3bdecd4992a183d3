import { expect, test } from 'vitest'
import { placeOf } from './hub-place.ts'

test.each([
  [{}, {}],
  [{ country: 'de' }, { country: 'DE' }],
  [
    { region: 'de-by', ports: '100' },
    { country: 'DE', region: 'DE-BY', ports: 100 },
  ],
  [
    { country: 'UK', region: 'GB-LND' },
    { country: 'GB', region: 'GB-LND' },
  ],
])('%j declares %j', (options, place) => {
  expect(placeOf(options)).toEqual(place)
})

test.each([
  [{ country: 'Germany' }, '--country'],
  [{ region: 'Bavaria' }, '--region'],
  [{ country: 'DE', region: 'FR-75' }, '--region'],
  [{ ports: '0' }, '--ports'],
  [{ ports: '65536' }, '--ports'],
])('%j is refused for its %s', (options, field) => {
  expect(() => placeOf(options)).toThrow(
    expect.objectContaining({ code: 'INPUT_INVALID', data: expect.objectContaining({ field }) }),
  )
})
