import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RateBucket } from './rate-bucket.ts'

const BURST = 1_000
const PER_SECOND = 400
const step = fc.record({ afterMs: fc.nat(5_000), amount: fc.nat(600) })
const steps = fc.array(step, { maxLength: 60 })

test('over any time, at most the burst and what comes back is used, when nobody uses more than is left', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const bucket = new RateBucket({ burst: BURST, perSecond: PER_SECOND }, 0)
      let nowMs = 0
      const used: { atMs: number; amount: number }[] = []
      for (const { afterMs, amount } of all) {
        nowMs += afterMs
        if (bucket.left(nowMs) < amount) continue
        bucket.use(amount, nowMs)
        used.push({ atMs: nowMs, amount })
      }
      for (const [from, { atMs }] of used.entries()) {
        const sum = used.slice(from).reduce((total, { amount }) => total + amount, 0)
        expect(sum).toBeLessThanOrEqual(BURST + ((nowMs - atMs) / 1000) * PER_SECOND + 1e-6)
      }
    }),
  )
})

test('what was used too much has to come back first, and never more is there than the burst', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const bucket = new RateBucket({ burst: BURST, perSecond: PER_SECOND }, 0)
      let [nowMs, left] = [0, BURST]
      for (const { afterMs, amount } of all) {
        nowMs += afterMs
        left = Math.min(BURST, left + (afterMs / 1000) * PER_SECOND) - amount
        bucket.use(amount, nowMs)
        expect(bucket.left(nowMs)).toBeCloseTo(left, 6)
      }
      const untilFullMs = Math.ceil(((BURST - left) / PER_SECOND) * 1000) + 1
      expect(bucket.isFull(nowMs + untilFullMs)).toBe(true)
      expect(bucket.left(nowMs + 2 * untilFullMs)).toBe(BURST)
    }),
  )
})
