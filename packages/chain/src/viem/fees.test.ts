import fc from 'fast-check'
import { expect, test } from 'vitest'
import { firstFees, raisedFees } from './fees.ts'

const GWEI = 10n ** 9n
const wei = fc.bigInt(0n, 10_000n * GWEI)
const price = fc.record({ baseFeePerGas: wei, tipPerGas: wei })

test('a first offer covers the base fee and never passes the cap', () => {
  fc.assert(
    fc.property(price, wei, (now, cap) => {
      fc.pre(now.baseFeePerGas <= cap)
      const fees = firstFees(now, cap)
      expect(fees.maxFeePerGas).toBeLessThanOrEqual(cap)
      expect(fees.maxFeePerGas).toBeGreaterThanOrEqual(now.baseFeePerGas)
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas)
    }),
  )
})

test('a raised offer is at least an eighth above the last in both parts, and never passes the cap', () => {
  fc.assert(
    fc.property(price, price, wei, (before, now, cap) => {
      fc.pre(before.baseFeePerGas <= cap)
      const last = firstFees(before, cap)
      fc.pre((last.maxFeePerGas * 9n) / 8n + 1n <= cap)
      const fees = raisedFees(last, now, cap)
      expect(fees.maxFeePerGas * 8n).toBeGreaterThanOrEqual(last.maxFeePerGas * 9n)
      expect(fees.maxPriorityFeePerGas * 8n).toBeGreaterThanOrEqual(last.maxPriorityFeePerGas * 9n)
      expect(fees.maxPriorityFeePerGas).toBeGreaterThan(last.maxPriorityFeePerGas)
      expect(fees.maxFeePerGas).toBeLessThanOrEqual(cap)
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas)
    }),
  )
})

test('a tip that somebody makes up costs no more than the base fee again, or three gwei where that is less', () => {
  fc.assert(
    fc.property(price, fc.bigInt(1n, 10n ** 60n), (now, claim) => {
      const lie = { ...now, tipPerGas: claim }
      const bound = now.baseFeePerGas > 3n * GWEI ? now.baseFeePerGas : 3n * GWEI
      const first = firstFees(lie, 500_000n * GWEI)
      expect(first.maxPriorityFeePerGas).toBe(claim < bound ? claim : bound)
      expect(first.maxFeePerGas).toBeLessThanOrEqual(now.baseFeePerGas * 2n + bound)
      const last = { maxFeePerGas: GWEI, maxPriorityFeePerGas: GWEI }
      expect(raisedFees(last, lie, 500_000n * GWEI).maxPriorityFeePerGas).toBeLessThanOrEqual(bound)
    }),
  )
  const claimed = firstFees({ baseFeePerGas: GWEI, tipPerGas: 10_000n * GWEI }, 500n * GWEI)
  expect(claimed).toEqual({ maxFeePerGas: 5n * GWEI, maxPriorityFeePerGas: 3n * GWEI })
})

test('above the cap nothing is offered, and the error names base fee and cap', () => {
  const now = { baseFeePerGas: 31n * GWEI, tipPerGas: GWEI }
  const tooHigh = expect.objectContaining({ code: 'FEE_TOO_HIGH', data: { baseFee: '31 gwei', cap: '30 gwei' } })
  expect(() => firstFees(now, 30n * GWEI)).toThrow(tooHigh)
  const last = { maxFeePerGas: 28n * GWEI, maxPriorityFeePerGas: GWEI }
  expect(() => raisedFees(last, now, 30n * GWEI)).toThrow(tooHigh)
})
