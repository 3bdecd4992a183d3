import type { Address, Hex, Resources } from '@sonm/model'
import type { AskPlanSpec } from '@sonm/protocol'
import { planSpecDocument } from '../store/documents.ts'
import type { PlanRow } from '../store/schema.ts'

/** Where a plan's slice is. */
export interface Place {
  readonly worker: Address
  readonly resources: Resources
}

/**
 * A standing plan to sell one slice, and the round that it is in. All that is signed in a round carries the round's nonce,
 * which the Market contract lets fill once: so however many asks of a plan are about, and whoever takes which, one deal
 * opens. The next round begins when that deal is over and its tasks have ended.
 */
export interface Plan {
  readonly planId: string
  readonly spec: AskPlanSpec
  readonly createdAtMs: number
  readonly removed: boolean
  /** Absent until a worker came where the slice fits. */
  readonly place?: Place
  readonly nonce: bigint
  readonly reservation?: { readonly buyer: Address; readonly untilSeconds: number }
  /** Reservations since the last deal that lapsed without one. */
  readonly unusedReservations: number
  /** The last moment at which something signed in this round can be taken. */
  readonly signedUntilSeconds: number
  /** The deal that holds the slice. */
  readonly dealId?: bigint
}

export function planFromRow(row: PlanRow): Plan {
  return {
    planId: row.plan_id,
    spec: planSpecDocument.read(row.spec),
    createdAtMs: row.created_at_ms,
    removed: row.removed === 1,
    nonce: BigInt(row.nonce),
    signedUntilSeconds: row.signed_until_s,
    unusedReservations: row.unused_reservations,
    ...(row.worker !== null && row.resources !== null
      ? { place: { worker: row.worker as Hex, resources: JSON.parse(row.resources) as Resources } }
      : {}),
    ...(row.reserved_by !== null
      ? { reservation: { buyer: row.reserved_by as Hex, untilSeconds: row.reserved_until_s } }
      : {}),
    ...(row.deal_id !== null ? { dealId: BigInt(row.deal_id) } : {}),
  }
}

export function planToRow(plan: Plan): PlanRow {
  return {
    plan_id: plan.planId,
    spec: planSpecDocument.write(plan.spec),
    created_at_ms: plan.createdAtMs,
    removed: plan.removed ? 1 : 0,
    worker: plan.place?.worker ?? null,
    resources: plan.place ? JSON.stringify(plan.place.resources) : null,
    nonce: plan.nonce.toString(),
    reserved_by: plan.reservation?.buyer ?? null,
    reserved_until_s: plan.reservation?.untilSeconds ?? 0,
    unused_reservations: plan.unusedReservations,
    signed_until_s: plan.signedUntilSeconds,
    deal_id: plan.dealId === undefined ? null : Number(plan.dealId),
  }
}
