import { expect, it } from 'vitest'
import { usdPriceOf } from './price-feed.ts'

const NOW = 1_800_000_000n
const ONE = 10n ** 18n
const round = { answer: 2_50000000n, decimals: 8, updatedAtSeconds: NOW - 60n }

it.each([
  ['as Chainlink has it', {}, (ONE * 5n) / 2n],
  ['with 18 decimals', { answer: ONE, decimals: 18 }, ONE],
  ['with 36 decimals', { answer: 10n ** 36n, decimals: 36 }, ONE],
  ['of a day ago', { updatedAtSeconds: NOW - 86_400n }, (ONE * 5n) / 2n],
  ['that is too old', { updatedAtSeconds: NOW - 100_000n }, undefined],
  ['that never was', { updatedAtSeconds: 0n }, undefined],
  ['of the future', { updatedAtSeconds: NOW + 3600n }, undefined],
  ['of zero', { answer: 0n }, undefined],
  ['below zero', { answer: -1n }, undefined],
  ['below what can be told', { answer: 1n, decimals: 36 }, undefined],
  ['with absurd decimals', { decimals: 255 }, undefined],
])('a price %s', (_, change, expected) => {
  expect(usdPriceOf({ ...round, ...change }, NOW)).toBe(expected)
})
