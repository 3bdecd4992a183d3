import { type Deal, dueAt } from '../deals/deal.ts'
import type { DealMoney } from '../deals/deal-words.ts'
import type { Address, Hex } from '../identity/address.ts'

/** What the Market contract says, without its place in the chain. Of a running deal an event tells only what changed. */
export type MarketModelEvent =
  | { readonly kind: 'dealOpened'; readonly deal: Deal }
  /** Follows the opening of a deal that a signed bid has led to. */
  | { readonly kind: 'bidFilled'; readonly dealId: bigint; readonly bidHash: Hex }
  | DealChange
  /** Follows the closing of a forward deal that its master left early. */
  | { readonly kind: 'bondPaid'; readonly dealId: bigint; readonly amountWei: bigint }
  | { readonly kind: 'deposited'; readonly account: Address; readonly amountWei: bigint }
  | { readonly kind: 'withdrawn'; readonly account: Address; readonly amountWei: bigint }
  | { readonly kind: 'nonceCancelled'; readonly account: Address; readonly nonce: bigint }
  | { readonly kind: 'epochAdvanced'; readonly account: Address; readonly epoch: bigint }
  | {
      readonly kind: 'blacklisted'
      readonly lister: Address
      readonly account: Address
      readonly listed: boolean
    }

/** An event after which a deal is another, or over. `paidWei` is what this one paid. */
export type DealChange =
  | { readonly kind: 'dealBilled'; readonly dealId: bigint; readonly paidWei: bigint; readonly money: DealMoney }
  | {
      readonly kind: 'dealAmended'
      readonly dealId: bigint
      readonly paidWei: bigint
      readonly money: DealMoney
      readonly terms: Pick<Deal, 'durationSeconds' | 'usdPerSecond'>
    }
  | {
      readonly kind: 'dealClosed'
      readonly dealId: bigint
      readonly paidWei: bigint
      readonly returnedWei: bigint
      readonly by: Address
    }

/** The deal that an event is of; undefined: it is of none. */
export function dealIdOf(event: MarketModelEvent): bigint | undefined {
  if (event.kind === 'dealOpened') return event.deal.id
  return 'dealId' in event ? event.dealId : undefined
}

export function isDealChange<Event extends { readonly kind: string }>(event: Event): event is Event & DealChange {
  return event.kind === 'dealBilled' || event.kind === 'dealAmended' || event.kind === 'dealClosed'
}

/**
 * The state of a deal after an event of it.
 * @param timestampSeconds of the event's block
 */
export function dealAfter(deal: Deal, change: DealChange, timestampSeconds: bigint): Deal {
  switch (change.kind) {
    case 'dealBilled':
      return { ...deal, ...change.money }
    case 'dealAmended':
      return { ...deal, ...change.money, ...change.terms }
    case 'dealClosed':
      return { ...deal, billedUntilSeconds: dueAt(deal, timestampSeconds).untilSeconds, lockedWei: 0n }
  }
}
