import { fail } from '@sonm/model'
import { expect, it } from 'vitest'
import { usdPricesOf } from './usd-prices.ts'

const ONE = 10n ** 18n
const [SNM_FEED, ETH_FEED] = [`0x${'f1'.repeat(20)}`, `0x${'f2'.repeat(20)}`] as const

const chainOf = (rate: bigint | Error | undefined) => ({
  wallet: { usdPrice: async (feed: string) => (feed === SNM_FEED ? 7n : feed === ETH_FEED ? 8n : undefined) },
  settlement: {
    async snmPerUsd() {
      if (rate instanceof Error) throw rate
      return rate
    },
  },
})

it.each([
  ['of SNM as the market settles', 20n * ONE, undefined, { snm: ONE / 20n, eth: undefined }],
  ['of none where the market has none', undefined, undefined, { snm: undefined, eth: undefined }],
  [
    'of none where the market does not answer',
    fail('CHAIN_BEHIND', { url: 'x', reason: 'y' }),
    {},
    { snm: undefined, eth: undefined },
  ],
  ['of none where SNM would be worth nothing', 10n ** 40n, {}, { snm: undefined, eth: undefined }],
  ['of the feeds of the network, first', 20n * ONE, { snmUsd: SNM_FEED, ethUsd: ETH_FEED }, { snm: 7n, eth: 8n }],
  ['of Ether by its feed alone', 20n * ONE, { ethUsd: ETH_FEED }, { snm: ONE / 20n, eth: 8n }],
])('prices are %s', async (_, rate, feeds, expected) => {
  expect(await usdPricesOf(chainOf(rate), feeds)()).toEqual(expected)
})
