import { type Address, fail } from '@sonm/model'
import type { Plan } from './plan.ts'

/** With a reservation of a minute the plan is held for nobody for an hour at the most. */
const MOST_DOUBLINGS = 6

export interface ReservationStep {
  /** Until when a firm ask may be good. */
  readonly untilSeconds: number
  /** What the plan becomes; absent: it is held as before, or for nobody. */
  readonly change?: Pick<Plan, 'unusedReservations'> & { readonly reservation: NonNullable<Plan['reservation']> }
}

/**
 * What a buyer gets who wants a plan that is on offer. He gets no more of it by asking again; once his reservation lapsed he
 * waits as long again. After a reservation that nobody used the plan is held for nobody for a while, the longer the more
 * there were: then whoever is given a firm ask must be first on the chain. Else a few who never buy could hide a plan from
 * all others for ever.
 * @throws PLAN_RESERVED, RESERVATION_USED
 */
export function decideReservation(
  { planId, reservation, unusedReservations: unusedBefore }: Plan,
  buyer: Address,
  nowSeconds: number,
  holdSeconds: number,
): ReservationStep {
  const untilSeconds = nowSeconds + holdSeconds
  if (!reservation)
    return { untilSeconds, change: { unusedReservations: unusedBefore, reservation: { buyer, untilSeconds } } }
  const { buyer: holder, untilSeconds: lapsesAt } = reservation
  if (nowSeconds <= lapsesAt) {
    if (holder === buyer) return { untilSeconds: lapsesAt }
    throw fail('PLAN_RESERVED', { planId, until: timeOf(lapsesAt) })
  }
  if (holder === buyer && nowSeconds <= lapsesAt + holdSeconds) {
    throw fail('RESERVATION_USED', { planId, until: timeOf(lapsesAt + holdSeconds) })
  }
  const unusedReservations = unusedBefore + 1
  if (nowSeconds <= lapsesAt + holdSeconds * 2 ** Math.min(unusedReservations, MOST_DOUBLINGS)) return { untilSeconds }
  return { untilSeconds, change: { unusedReservations, reservation: { buyer, untilSeconds } } }
}

export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
