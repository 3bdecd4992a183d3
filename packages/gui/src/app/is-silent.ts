import type { MarketplaceRecord } from '@sonm/protocol'

/** Whether it does not answer now, as the node has just found. */
export function isSilent({ silentSinceMs }: MarketplaceRecord): boolean {
  return silentSinceMs > 0n
}
