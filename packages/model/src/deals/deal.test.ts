import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleDeal } from '../testing/sample-deal.ts'
import { type Deal, dueAt, endsAtSeconds, lockPeriodSeconds, lockTargetWei } from './deal.ts'
import { billDeal, closeDeal, mayClose } from './settle.ts'

const [buyer, hub, master, stranger] = ['b1', 'aa', 'a1', '99'].map((byte) => `0x${byte.repeat(20)}` as const) as [
  Deal['buyer'],
  Deal['hub'],
  Deal['master'],
  Deal['buyer'],
]

function opened(changes: Partial<Deal> = {}): Deal {
  const { pricePerSecond = 10n, durationSeconds = 0n } = changes
  return sampleDeal({
    buyer,
    hub,
    master,
    lockedWei: pricePerSecond * lockPeriodSeconds(durationSeconds),
    ...changes,
  })
}

const deals = fc
  .record({
    pricePerSecond: fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 2n ** 127n })),
    durationSeconds: fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 400_000n })),
  })
  .map(opened)
/** The buyer's free balance, and how long until each bill. */
const steps = fc.array(fc.record({ waitSeconds: fc.bigInt({ min: 0n, max: 200_000n }), topUpSeconds: fc.nat(5000) }), {
  minLength: 2,
  maxLength: 12,
  size: 'max',
})

describe('a deal billed at any times', () => {
  it('pays each second at most once, and exactly its price', () => {
    fc.assert(
      fc.property(deals, steps, fc.nat(9), (first, waits, oddWei) => {
        let deal = first
        let nowSeconds = deal.startedAtSeconds
        let freeWei = BigInt(oddWei)
        const deposited = { wei: freeWei + deal.lockedWei }
        let paidWei = 0n
        for (const { waitSeconds, topUpSeconds } of waits) {
          nowSeconds += waitSeconds
          freeWei += deal.pricePerSecond * BigInt(topUpSeconds)
          deposited.wei += deal.pricePerSecond * BigInt(topUpSeconds)
          const billed = billDeal(deal, { nowSeconds, buyerFreeWei: freeWei })
          if (!billed) continue
          deal = billed.deal
          freeWei -= billed.addedWei
          paidWei += billed.paidWei
          expect(freeWei >= 0n).toBe(true)
          expect(deal.lockedWei <= deal.pricePerSecond * lockPeriodSeconds(deal.durationSeconds)).toBe(true)
          expect(deal.pricePerSecond === 0n || deal.lockedWei % deal.pricePerSecond === 0n).toBe(true)
        }
        const closed = closeDeal(deal, nowSeconds)
        paidWei += closed.paidWei
        const usedSeconds = closed.deal.billedUntilSeconds - first.startedAtSeconds
        expect(paidWei).toBe(first.pricePerSecond * usedSeconds)
        expect(usedSeconds <= nowSeconds - first.startedAtSeconds).toBe(true)
        if (first.durationSeconds > 0n) expect(usedSeconds <= first.durationSeconds).toBe(true)
        expect(paidWei + closed.returnedWei + freeWei).toBe(deposited.wei)
      }),
    )
  })

  it('never owes more than is locked', () => {
    fc.assert(
      fc.property(deals, fc.bigInt({ min: 0n, max: 2n ** 63n }), (deal, nowSeconds) => {
        const { paidWei, untilSeconds } = dueAt(deal, nowSeconds)
        expect(paidWei >= 0n && paidWei <= deal.lockedWei).toBe(true)
        expect(untilSeconds >= deal.billedUntilSeconds).toBe(true)
      }),
    )
  })
})

it('locks an hour of a spot deal, and at most a day of a forward one', () => {
  expect([0n, 60n, 86_400n, 864_000n].map(lockPeriodSeconds)).toEqual([3600n, 60n, 86_400n, 86_400n])
})

it('a forward deal never locks more than what remains of it', () => {
  const deal = opened({ durationSeconds: 100_000n })
  expect(lockTargetWei(deal, 1000n)).toBe(864_000n)
  expect(lockTargetWei(deal, 100_000n)).toBe(10_000n)
  expect(lockTargetWei(deal, 101_000n)).toBe(0n)
})

it('ends with its money or with its duration, whichever is first; a free spot deal never', () => {
  expect(endsAtSeconds(opened())).toBe(4600n)
  expect(endsAtSeconds(opened({ durationSeconds: 60n }))).toBe(1060n)
  expect(endsAtSeconds(opened({ durationSeconds: 86_500n }))).toBe(87_400n)
  expect(endsAtSeconds(opened({ pricePerSecond: 0n }))).toBeUndefined()
  expect(endsAtSeconds(opened({ pricePerSecond: 0n, durationSeconds: 60n }))).toBe(1060n)
})

describe('closing', () => {
  const at = (caller: Deal['buyer'], nowSeconds = 1001n, buyerFreeWei = 0n) => ({ caller, nowSeconds, buyerFreeWei })

  it('is always the right of the buyer, and of the supplier in a spot deal', () => {
    expect([buyer, hub, master, stranger].map((caller) => mayClose(opened(), at(caller)))).toEqual([
      true,
      true,
      true,
      false,
    ])
    const forward = opened({ durationSeconds: 60n })
    expect([buyer, hub, master].map((caller) => mayClose(forward, at(caller)))).toEqual([true, false, false])
  })

  it('is the right of anybody when the deal has ended', () => {
    const forward = opened({ durationSeconds: 60n })
    expect(mayClose(forward, at(stranger, 1059n))).toBe(false)
    expect(mayClose(forward, at(stranger, 1060n))).toBe(true)
  })

  it('is the right of anybody when the money is out, and not while the buyer can fund it', () => {
    expect(mayClose(opened(), at(stranger, 4599n))).toBe(false)
    expect(mayClose(opened(), at(stranger, 4600n))).toBe(true)
    expect(mayClose(opened(), at(stranger, 4600n, 10n))).toBe(false)
    expect(mayClose(opened({ pricePerSecond: 0n }), at(stranger, 2n ** 60n))).toBe(false)
  })
})
