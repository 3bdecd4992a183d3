import { create } from '@bufbuild/protobuf'
import { type Address, NO_FACTS, scoreOf } from '@sonm/model'
import {
  GetPricesResponseSchema,
  ListSuppliersResponseSchema,
  MarketHistoryResponseSchema,
  SupplierSchema,
} from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { malformedIn, malformedSupplier, withPlainReasons } from './market-data-form.ts'

const [master, hub, buyer, other] = ['a1', 'b2', 'c3', 'd4'].map((byte) => `0x${byte.repeat(20)}`) as [
  string,
  string,
  string,
  string,
]
const record = { master, hubs: [hub], buyers: [{ buyer, paidWei: '7' }], earnedWei: '7', reasons: ['Well done.'] }

test('what a marketplace can say is well formed', () => {
  const prices = { marketClass: 'gpu:rtx4090', bestPerHour: '', volumeWei: `${2n ** 255n}` }
  const history = { openPerHour: '1', volumeWei: '0' }
  const suppliers = { suppliers: [{ master, earnedWei: '1' }], nextCursor: `9500-${master}` }
  expect(malformedIn(create(GetPricesResponseSchema, { classes: [prices] }))).toBeUndefined()
  expect(malformedIn(create(MarketHistoryResponseSchema, { points: [history] }))).toBeUndefined()
  expect(malformedIn(create(ListSuppliersResponseSchema, suppliers))).toBeUndefined()
  for (const address of [master, hub, hub.toUpperCase().replace('0X', '0x')]) {
    expect(malformedSupplier(address, create(SupplierSchema, record))).toBeUndefined()
  }
})

test.each([
  ['volumeWei', { volumeWei: '1e3' }],
  ['volumeWei', { volumeWei: '-1' }],
  ['bestPerHour', { bestPerHour: '9'.repeat(79) }],
  ['marketClass', { marketClass: 'gpu:\u001b[2J' }],
  ['marketClass', { marketClass: 'gpu:' }],
])('no %s is %j', (name, fields) => {
  const answer = create(GetPricesResponseSchema, { classes: [{ marketClass: 'cpu', ...fields }] })
  expect(malformedIn(answer)).toBe(`its ${name} is none`)
})

test.each([
  ['another supplier', { master: other, hubs: [] }],
  ['master', { master: hub.slice(2), hubs: [hub] }],
  ['hubs', { hubs: [hub, '0x'] }],
  ['buyer', { buyers: [{ buyer: '', paidWei: '1' }] }],
  ['paidWei', { buyers: [{ buyer, paidWei: '0x1' }] }],
  ['reasons', { reasons: ['x'.repeat(301)] }],
])('a record is none for its %s', (name, fields) => {
  expect(malformedSupplier(hub, create(SupplierSchema, { ...record, ...fields }))).toContain(name)
})

test.each([
  [9500, { prior: 10, good: 0 }, true],
  [9666, { prior: 10, good: 5 }, true],
  [7307, { prior: 10, earlyEnds: 3 }, true],
  [10_000, { prior: 10, good: 5 }, false],
  [9500, { prior: 0, good: 0 }, false],
  [9500, { prior: Number.NaN, good: 0 }, false],
  [9500, { prior: 10, good: 1000, failedStarts: -950 }, false],
])('a reliability of %i is made of %j: %j', (reliability, parts, isOfThem) => {
  const score = { priorShare: 0.95, ...parts }
  const told = malformedSupplier(master, create(SupplierSchema, { ...record, reliability, score }))
  expect(told === undefined).toBe(isOfThem)
})

test('a reliability that is told is the one that its parts make, as marketplaces compute both', () => {
  const amounts = fc.double({ min: 0, max: 1e9, noNaN: true })
  const deals = fc.array(
    fc.record({ paidSnm: amounts, feesSnm: fc.double({ min: 0, max: 10, noNaN: true }), missedSnm: amounts }),
  )
  fc.assert(
    fc.property(deals, (deals) => {
      const facts = deals.map((deal, dealId) => ({
        ...deal,
        dealId,
        buyer: `0x${String(dealId % 3).repeat(40)}` as Address,
        hub: hub as Address,
        master: master as Address,
        end: dealId % 2 ? ('supplier-early' as const) : ('done' as const),
        start: dealId % 5 ? ('started' as const) : ('failed' as const),
        settledAtSeconds: 0,
        snmPerSecond: 0,
      }))
      const { reliability, parts } = scoreOf({ ...NO_FACTS, deals: facts })
      const score = {
        priorShare: 0.95,
        prior: parts.priorSnm,
        good: parts.goodSnm,
        earlyEnds: parts.earlyEndsSnm,
        failedStarts: parts.failedStartsSnm,
      }
      expect(malformedSupplier(master, create(SupplierSchema, { ...record, reliability, score }))).toBeUndefined()
    }),
  )
})

test('sentences write nowhere else than where they stand', () => {
  const reasons = ['good \u001b[2J\nreliability 1.0000', ...Array.from({ length: 100 }, () => 'x')]
  const plain = withPlainReasons(create(SupplierSchema, { ...record, reasons })).reasons
  expect([plain[0], plain.length]).toEqual(['good  [2J reliability 1.0000', 20])
})
