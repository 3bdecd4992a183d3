import type { Deal } from '@sonm/model'

/** A deal whose money ran out a moment ago may be meant to go on: its buyer is just paying in more. */
const GRACE_SECONDS = 600n

/**
 * Whether a deal has been out of money for so long that its buyer cannot want it any more. The contract lets a supplier bill
 * the dry time afterwards, as soon as the buyer has a free balance again; so it must be closed before any comes.
 */
export function isDry(deal: Deal, freeWei: bigint, nowSeconds: bigint): boolean {
  const { pricePerSecond, billedUntilSeconds, lockedWei } = deal
  if (pricePerSecond === 0n || freeWei >= pricePerSecond) return false
  return nowSeconds >= billedUntilSeconds + lockedWei / pricePerSecond + GRACE_SECONDS
}
