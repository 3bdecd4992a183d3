import type { MarketModelEvent } from '@sonm/model'
import type { BidRecord } from './bid-store.ts'

/** standing: it can be taken; the others are ends. One that was cancelled or has expired is taken still, if the chain says so. */
export type BidState = 'standing' | 'taken' | 'cancelled' | 'expired'

/** What the chain says comes first: a cancel that only marketplaces have heard of stops no supplier who has the bid. */
export function stateOf({ signed, dealId, isCancelled }: BidRecord, nowSeconds: number): BidState {
  if (dealId !== 0n) return 'taken'
  if (isCancelled) return 'cancelled'
  return signed.order.expiresAtSeconds < BigInt(nowSeconds) ? 'expired' : 'standing'
}

/** Whether whoever has it can make a deal of it, also where it was cancelled at the marketplaces. */
export function isBinding({ signed, dealId, isVoid }: BidRecord, nowSeconds: number): boolean {
  return dealId === 0n && !isVoid && signed.order.expiresAtSeconds >= BigInt(nowSeconds)
}

/** The bid after an event of the contract; the same object where the event is not about it. */
export function afterEvent(bid: BidRecord, event: MarketModelEvent): BidRecord {
  const { author, nonce, epoch } = bid.signed.order
  switch (event.kind) {
    case 'bidFilled':
      return event.bidHash === bid.hash && event.dealId !== bid.dealId
        ? { ...bid, dealId: event.dealId, problem: '' }
        : bid
    case 'nonceCancelled':
      return event.account === author && event.nonce === nonce ? voided(bid) : bid
    case 'epochAdvanced':
      return event.account === author && event.epoch > epoch ? voided(bid) : bid
    default:
      return bid
  }
}

/** As the contract has it when its buyer has ended it there. */
export function voided(bid: BidRecord): BidRecord {
  return bid.isVoid ? bid : { ...bid, isCancelled: true, isVoid: true }
}
