import { type CodedError, isCoded } from '@sonm/common'
import type { Deal } from '../deals/deal.ts'
import type { SignedOrder } from '../orders/order.ts'

/** One `take` of a batch. */
export interface TakeRequest {
  readonly ask: SignedOrder
  readonly durationSeconds: bigint
  /** For an ask in USD: the most wei of SNM that the account pays for one. */
  readonly snmPerUsdCap?: bigint
}

/** A signed ask, and the signed bid that it serves. */
export interface OrderPair {
  readonly ask: SignedOrder
  readonly bid: SignedOrder
}

/** What became of one item of a batch: its deal, or the error that a single call would have ended with. */
export type BatchItem = { readonly deal: Deal } | { readonly error: CodedError }

export function itemOf(open: () => Deal): BatchItem {
  try {
    return { deal: open() }
  } catch (error) {
    if (!isCoded(error)) throw error
    return { error }
  }
}
