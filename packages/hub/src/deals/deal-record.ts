import type { Address, Deal, Resources } from '@sonm/model'
import { dealDocument } from '../store/documents.ts'
import type { DealRow } from '../store/schema.ts'

/** A deal of this hub, as the chain told of it, and the slice that it bought. */
export interface DealRecord {
  readonly deal: Deal
  /** Absent: its ask is none that we remember, or it pays another master; nothing can be run under it. */
  readonly slice?: {
    readonly planId: string
    readonly worker: Address
    readonly resources: Resources
    readonly netFlags: number
  }
  /** Whether its plan counts it as the deal of its present round; a deal that does not is none that this hub serves. */
  readonly holdsPlan: boolean
  readonly closedAtMs?: number
}

export function dealFromRow(row: DealRow & { readonly plan_deal_id: number | null }): DealRecord {
  return {
    holdsPlan: row.plan_deal_id === row.deal_id,
    deal: dealDocument.read(row.deal),
    ...(row.plan_id !== null && row.worker !== null && row.resources !== null
      ? {
          slice: {
            planId: row.plan_id,
            worker: row.worker as Address,
            resources: JSON.parse(row.resources) as Resources,
            netFlags: row.net_flags,
          },
        }
      : {}),
    ...(row.closed_at_ms !== null ? { closedAtMs: row.closed_at_ms } : {}),
  }
}
