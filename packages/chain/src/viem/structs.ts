import { type Address, type Amendment, type Order, packBenchmarks } from '@sonm/model'

/** Addresses in memory are lower-case; viem writes checksums. */
export function lower(address: string): Address {
  return address.toLowerCase() as Address
}

export function toOrderStruct(order: Order) {
  return {
    side: order.side === 'ask' ? 0 : 1,
    author: order.author,
    counterparty: order.counterparty,
    matcher: order.matcher,
    nonce: order.nonce,
    epoch: order.epoch,
    expiresAt: order.expiresAtSeconds,
    durationSeconds: Number(order.durationSeconds),
    pricePerSecond: order.pricePerSecond,
    denomination: order.denomination === 'SNM' ? 0 : 1,
    snmPerUsdCap: order.snmPerUsdCap,
    identityLevel: order.identityLevel,
    netFlags: order.netFlags,
    bond: order.bond,
    tag: order.tag,
    detailsHash: order.detailsHash,
    benchmarks: packBenchmarks(order.benchmarks),
  }
}

export function toAmendmentStruct({ durationSeconds, expiresAtSeconds, ...same }: Amendment) {
  return { ...same, durationSeconds: Number(durationSeconds), expiresAt: expiresAtSeconds }
}
