import { BoundedMap } from '@sonm/common'
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

/**
 * What two peers may send each other through a relay: as much as they like while a hub grants them a deal, and else a little
 * in every window of time. Pure: the time is handed in.
 */
export class Allowances {
  readonly #limits: RelayLimits
  readonly #pairs: BoundedMap<string, Window>
  readonly #hosts: BoundedMap<string, Window>
  /** By hub, then by buyer, then by number. */
  readonly #grants = new Map<Address, Map<Address, Map<bigint, GrantedDeal>>>()

  constructor(limits: RelayLimits) {
    this.#limits = limits
    this.#pairs = new BoundedMap(limits.freeWindows)
    this.#hosts = new BoundedMap(limits.freeWindows)
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

  /** How much is remembered. */
  get size(): { readonly grants: number; readonly pairs: number; readonly hosts: number } {
    let grants = 0
    for (const ofHub of this.#grants.values()) for (const deals of ofHub.values()) grants += deals.size
    return { grants, pairs: this.#pairs.size, hosts: this.#hosts.size }
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

  /** Makes nothing be remembered of who only asks. @throws RELAY_ALLOWANCE_USED */
  check(pair: Pair, nowMs: number): void {
    if (this.dealOf(pair, nowMs) !== undefined) return
    const { freeBytesPerPair, freeBytesPerHost } = this.#limits
    const ofPair = this.#pairs.get(pairKey(pair))
    const ofHost = this.#hosts.get(pair.host)
    const isFull = (window: Window | undefined, most: number): window is Window =>
      window !== undefined && window.endsAtMs > nowMs && window.usedBytes >= most
    const full = [
      ...(isFull(ofPair, freeBytesPerPair) ? [ofPair] : []),
      ...(isFull(ofHost, freeBytesPerHost) ? [ofHost] : []),
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

  /** Forgets what has ended, of everybody. */
  sweep(nowMs: number): void {
    for (const [hub, ofHub] of this.#grants) {
      forgetExpired(ofHub, nowMs)
      if (ofHub.size === 0) this.#grants.delete(hub)
    }
    // They end in the order in which they began.
    for (const windows of [this.#pairs, this.#hosts]) {
      for (const [key, { endsAtMs }] of windows) {
        if (endsAtMs > nowMs) break
        windows.delete(key)
      }
    }
  }

  #window(windows: Map<string, Window>, key: string, nowMs: number): Window {
    const known = windows.get(key)
    if (known && known.endsAtMs > nowMs) return known
    // The one that began first gives way, and it alone: nobody can make the relay forget what it counts of himself at once.
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
