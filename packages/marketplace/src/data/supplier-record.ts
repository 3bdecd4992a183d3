import type { Address, StartOutcome } from '@sonm/model'
import type { DealState } from './deal-state.ts'

/** What a supplier has done, as the chain and the receipts of both sides tell. */
export interface SupplierRecord {
  readonly deals: number
  readonly open: number
  readonly completed: number
  readonly endedEarlyBySupplier: number
  readonly endedEarlyByBuyer: number
  readonly secondsSold: bigint
  readonly earnedWei: bigint
  readonly bondsPaidWei: bigint
  readonly firstDealAtSeconds: bigint
  readonly lastDealAtSeconds: bigint
  readonly hubs: readonly Address[]
  /** Who rented, by what they paid, the most first. */
  readonly buyers: readonly BuyerRecord[]
  /** Deals with a task that started, that did not for a fault of the supplier, and of which the buyer alone says so. */
  readonly starts: Readonly<Record<Exclude<StartOutcome, 'unknown'>, number>>
}

export interface BuyerRecord {
  readonly buyer: Address
  readonly deals: number
  readonly paidWei: bigint
}

/** @param startOf what the receipts of a deal say */
export function recordOf(states: readonly DealState[], startOf: (dealId: number) => StartOutcome): SupplierRecord {
  const count = (is: (state: DealState) => boolean) => states.filter(is).length
  const sum = (of: (state: DealState) => bigint) => states.reduce((total, state) => total + of(state), 0n)
  const openings = states.map(({ deal }) => deal.startedAtSeconds)
  const starts = { started: 0, failed: 0, unanswered: 0 }
  for (const { deal } of states) {
    const start = startOf(Number(deal.id))
    if (start !== 'unknown') starts[start] += 1
  }
  return {
    deals: states.length,
    open: count(({ end }) => end === 'open'),
    completed: count(({ end }) => end === 'done'),
    endedEarlyBySupplier: count(({ end }) => end === 'supplier-early'),
    endedEarlyByBuyer: count(({ end }) => end === 'buyer-early'),
    secondsSold: sum(({ deal }) => deal.billedUntilSeconds - deal.startedAtSeconds),
    earnedWei: sum(({ paidWei }) => paidWei),
    bondsPaidWei: sum(({ bondPaidWei }) => bondPaidWei),
    firstDealAtSeconds: openings.reduce((first, at) => (at < first ? at : first), openings[0] ?? 0n),
    lastDealAtSeconds: openings.reduce((last, at) => (at > last ? at : last), 0n),
    hubs: [...new Set(states.map(({ deal }) => deal.hub))],
    buyers: buyersOf(states),
    starts,
  }
}

function buyersOf(states: readonly DealState[]): readonly BuyerRecord[] {
  const buyers = new Map<Address, BuyerRecord>()
  for (const { deal, paidWei } of states) {
    const known = buyers.get(deal.buyer) ?? { buyer: deal.buyer, deals: 0, paidWei: 0n }
    buyers.set(deal.buyer, { ...known, deals: known.deals + 1, paidWei: known.paidWei + paidWei })
  }
  return [...buyers.values()].sort((a, b) => (a.paidWei > b.paidWei ? -1 : a.paidWei < b.paidWei ? 1 : 0))
}
