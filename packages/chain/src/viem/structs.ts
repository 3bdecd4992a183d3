import { type Address, type Deal, type Hex, type Order, packBenchmarks } from '@sonm/model'

/** struct Deal of IMarket.sol, as viem reads and writes it. */
export interface DealStruct {
  readonly id: bigint
  readonly buyer: Address
  readonly hub: Address
  readonly master: Address
  readonly pricePerSecond: bigint
  readonly startedAt: bigint
  readonly durationSeconds: bigint
  readonly billedUntil: bigint
  readonly locked: bigint
  readonly askHash: Hex
}

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
    durationSeconds: order.durationSeconds,
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

export function toDealStruct(deal: Deal): DealStruct {
  const { startedAtSeconds, billedUntilSeconds, lockedWei, ...same } = deal
  return { ...same, startedAt: startedAtSeconds, billedUntil: billedUntilSeconds, locked: lockedWei }
}

export function fromDealStruct(struct: DealStruct): Deal {
  return {
    id: struct.id,
    buyer: lower(struct.buyer),
    hub: lower(struct.hub),
    master: lower(struct.master),
    pricePerSecond: struct.pricePerSecond,
    startedAtSeconds: struct.startedAt,
    durationSeconds: struct.durationSeconds,
    billedUntilSeconds: struct.billedUntil,
    lockedWei: struct.locked,
    askHash: struct.askHash,
  }
}
