import { create } from '@bufbuild/protobuf'
import { sampleOrder } from '@sonm/model/testing'
import {
  MarketplaceRecordSchema,
  OfferSchema,
  orderToMessage,
  StandingBidSchema,
  signedOrderToMessage,
} from '@sonm/protocol'
import { expect, test } from 'vitest'
import { bidNews, bidNowText, bidsTable, marketplacesTable, ordersOfBuyersTable } from './bids.ts'
import { clockText } from './clock-text.ts'

test('bids that fit an ask are shown with who pays how much and until when', () => {
  const order = sampleOrder({
    side: 'bid',
    author: `0x${'c1'.repeat(20)}`,
    pricePerSecond: 10n ** 18n / 3_600n,
    durationSeconds: 7_200n,
    expiresAtSeconds: 1_767_225_600n,
  })
  const bid = create(OfferSchema, {
    order: signedOrderToMessage({ order, details: '', signature: `0x${'11'.repeat(65)}` }),
    orderHash: `0x${'9d'.repeat(32)}`,
  })
  const [head, row] = ordersOfBuyersTable([bid], String(10n ** 18n / 20n)).split('\n')
  expect(head).toMatch(/^BID +BUYER +AT MOST +DURATION +UNTIL/)
  for (const part of [bid.orderHash, order.author, '1 SNM/h (about 0.05 USD/h)', '2h', '2026-01-01T00:00:00Z'])
    expect(row).toContain(part)
  expect(ordersOfBuyersTable([], '')).toContain('No bid fits')
})

test('a marketplace that nobody has asked yet has no share of good answers', () => {
  const record = { address: `0x${'a1'.repeat(20)}`, honesty: 10_000 }
  const [, silent, asked] = marketplacesTable([
    create(MarketplaceRecordSchema, record),
    create(MarketplaceRecordSchema, { ...record, answers: 2n }),
  ]).split('\n')
  expect(silent).toMatch(/not asked yet .*no answers yet/)
  expect(asked).toContain('100%')
})

test('a marketplace that does not answer says since when', () => {
  const atMs = 1_767_225_600_000n
  const at = clockText(new Date(Number(atMs)))
  const rowOf = (change: object) => {
    const record = { address: `0x${'a1'.repeat(20)}`, answers: 3n, answeredAtMs: atMs, ...change }
    return marketplacesTable([create(MarketplaceRecordSchema, record)])
  }
  expect(rowOf({ silentSinceMs: atMs })).toContain(`does not answer since ${at}`)
  expect(rowOf({})).toContain(`answered at ${at}`)
})

test('bids are listed with what is wanted and until when, in lines that a terminal shows', () => {
  const order = sampleOrder({
    side: 'bid',
    pricePerSecond: 10n ** 18n / 3_600n,
    durationSeconds: 7_200n,
    expiresAtSeconds: 1_767_225_600n,
    benchmarks: [0n, 0n, 2n, ...Array<bigint>(13).fill(4n)],
  })
  const bid = create(StandingBidSchema, {
    orderHash: `0x${'9d'.repeat(32)}`,
    bid: orderToMessage(order),
    state: 'cancelled',
    isBinding: true,
  })
  const lines = bidsTable([bid]).split('\n')
  expect(lines[0]).toMatch(/^BID +STATE +WANTED +AT MOST +OFFERS +TAKE +UNTIL$/)
  expect(lines[1]).toMatch(
    /^0x9d9d9d9d… +cancelled, still binding +duration>.*… +1 SNM\/h +0 +no +2026-01-01T00:00:00Z$/,
  )
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100)
})

test('whoever watches a bid is told what has changed, and why the watch ends', () => {
  const bid = { state: 'standing', marketplaces: ['0xa1'], matches: [{ orderHash: '0x1' }] }
  const newsOf = (change: object) => bidNews(create(StandingBidSchema, { ...bid, ...change }))
  expect(newsOf({ usdPerSnm: '7' })).toBe(newsOf({}))
  for (const change of [{ matches: [] }, { state: 'taken' }, { problem: 'it is gone' }, { marketplaces: [] }])
    expect(newsOf(change)).not.toBe(newsOf({}))
  const end = bidNowText(create(StandingBidSchema, { state: 'expired' }), new Date(0))
  expect(end).toMatch(/^[\d:]{8} expired\. .*the watch ends\.$/)
})
