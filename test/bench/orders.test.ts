import { orderHash } from '@sonm/model'
import { hashTypedData } from 'viem'
import { expect, test } from 'vitest'
import { typedData } from './orders.ts'
import { sampleAsk } from './sample-ask.ts'

test('the peer is given the very order that ours signs', () => {
  const domain = { chainId: 31337, market: `0x${'11'.repeat(20)}` } as const
  const { order } = sampleAsk(`0x${'22'.repeat(20)}`, 1n)
  expect(hashTypedData(typedData(domain, order))).toBe(orderHash(domain, order))
})
