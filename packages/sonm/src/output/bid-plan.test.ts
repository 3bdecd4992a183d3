import { create } from '@bufbuild/protobuf'
import { sampleOrder } from '@sonm/model/testing'
import { BidPlanSchema, CancelBidOnChainResponseSchema, orderToMessage, StandingBidSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { bidPlanText, bidStateText, cancelledNote, cancelPlanText } from './bid-plan.ts'

const SNM = 10n ** 18n
const NOW = 1_767_225_600n
const order = sampleOrder({
  side: 'bid',
  pricePerSecond: SNM / 3600n,
  durationSeconds: 7_200n,
  expiresAtSeconds: NOW + 300n,
  identityLevel: 1,
  benchmarks: [0n, 0n, 2n, ...Array<bigint>(13).fill(0n)],
})
const planOf = (change: object) =>
  create(BidPlanSchema, {
    bid: orderToMessage(order),
    mostPerSecondWei: String(SNM / 3600n),
    mostWei: String(2n * SNM),
    lockWei: String(SNM),
    depositWei: '0',
    prices: { snm: String(SNM / 20n), eth: String(2_000n * SNM) },
    ...change,
  })

test('the plan of a bid says what it asks for, what it costs at most, and how long it binds', () => {
  const lines = bidPlanText(planOf({}), false, NOW).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'wanted      duration>=2h cores>=2',
      'price       at most 1 SNM/h (about 0.05 USD/h), by the second',
      'costs       at most 2 SNM (about 0.1 USD), for 2h',
      'held ahead  at most 1 SNM when the deal opens; what is not used comes back',
      'bond        what the offer has; it is yours if the supplier leaves early',
      'binds       until 2026-01-01T00:05:00Z, for 5m',
    ]),
  )
  expect(lines.join('\n')).not.toMatch(/deposit|missing|fee|1 USD is/)
  expect(lines.at(-1)).toContain('no second one')
})

test('a spot bid has no sum; one in USD shows rate and cap; with --take the money that moves and the fee are told', () => {
  const usd = { ...order, denomination: 'USD' as const, durationSeconds: 0n, snmPerUsdCap: 24n * SNM }
  const change = {
    bid: orderToMessage(usd),
    mostWei: '',
    mostPerSecondWei: String((24n * SNM) / 3600n),
    snmPerUsd: String(20n * SNM),
    depositWei: String(3n * SNM),
    walletWei: String(SNM),
    feeWei: String(SNM / 1000n),
    maxFeeWei: String(SNM / 500n),
  }
  const text = bidPlanText(planOf(change), true, NOW)
  expect(text).toMatch(/^price {7}at most 1 USD\/h \(24 SNM\/h at the cap\), by the second$/m)
  expect(text).toMatch(/^1 USD is {4}20 SNM now, as each bill finds it; at most 24 SNM$/m)
  expect(text).toMatch(/^costs {7}at most 24 SNM\/h, until the deal is closed: it is spot$/m)
  expect(text).toMatch(/^deposit {5}3 SNM at most, from the wallet/m)
  expect(text).toMatch(/^too little {2}the wallet holds 1 SNM: 2 SNM are missing/m)
  expect(text).toMatch(/^fee {9}about 0\.001 ETH \(about 2 USD\), at most 0\.002 ETH$/m)
  expect(text).toContain('The first offer that fits is taken by itself.')
  const fee = { feeWei: String(SNM / 2000n), maxFeeWei: String(SNM / 1000n) }
  const before = bidPlanText(planOf({ ...change, feeWei: '' }), false, NOW, fee)
  expect(before).toMatch(/^deposit {5}3 SNM from the wallet into the market, before it is placed$/m)
  expect(before).toMatch(/^fee {9}about 0\.0005 ETH, at most 0\.001 ETH$/m)
})

test('a bid that marketplaces have let go is told from one that the contract has', () => {
  const stateOf = (change: object) => bidStateText(create(StandingBidSchema, change))
  expect(stateOf({ state: 'standing', isBinding: true, marketplaces: ['0xa1'] })).toBe('standing')
  expect(stateOf({ state: 'standing' })).toBe('not placed yet')
  expect(stateOf({ state: 'standing', isBinding: true })).toBe('at no marketplace')
  expect(stateOf({ state: 'cancelled', isBinding: true })).toBe('cancelled, still binding')
  expect(stateOf({ state: 'cancelled' })).toBe('cancelled')
  expect(stateOf({ state: 'taken', dealId: 7n })).toBe('taken: deal 7')
  const bid = { orderHash: `0x${'9d'.repeat(32)}`, bid: orderToMessage(order) }
  const text = cancelPlanText(
    create(CancelBidOnChainResponseSchema, { bid, feeWei: String(SNM), maxFeeWei: String(SNM) }),
  )
  for (const part of [bid.orderHash, 'cores>=2', '1 SNM/h at most', '2026-01-01T00:05:00Z', 'about 1 ETH']) {
    expect(text).toContain(part)
  }
})

test('whoever cancels a bid is told where it binds on, and where nothing was left to cancel', () => {
  const noteOf = (change: object) => cancelledNote(create(StandingBidSchema, change), '0x12ab')
  expect(noteOf({ state: 'cancelled' })).toBeUndefined()
  expect(noteOf({ state: 'cancelled', isBinding: true })).toContain('`sonm bid cancel 0x12ab --on-chain` ends that')
  expect(noteOf({ state: 'taken', dealId: 7n })).toBe('Nothing was left to cancel: the bid is taken: deal 7.')
  expect(noteOf({ state: 'expired' })).toBe('Nothing was left to cancel: the bid is expired.')
})
