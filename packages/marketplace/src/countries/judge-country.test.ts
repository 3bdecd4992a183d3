import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeCountry } from './judge-country.ts'

test.each([
  [['DE'], ['DE'], 'agrees'],
  [['DE'], ['DE', 'DE'], 'agrees'],
  [['DE'], ['FR'], 'contradicts'],
  // An address that is announced beside the own one, to pass for one of that country.
  [['DE'], ['FR', 'DE'], 'contradicts'],
  // One of two asks lies.
  [['DE', 'FR'], ['DE'], 'contradicts'],
  [['DE'], [], 'declared'],
  [[], ['DE'], 'declared'],
] as const)('%j, seen in %j: %s', (declared, seen, check) => {
  expect(judgeCountry(declared, seen)).toBe(check)
})

test('more that is seen never makes a hub more believable, once it was contradicted', () => {
  const countries = fc.array(fc.constantFrom('DE', 'FR', 'IT'), { maxLength: 4 })
  fc.assert(
    fc.property(countries, countries, countries, (declared, seen, more) => {
      fc.pre(judgeCountry(declared, seen) === 'contradicts')
      expect(judgeCountry(declared, [...seen, ...more])).toBe('contradicts')
    }),
  )
})
