import { type Deal, lockPeriodSeconds } from '@sonm/model'

export type BillingStep = 'none' | 'bill' | 'close'

/**
 * What is to be done for an open deal now. It is billed at least twice in each lock period, so that its lock never runs
 * out while its buyer has money; once the lock is exhausted it is billed (which pays, and locks anew if the buyer has
 * money), and if that locked nothing the deal is over.
 */
export function decideBilling(deal: Deal, nowSeconds: bigint, intervalSeconds: bigint): BillingStep {
  const { durationSeconds, startedAtSeconds, billedUntilSeconds, pricePerSecond, lockedWei } = deal
  if (durationSeconds !== 0n && nowSeconds >= startedAtSeconds + durationSeconds) return 'close'
  if (pricePerSecond === 0n) return 'none'
  const fundedUntil = billedUntilSeconds + lockedWei / pricePerSecond
  if (fundedUntil <= nowSeconds) return lockedWei < pricePerSecond ? 'close' : 'bill'
  return nowSeconds >= billedUntilSeconds + pauseSeconds(deal, intervalSeconds) ? 'bill' : 'none'
}

/** When `decideBilling` says something else than 'none'; undefined: never. */
export function nextBillingSeconds(deal: Deal, intervalSeconds: bigint): bigint | undefined {
  const { durationSeconds, startedAtSeconds, billedUntilSeconds, pricePerSecond, lockedWei } = deal
  const moments: bigint[] = []
  if (durationSeconds !== 0n) moments.push(startedAtSeconds + durationSeconds)
  if (pricePerSecond !== 0n) {
    moments.push(billedUntilSeconds + lockedWei / pricePerSecond)
    moments.push(billedUntilSeconds + pauseSeconds(deal, intervalSeconds))
  }
  return moments.reduce<bigint | undefined>((least, at) => (least === undefined || at < least ? at : least), undefined)
}

function pauseSeconds(deal: Deal, intervalSeconds: bigint): bigint {
  const half = lockPeriodSeconds(deal.durationSeconds) / 2n
  const pause = intervalSeconds < half ? intervalSeconds : half
  return pause > 0n ? pause : 1n
}
