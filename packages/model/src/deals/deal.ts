import type { Address, Hex } from '../identity/address.ts'

/** A deal as the Market contract commits to it (struct DealTerms in IMarket.sol). */
export interface Deal {
  readonly id: bigint
  readonly buyer: Address
  readonly hub: Address
  /** The account that is paid: the hub's confirmed master when the deal was opened. */
  readonly master: Address
  /** In wei of SNM. Of a deal in USD: what its price was worth at the latest settlement. */
  readonly pricePerSecond: bigint
  /** In 1e-18 USD; 0: the price is in SNM. */
  readonly usdPerSecond: bigint
  /** The most SNM (1e-18) that the buyer pays for 1 USD; 0 where the price is in SNM. */
  readonly snmPerUsdCap: bigint
  readonly startedAtSeconds: bigint
  /** 0: spot. */
  readonly durationSeconds: bigint
  /** Everything before this moment is paid. */
  readonly billedUntilSeconds: bigint
  /** The buyer's money that is held ahead. */
  readonly lockedWei: bigint
  /** What the master pays the buyer to leave a forward deal early; 0: he cannot. */
  readonly bondWei: bigint
  /** How many amendments were applied: the sequence number of the next. */
  readonly amendments: number
  readonly askHash: Hex
}

const HOUR = 3600n
const DAY = 86_400n

/** Seconds whose price is held ahead: an hour of a spot deal; a forward deal's duration, a day at most. */
export function lockPeriodSeconds(durationSeconds: bigint): bigint {
  if (durationSeconds === 0n) return HOUR
  return durationSeconds < DAY ? durationSeconds : DAY
}

/** When the deal runs out: the end of its duration, or of what is locked, whichever is first. A free spot deal never does. */
export function endsAtSeconds(deal: Deal): bigint | undefined {
  const fundedUntil =
    deal.pricePerSecond === 0n ? undefined : deal.billedUntilSeconds + deal.lockedWei / deal.pricePerSecond
  const forwardEnd = deal.durationSeconds === 0n ? undefined : deal.startedAtSeconds + deal.durationSeconds
  if (fundedUntil === undefined) return forwardEnd
  return forwardEnd !== undefined && forwardEnd < fundedUntil ? forwardEnd : fundedUntil
}

/** What is owed for the time from the last bill to `nowSeconds`. */
export function dueAt(deal: Deal, nowSeconds: bigint): { readonly untilSeconds: bigint; readonly paidWei: bigint } {
  const end = endsAtSeconds(deal)
  const now = nowSeconds < deal.billedUntilSeconds ? deal.billedUntilSeconds : nowSeconds
  const untilSeconds = end !== undefined && end < now ? end : now
  return { untilSeconds, paidWei: (untilSeconds - deal.billedUntilSeconds) * deal.pricePerSecond }
}

/** What a bill tops the lock up to; a forward deal never holds more than what remains of it. */
export function lockTargetWei(deal: Deal, fromSeconds: bigint): bigint {
  const period = lockPeriodSeconds(deal.durationSeconds)
  if (deal.durationSeconds === 0n) return period * deal.pricePerSecond
  const remaining = deal.startedAtSeconds + deal.durationSeconds - fromSeconds
  return (remaining < period ? (remaining > 0n ? remaining : 0n) : period) * deal.pricePerSecond
}
