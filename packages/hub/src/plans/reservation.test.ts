import { CodedError } from '@sonm/common'
import type { Address } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PLAN } from '../testing/hub-books.ts'
import { decideReservation } from './reservation.ts'

const HOLD_SECONDS = 60
const buyers = [1, 2, 3].map((index) => `0x0${index}`.padEnd(42, '0') as Address)
const asks = fc.array(fc.record({ afterSeconds: fc.nat(300), buyer: fc.constantFrom(...buyers) }), { maxLength: 100 })

test('whoever asks when, one buyer at most holds a plan, for a minute, and ever more seldom while nobody buys', () => {
  fc.assert(
    fc.property(asks, (all) => {
      let plan = PLAN
      let nowSeconds = 1000
      let lapsedAt = Number.NEGATIVE_INFINITY
      let held = 0
      for (const { afterSeconds, buyer } of all) {
        nowSeconds += afterSeconds
        const holder = plan.reservation && nowSeconds <= plan.reservation.untilSeconds ? plan.reservation : undefined
        try {
          const { untilSeconds, change } = decideReservation(plan, buyer, nowSeconds, HOLD_SECONDS)
          expect(untilSeconds).toBeLessThanOrEqual(nowSeconds + HOLD_SECONDS)
          if (holder) expect([buyer, untilSeconds, change]).toEqual([holder.buyer, holder.untilSeconds, undefined])
          if (!change) continue
          // The first is held at once; each later one after a pause of two holds, four, eight and so on.
          if (held > 0) expect(nowSeconds - lapsedAt).toBeGreaterThan(HOLD_SECONDS * 2 ** Math.min(held, 6))
          held++
          lapsedAt = untilSeconds
          plan = { ...plan, ...change }
        } catch (error) {
          expect(error).toBeInstanceOf(CodedError)
          const { code } = error as CodedError
          if (holder) expect([code, holder.buyer === buyer]).toEqual(['PLAN_RESERVED', false])
          else expect([code, plan.reservation?.buyer]).toEqual(['RESERVATION_USED', buyer])
        }
      }
    }),
  )
})
