import { type Address, fail } from '@sonm/model'
import type { RelayLimits } from './limits.ts'

/** Whose bytes they are. */
export interface Pair {
  readonly caller: Address
  /** The caller's machine. */
  readonly host: string
  readonly peer: Address
}

interface Window {
  usedBytes: number
  readonly endsAtMs: number
}

/** A deal as its hub has granted it. */
export interface GrantedDeal {
  readonly dealId: bigint
  untilMs: number
  /** What was carried of it, both ways. */
  carriedBytes: number
}

/** Windows that are counted at once; beyond it the counting begins anew. */
const MAX_WINDOWS = 100_000

/**
 * What two peers may send each other through a relay: as much as they like while a hub grants them a deal, and else a little
 * in every window of time. Pure: the time is handed in.
 */
export class Allowances {
  readonly #limits: RelayLimits
  readonly #pairs = new Map<string, Window>()
  readonly #hosts = new Map<string, Window>()
  /** By hub, then by buyer, then by number. */
  readonly #grants = new Map<Address, Map<Address, Map<bigint, GrantedDeal>>>()

  constructor(limits: RelayLimits) {
    this.#limits = limits
  }

  /**
   * @returns what was carried of this deal so far
   * @throws RELAY_BUSY when the hub has as many deals as it may
   */
  grant(hub: Address, deal: { buyer: Address; dealId: bigint; untilMs: number }, nowMs: number): number {
    const { buyer, dealId, untilMs } = deal
    const ofHub = this.#grants.get(hub) ?? new Map<Address, Map<bigint, GrantedDeal>>()
    forgetExpired(ofHub, nowMs)
    const ofBuyer = ofHub.get(buyer) ?? new Map<bigint, GrantedDeal>()
    const known = ofBuyer.get(dealId)
    const count = [...ofHub.values()].reduce((sum, deals) => sum + deals.size, 0)
    if (!known && count >= this.#limits.grantsPerHub) {
      throw fail('RELAY_BUSY', { what: 'deals of one hub', limit: this.#limits.grantsPerHub })
    }
    const granted = known ?? { dealId, untilMs, carriedBytes: 0 }
    granted.untilMs = untilMs
    this.#grants.set(hub, ofHub.set(buyer, ofBuyer.set(dealId, granted)))
    return granted.carriedBytes
  }

  /** The deal between the two; either may be the one who called. */
  dealOf({ caller, peer }: Pair, nowMs: number): GrantedDeal | undefined {
    for (const [hub, buyer] of [
      [peer, caller],
      [caller, peer],
    ] as const) {
      for (const deal of this.#grants.get(hub)?.get(buyer)?.values() ?? []) if (deal.untilMs > nowMs) return deal
    }
    return undefined
  }

  /** @throws RELAY_ALLOWANCE_USED */
  check(pair: Pair, nowMs: number): void {
    if (this.dealOf(pair, nowMs) !== undefined) return
    const { freeBytesPerPair, freeBytesPerHost } = this.#limits
    const ofPair = this.#window(this.#pairs, pairKey(pair), nowMs)
    const ofHost = this.#window(this.#hosts, pair.host, nowMs)
    const full = [
      ...(ofPair.usedBytes >= freeBytesPerPair ? [ofPair] : []),
      ...(ofHost.usedBytes >= freeBytesPerHost ? [ofHost] : []),
    ]
    if (full.length === 0) return
    const waitSeconds = Math.ceil((Math.max(...full.map(({ endsAtMs }) => endsAtMs)) - nowMs) / 1000)
    throw fail('RELAY_ALLOWANCE_USED', { caller: pair.caller, peer: pair.peer, waitSeconds })
  }

  /** Counts what was carried: for their deal, or from what is free. @throws RELAY_ALLOWANCE_USED when that was the last of it */
  use(pair: Pair, bytes: number, nowMs: number): void {
    const deal = this.dealOf(pair, nowMs)
    if (deal) {
      deal.carriedBytes += bytes
      return
    }
    this.#window(this.#pairs, pairKey(pair), nowMs).usedBytes += bytes
    this.#window(this.#hosts, pair.host, nowMs).usedBytes += bytes
    this.check(pair, nowMs)
  }

  #window(windows: Map<string, Window>, key: string, nowMs: number): Window {
    const known = windows.get(key)
    if (known && known.endsAtMs > nowMs) return known
    if (windows.size >= MAX_WINDOWS) windows.clear()
    const fresh = { usedBytes: 0, endsAtMs: nowMs + this.#limits.freeWindowMs }
    windows.set(key, fresh)
    return fresh
  }
}

/** Who of the two called makes no difference. */
function pairKey({ caller, peer }: Pair): string {
  return caller < peer ? `${caller} ${peer}` : `${peer} ${caller}`
}

function forgetExpired(ofHub: Map<Address, Map<bigint, GrantedDeal>>, nowMs: number): void {
  for (const [buyer, deals] of ofHub) {
    for (const [dealId, { untilMs }] of deals) if (untilMs <= nowMs) deals.delete(dealId)
    if (deals.size === 0) ofHub.delete(buyer)
  }
}
