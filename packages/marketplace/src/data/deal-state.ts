import type { MarketEvent } from '@sonm/chain'
import {
  type Address,
  type Deal,
  type DealChange,
  type DealEnd,
  type DealFacts,
  dealAfter,
  endsAtSeconds,
  feesSnm,
  type ScoreRules,
  type StartOutcome,
  settled,
  snmOf,
} from '@sonm/model'
import type { ClassOfAsk } from './market-class.ts'

/** A deal as market data remembers it. */
export interface DealState {
  readonly deal: Deal
  /** undefined: its ask was not seen here. */
  readonly sold: ClassOfAsk | undefined
  readonly end: DealEnd
  readonly closedAtSeconds: number | undefined
  readonly paidWei: bigint
  readonly bondPaidWei: bigint
  readonly settledAtSeconds: number
  /** As the score counts them, decayed until `settledAtSeconds`. */
  readonly paidSnm: number
  readonly feesSnm: number
  readonly missedSnm: number
}

const DAY = 86_400n

export function openedDeal(deal: Deal, atSeconds: number, sold: ClassOfAsk | undefined, rules: ScoreRules): DealState {
  return {
    deal,
    sold,
    end: 'open',
    closedAtSeconds: undefined,
    paidWei: 0n,
    bondPaidWei: 0n,
    settledAtSeconds: atSeconds,
    paidSnm: 0,
    feesSnm: feesSnm(rules.lifeGas, rules),
    missedSnm: 0,
  }
}

/** The deal after an event of it. */
export function changedDeal(state: DealState, event: MarketEvent & DealChange, rules: ScoreRules): DealState {
  const atSeconds = Number(event.timestampSeconds)
  const isClosing = event.kind === 'dealClosed'
  // Its closing is in the fees that it began with.
  const gas = isClosing ? 0 : rules.billGas
  const by = { atSeconds, paidSnm: snmOf(event.paidWei), feesSnm: feesSnm(gas, rules) }
  const { settledAtSeconds, paidSnm, feesSnm: fees } = settled(factsOf(state, 'unknown'), by, rules)
  const next = {
    ...state,
    deal: dealAfter(state.deal, event, event.timestampSeconds),
    paidWei: state.paidWei + event.paidWei,
    settledAtSeconds,
    paidSnm,
    feesSnm: fees,
  }
  if (!isClosing) return next
  const end = endOf(state.deal, event.by, event.timestampSeconds)
  const missedSnm = end === 'supplier-early' ? snmOf(missedWei(state.deal, event.timestampSeconds)) : 0
  return { ...next, end, missedSnm, closedAtSeconds: atSeconds }
}

/** Who left before the deal had run out, if anybody did. A spot deal's buyer may go at any time. */
function endOf(deal: Deal, by: Address, atSeconds: bigint): DealEnd {
  const runsOut = endsAtSeconds(deal)
  if (runsOut !== undefined && atSeconds >= runsOut) return 'done'
  if (by === deal.hub || by === deal.master) return 'supplier-early'
  return by === deal.buyer && deal.durationSeconds !== 0n ? 'buyer-early' : 'done'
}

/** What the rest of a deal would have been paid; a spot deal is taken for one that would have lasted another day. */
function missedWei({ startedAtSeconds, durationSeconds, pricePerSecond }: Deal, atSeconds: bigint): bigint {
  const left = durationSeconds === 0n ? DAY : startedAtSeconds + durationSeconds - atSeconds
  return pricePerSecond * (left > 0n ? left : 0n)
}

/** What the score needs of it. */
export function factsOf(state: DealState, start: StartOutcome): DealFacts {
  const { deal, end, settledAtSeconds, paidSnm, feesSnm: fees, missedSnm } = state
  return {
    dealId: Number(deal.id),
    buyer: deal.buyer,
    hub: deal.hub,
    master: deal.master,
    end,
    start,
    settledAtSeconds,
    paidSnm,
    feesSnm: fees,
    snmPerSecond: end === 'open' ? snmOf(deal.pricePerSecond) : 0,
    missedSnm,
  }
}

/** A deal's state as text, for a column. */
export function writeDealState(state: DealState): string {
  return JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}

/** @throws SyntaxError when `writeDealState` has not written it */
export function readDealState(text: string): DealState {
  const read = JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value,
  ) as DealState
  return { ...read, sold: read.sold, closedAtSeconds: read.closedAtSeconds }
}
