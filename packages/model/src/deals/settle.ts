import type { Address } from '../identity/address.ts'
import { type Deal, dueAt, lockTargetWei } from './deal.ts'

/** What a bill does: the deal's next state, what the master got, and what was locked anew of the buyer's free balance. */
export interface Billed {
  readonly deal: Deal
  readonly paidWei: bigint
  readonly addedWei: bigint
}

/**
 * A bill as the Market contract computes it: pays what has elapsed, then fills the lock again, by whole seconds and as
 * far as the buyer's free balance goes.
 * @returns undefined when nothing would change
 */
export function billDeal(deal: Deal, at: { nowSeconds: bigint; buyerFreeWei: bigint }): Billed | undefined {
  const { untilSeconds, paidWei } = dueAt(deal, at.nowSeconds)
  const lockedWei = deal.lockedWei - paidWei
  const addedWei = refill(deal, untilSeconds, lockedWei, at.buyerFreeWei)
  if (paidWei === 0n && addedWei === 0n) return undefined
  return { deal: { ...deal, billedUntilSeconds: untilSeconds, lockedWei: lockedWei + addedWei }, paidWei, addedWei }
}

function refill(deal: Deal, billedUntilSeconds: bigint, lockedWei: bigint, freeWei: bigint): bigint {
  if (deal.pricePerSecond === 0n) return 0n
  const missingWei = lockTargetWei(deal, billedUntilSeconds) - lockedWei
  if (missingWei <= 0n) return 0n
  const affordableWei = freeWei - (freeWei % deal.pricePerSecond)
  if (affordableWei < missingWei) return affordableWei
  return missingWei
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
