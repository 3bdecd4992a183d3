import type { Address } from '@sonm/model'
import { expect, it } from 'vitest'
import { deploySteps, type PriceSource } from './steps.ts'

const someone: Address = `0x${'11'.repeat(20)}`

it.each<[string, PriceSource | undefined, bigint]>([
  [
    'twice its own oracle’s, so that one reporter who falls silent takes no price away',
    { reporters: [someone], maxAgeSeconds: 60n },
    120n,
  ],
  ['the given one for a feed of others', { feed: someone, maxAgeSeconds: 60n }, 60n],
  ['none without prices', undefined, 0n],
])('a market’s limit of age is %s', (_, prices, expected) => {
  const steps = deploySteps({ holder: someone, validators: [{ account: someone, level: 4 }], prices })
  const market = steps.find(({ name }) => name === 'Market')
  expect(market?.args(() => someone).at(-1)).toBe(expected)
})
