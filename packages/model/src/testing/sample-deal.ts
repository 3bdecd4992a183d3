import type { Deal } from '../deals/deal.ts'
import { ZERO_ADDRESS, ZERO_BYTES32 } from '../identity/address.ts'

/** A spot deal in SNM, for tests that care about some of its fields alone. */
export function sampleDeal(changes: Partial<Deal> = {}): Deal {
  return {
    id: 1n,
    buyer: ZERO_ADDRESS,
    hub: ZERO_ADDRESS,
    master: ZERO_ADDRESS,
    pricePerSecond: 10n,
    usdPerSecond: 0n,
    snmPerUsdCap: 0n,
    startedAtSeconds: 1000n,
    durationSeconds: 0n,
    billedUntilSeconds: 1000n,
    lockedWei: 36_000n,
    bondWei: 0n,
    amendments: 0,
    askHash: ZERO_BYTES32,
    ...changes,
  }
}
