import { type Address, fail } from '@sonm/model'
import type { HubStore } from '../store/schema.ts'
import { type Plan, planFromRow, planToRow } from './plan.ts'
import { timeOf } from './reservation.ts'

const FIRM_ASKS_PER_RESERVATION = 8

export async function allPlans(db: HubStore): Promise<readonly Plan[]> {
  const rows = await db.selectFrom('plan').selectAll().orderBy('created_at_ms').orderBy('plan_id').execute()
  return rows.map(planFromRow)
}

/** A place is let go of only when nothing can be sold from it; so every plan with a place holds it. */
export async function holdingPlans(db: HubStore): Promise<readonly Plan[]> {
  return (await allPlans(db)).filter(({ place }) => place !== undefined)
}

export async function findPlan(db: HubStore, planId: string): Promise<Plan | undefined> {
  const row = await db.selectFrom('plan').selectAll().where('plan_id', '=', planId).executeTakeFirst()
  return row && planFromRow(row)
}

/** The same bid again leads to the same ask; a buyer who tries one duration after the other fills the store with asks. */
export async function checkFirmAsks(db: HubStore, planId: string, buyer: Address, nowSeconds: number): Promise<void> {
  const rows = await db
    .selectFrom('ask')
    .select('expires_at_s')
    .where('plan_id', '=', planId)
    .where('expires_at_s', '>=', nowSeconds)
    .where('buyer', '=', buyer)
    .orderBy('expires_at_s')
    .limit(FIRM_ASKS_PER_RESERVATION)
    .execute()
  if (rows.length < FIRM_ASKS_PER_RESERVATION) return
  throw fail('RESERVATION_USED', { planId, until: timeOf(rows[0]!.expires_at_s) })
}

export async function savePlan(db: HubStore, plan: Plan): Promise<void> {
  const { plan_id, ...columns } = planToRow(plan)
  await db.updateTable('plan').set(columns).where('plan_id', '=', plan_id).execute()
}
