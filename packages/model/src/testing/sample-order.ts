import { ZERO_ADDRESS, ZERO_BYTES32 } from '../identity/address.ts'
import type { Order } from '../orders/order.ts'
import { NO_BENCHMARKS } from '../resources/benchmarks.ts'

/** A spot ask in SNM for anybody, that is good for ever, for tests that care about some of its fields alone. */
export function sampleOrder(changes: Partial<Order> = {}): Order {
  return {
    side: 'ask',
    author: ZERO_ADDRESS,
    counterparty: ZERO_ADDRESS,
    matcher: ZERO_ADDRESS,
    nonce: 0n,
    epoch: 0n,
    expiresAtSeconds: 2n ** 40n,
    durationSeconds: 0n,
    pricePerSecond: 10n,
    denomination: 'SNM',
    snmPerUsdCap: 0n,
    identityLevel: 1,
    netFlags: 0,
    bond: 0n,
    tag: ZERO_BYTES32,
    detailsHash: ZERO_BYTES32,
    benchmarks: NO_BENCHMARKS,
    ...changes,
  }
}
