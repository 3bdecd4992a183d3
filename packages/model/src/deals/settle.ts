import type { Address } from '../identity/address.ts'
import { AMOUNT_LIMIT } from '../orders/order.ts'
import type { Amendment } from './amendment.ts'
import { type Deal, dueAt, lockTargetWei } from './deal.ts'

/** What a settlement does: the deal's next state, what the master got, and what was locked anew of the buyer's free balance. */
export interface Settled {
  readonly deal: Deal
  readonly paidWei: bigint
  /** Below 0: so much went back to the buyer. */
  readonly addedWei: bigint
}

/** When it is settled, and what the contract finds there. */
export interface SettledAt {
  readonly nowSeconds: bigint
  readonly buyerFreeWei: bigint
  /** Wei of SNM for 1 USD; 0: there is no usable price. */
  readonly snmPerUsd?: bigint
}

const USD = 10n ** 18n
const MAX_AMOUNT = AMOUNT_LIMIT - 1n
const least = (a: bigint, b: bigint) => (a < b ? a : b)

/** A price in USD as wei of SNM a second, rounded down. */
export function snmPrice(usdPerSecond: bigint, snmPerUsd: bigint): bigint {
  return least((usdPerSecond * snmPerUsd) / USD, MAX_AMOUNT)
}

/**
 * A bill as the Market contract computes it: pays what has elapsed, follows the price of the USD, then fills the lock
 * again, by whole seconds and as far as the buyer's free balance goes.
 * @returns undefined when nothing would change
 */
export function billDeal(deal: Deal, at: SettledAt): Settled | undefined {
  const settled = settle(deal, at, deal)
  const { pricePerSecond, lockedWei, billedUntilSeconds } = settled.deal
  const same =
    pricePerSecond === deal.pricePerSecond &&
    lockedWei === deal.lockedWei &&
    billedUntilSeconds === deal.billedUntilSeconds
  return same ? undefined : settled
}

/** An amendment as the contract applies it, to a deal whose lock reaches until now. */
export function amendDeal(deal: Deal, amendment: Pick<Amendment, 'pricePerSecond' | 'durationSeconds'>, at: SettledAt) {
  const { pricePerSecond, durationSeconds } = amendment
  const price = deal.usdPerSecond === 0n ? { pricePerSecond } : { usdPerSecond: pricePerSecond }
  const amended = { ...deal, ...price, durationSeconds, amendments: deal.amendments + 1 }
  return settle(deal, at, amended)
}

/** Pays by `deal`, and goes on as `next`. */
function settle(deal: Deal, at: SettledAt, next: Deal): Settled {
  const { untilSeconds, paidWei } = dueAt(deal, at.nowSeconds)
  const leftWei = deal.lockedWei - paidWei
  const priced = { ...next, pricePerSecond: priceNow(next, at.snmPerUsd ?? 0n) }
  const lockedWei = relock(priced, untilSeconds, leftWei + at.buyerFreeWei)
  return {
    deal: { ...priced, billedUntilSeconds: untilSeconds, lockedWei },
    paidWei,
    addedWei: lockedWei - leftWei,
  }
}

function priceNow(deal: Deal, snmPerUsd: bigint): bigint {
  if (deal.usdPerSecond === 0n || snmPerUsd === 0n) return deal.pricePerSecond
  return snmPrice(deal.usdPerSecond, least(snmPerUsd, deal.snmPerUsdCap))
}

function relock(deal: Deal, fromSeconds: bigint, poolWei: bigint): bigint {
  const { pricePerSecond } = deal
  if (pricePerSecond === 0n) return 0n
  const reachWei = least(poolWei, MAX_AMOUNT)
  return least(lockTargetWei(deal, fromSeconds), reachWei - (reachWei % pricePerSecond))
}

/** The end of a deal as the Market contract computes it: the last state, what the master got and what the buyer gets back. */
export function closeDeal(deal: Deal, nowSeconds: bigint) {
  const { untilSeconds, paidWei } = dueAt(deal, nowSeconds)
  return {
    deal: { ...deal, billedUntilSeconds: untilSeconds, lockedWei: 0n } satisfies Deal,
    paidWei,
    returnedWei: deal.lockedWei - paidWei,
  }
}

/**
 * Who may close: the buyer always; hub and master a spot deal; anybody a forward deal that has ended, or a deal that
 * neither its lock nor the buyer's free balance can pay any longer.
 */
export function mayClose(
  deal: Deal,
  at: { readonly caller: Address; readonly nowSeconds: bigint; readonly buyerFreeWei: bigint },
): boolean {
  if (at.caller === deal.buyer) return true
  if (deal.durationSeconds === 0n) {
    if (at.caller === deal.hub || at.caller === deal.master) return true
  } else if (at.nowSeconds >= deal.startedAtSeconds + deal.durationSeconds) {
    return true
  }
  if (deal.pricePerSecond === 0n) return false
  const payableSeconds = (deal.lockedWei + at.buyerFreeWei) / deal.pricePerSecond
  return at.nowSeconds >= deal.billedUntilSeconds + payableSeconds
}
