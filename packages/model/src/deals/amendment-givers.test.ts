import { expect, it } from 'vitest'
import { sampleDeal } from '../testing/sample-deal.ts'
import { amendmentGivers } from './amendment.ts'

const deal = sampleDeal({ durationSeconds: 1000n })

it.each<[string, bigint, bigint, boolean, boolean]>([
  ['a higher price takes from the buyer', 11n, 1000n, true, false],
  ['a lower one from the supplier', 9n, 1000n, false, true],
  ['an earlier end from the buyer', 10n, 999n, true, false],
  ['a later end from both: the buyer pays for longer than he signed', 10n, 1001n, true, true],
  ['also for a lower price', 9n, 1001n, true, true],
  ['the same from nobody', 10n, 1000n, false, false],
])('%s', (_, pricePerSecond, durationSeconds, buyer, supplier) => {
  const amendment = { dealId: 1n, sequence: 0, pricePerSecond, durationSeconds, expiresAtSeconds: 0n }
  expect(amendmentGivers(deal, amendment)).toEqual({ buyer, supplier })
})

it('in USD it is the price in USD that counts', () => {
  const inUsd = sampleDeal({ usdPerSecond: 50n, pricePerSecond: 10n })
  const amendment = { dealId: 1n, sequence: 0, pricePerSecond: 51n, durationSeconds: 0n, expiresAtSeconds: 0n }
  expect(amendmentGivers(inUsd, amendment)).toEqual({ buyer: true, supplier: false })
})
