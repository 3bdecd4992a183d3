import { deals } from '@sonm/model/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bill, checkBill } from './bill.ts'

const seconds = fc.bigInt({ min: 0n, max: 2n ** 40n })
const wei = fc.bigInt({ min: 0n, max: 2n ** 200n })

/** A bill that adds up: what the buyer lost is what the supplier gained, price times seconds. */
const fairBills = fc
  .record({ deal: deals, seconds, returnedWei: wei, buyer: wei, supplier: wei })
  .map((given): Bill => {
    const paidWei = given.deal.pricePerSecond * given.seconds
    return {
      deal: given.deal,
      seconds: given.seconds,
      paidWei,
      returnedWei: given.returnedWei,
      openGas: 0n,
      closeGas: 0n,
      before: { buyerWei: given.buyer + paidWei, supplierWei: given.supplier },
      after: { buyerWei: given.buyer, supplierWei: given.supplier + paidWei },
    }
  })
const anyDifference = fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n }).filter((difference) => difference !== 0n)

describe('a bill', () => {
  it('that adds up is accepted, at any price and length', () => {
    fc.assert(fc.property(fairBills, (bill) => checkBill(bill)))
  })

  it.each<[string, (bill: Bill, by: bigint) => Bill]>([
    ['the amount', (bill, by) => ({ ...bill, paidWei: bill.paidWei + by })],
    ['what the buyer has', (bill, by) => ({ ...bill, after: { ...bill.after, buyerWei: bill.after.buyerWei + by } })],
    [
      'what the supplier has',
      (bill, by) => ({ ...bill, after: { ...bill.after, supplierWei: bill.after.supplierWei + by } }),
    ],
  ])('is refused when %s is off by any amount', (_, spoil) => {
    fc.assert(
      fc.property(fairBills, anyDifference, (bill, by) => {
        expect(() => checkBill(spoil(bill, by))).toThrow(expect.objectContaining({ code: 'BILL_WRONG' }))
      }),
    )
  })

  it('is refused when a second more is charged than was used', () => {
    const paid = fairBills.filter(({ deal }) => deal.pricePerSecond > 0n)
    fc.assert(
      fc.property(paid, (bill) => {
        expect(() => checkBill({ ...bill, seconds: bill.seconds - 1n })).toThrow(/BILL_WRONG|s at/)
      }),
    )
  })
})
