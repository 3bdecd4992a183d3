import { create } from '@bufbuild/protobuf'
import {
  GetPricesResponseSchema,
  ListSuppliersResponseSchema,
  MarketHistoryResponseSchema,
  SupplierSchema,
} from '@sonm/protocol'
import { expect, test } from 'vitest'
import { historyTable, pricesTable, suppliersTable, supplierText } from './market-data.ts'

const SNM = 10n ** 18n
const ADDRESS = '0x90f79bf6eb2c4f870365e785982e1f101e93b906'

test('prices are by the hour, in SNM, and what is not known is a dash', () => {
  const classes = [
    { marketClass: 'all', volumeWei: '0', deals: 0n },
    {
      marketClass: 'cpu',
      bestPerHour: String(2n * SNM),
      bestUsdPerHour: String(SNM / 10n),
      volumeWei: String(5n * SNM),
      offeredHundredths: 250n,
      utilisation: 3333,
    },
  ]
  const now = { offersAtSeconds: 1_767_225_600n, progress: { readToBlock: 12n } }
  const [, all, cpu, , asOf] = pricesTable(create(GetPricesResponseSchema, { classes, ...now })).split('\n')
  expect(all).toMatch(/^all +- +- /)
  expect(cpu).toMatch(/^cpu +core +2 SNM\/h +- +0\.1 USD\/h +- /)
  expect(asOf).toMatch(/^Offers as of 00:00:00 UTC.*; deals as of block 12\.$/)
  expect(cpu).toMatch(/ 2\.5 .* 33\.3% +5 SNM/)
  expect(pricesTable(create(GetPricesResponseSchema, {}))).toContain('Nothing has been offered')
  const warnings = [{ code: 'MARKETPLACES_CONTRADICT', what: 'They contradict each other.' }]
  for (const text of [
    pricesTable(create(GetPricesResponseSchema, { classes, warnings })),
    historyTable(create(MarketHistoryResponseSchema, { warnings })),
    supplierText(create(SupplierSchema, { master: ADDRESS, warnings, earnedWei: '0', bondsPaidWei: '0' })),
  ]) {
    expect(text).toMatch(/\n\nBeware: They contradict each other\.$/)
  }
})

test('a history has its times in UTC', () => {
  const points = [{ startSeconds: 1_767_225_600n, closePerHour: String(SNM), volumeWei: '0' }]
  expect(historyTable(create(MarketHistoryResponseSchema, { points }))).toContain('2026-01-01 00:00')
  expect(historyTable(create(MarketHistoryResponseSchema, {}))).toContain('Nothing was sold')
})

test('a supplier’s text says what his reliability is, and why', () => {
  const text = supplierText(
    create(SupplierSchema, {
      master: ADDRESS,
      reliability: 9_712,
      reasons: ['3 unrelated buyers have paid for deals that went well.'],
      deals: 3n,
      completed: 3n,
      secondsSold: 7_200n,
      earnedWei: String(SNM),
      bondsPaidWei: '0',
      distinctBuyers: 1,
      buyers: [{ buyer: ADDRESS, deals: 3, paidWei: String(SNM) }],
    }),
  )
  expect(text).toContain('reliability  0.9712')
  expect(text).toContain('3 unrelated buyers')
  expect(text).toContain('2h for 1 SNM')
  expect(text).not.toContain('bonds paid')
})

test('suppliers are listed with addresses that can be pasted, and with where the list goes on', () => {
  const suppliers = [{ master: ADDRESS, reliability: 9_712, deals: 3n, earnedWei: String(5n * SNM) }]
  const textOf = (nextCursor: string) => suppliersTable(create(ListSuppliersResponseSchema, { suppliers, nextCursor }))
  expect(textOf('').split('\n')[1]).toMatch(/^0x90F79bf6EB2c4f870365E785982E1f101E93b906 +0\.9712 +3 +5 SNM$/)
  expect(textOf('')).not.toContain('cursor')
  expect(textOf('9712-0x1')).toMatch(/\n\nMore with --cursor 9712-0x1\.$/)
  expect(suppliersTable(create(ListSuppliersResponseSchema, {}))).toBe('Nobody has had a deal yet.')
  const warnings = [{ code: 'MARKETPLACE_MISREADS', what: 'It counts too few.' }]
  expect(suppliersTable(create(ListSuppliersResponseSchema, { suppliers, warnings }))).toMatch(
    /\n\nBeware: It counts too few\.$/,
  )
})
