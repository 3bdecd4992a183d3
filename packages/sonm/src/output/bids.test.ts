import { create } from '@bufbuild/protobuf'
import { sampleOrder } from '@sonm/model/testing'
import { MarketplaceRecordSchema, OfferSchema, signedOrderToMessage } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { marketplacesTable, ordersOfBuyersTable } from './bids.ts'

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
  for (const part of [bid.orderHash, order.author, '1 SNM/h (about 0.05 USD/h)', '2h', '2026-01-01T00:00:00.000Z'])
    expect(row).toContain(part)
  expect(ordersOfBuyersTable([], '')).toContain('No bid fits')
})

test('a marketplace that nobody has asked yet has no share of good answers', () => {
  const record = { address: `0x${'a1'.repeat(20)}`, honesty: 10_000 }
  const [, silent, asked] = marketplacesTable([
    create(MarketplaceRecordSchema, record),
    create(MarketplaceRecordSchema, { ...record, answers: 2n }),
  ]).split('\n')
  expect(silent).toContain('no answers yet')
  expect(asked).toContain('100%')
})
