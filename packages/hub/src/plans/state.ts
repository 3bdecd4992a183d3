import type { Plan } from './plan.ts'

/**
 * - offered: its ask is advertised
 * - reserved: a buyer was given a firm ask and has a minute to take it
 * - sold: a deal holds the slice
 * - waiting: for a worker where it fits, for that worker to connect, or for it to confirm that an ended deal's tasks are gone
 * - removed: no new asks
 */
export type PlanState = 'offered' | 'reserved' | 'sold' | 'waiting' | 'removed'

/** What a plan's state follows from, beside the plan. */
export interface PlanFacts {
  readonly workerConnected: boolean
  /** Whether the worker's machine still has the slice beside the plans before it. */
  readonly fits: boolean
  readonly dealOpen: boolean
  readonly nowSeconds: number
}

export function planState(plan: Plan, facts: PlanFacts): PlanState {
  if (plan.dealId !== undefined) return facts.dealOpen ? 'sold' : plan.removed ? 'removed' : 'waiting'
  if (plan.removed) return 'removed'
  if (plan.place === undefined || !facts.workerConnected || !facts.fits) return 'waiting'
  return isReserved(plan, facts.nowSeconds) ? 'reserved' : 'offered'
}

/** The last second of a reservation is that of its firm ask's expiry. */
function isReserved(plan: Plan, nowSeconds: number): boolean {
  return plan.reservation !== undefined && nowSeconds <= plan.reservation.untilSeconds
}

/** So much may our clock and the newest blocks' be apart, the way of a block to us included. */
const CLOCKS_APART_SECONDS = 20

/** From when on nothing signed in the plan's round can open a deal by our clock, wherever the chain's own time stands. */
export function freeFromSeconds({ signedUntilSeconds }: Plan): number {
  return signedUntilSeconds === 0 ? 0 : signedUntilSeconds + CLOCKS_APART_SECONDS + 1
}

/**
 * Whether something signed in the plan's round may still open a deal. A chain on which nothing happens makes no blocks, so
 * that its time stands still: no later block takes what has expired by our clock, either.
 * @param chainSeconds the time of a block that is on the chain
 */
export function mayStillSell(plan: Plan, nowSeconds: number, chainSeconds = 0): boolean {
  return chainSeconds <= plan.signedUntilSeconds && nowSeconds < freeFromSeconds(plan)
}
