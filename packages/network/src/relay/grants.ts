import { type Clock, type Logger, Loop, nowSeconds, type Random, type Startable } from '@sonm/common'
import { type Address, formatEndpoint, MAX_GRANT_SECONDS } from '@sonm/model'
import type { RelayPlaces } from './places.ts'

/** An open deal of ours. */
export interface GrantableDeal {
  readonly dealId: bigint
  readonly buyer: Address
}

/** A new deal is known to the relays after this. */
const LOOK_MS = 1_000
/** Granted again so long before it ends. */
const RENEW_BEFORE_MS = (Number(MAX_GRANT_SECONDS) * 1000) / 2

/**
 * Tells the relays where we have a place of our open deals, and again as long as each is open: so a relay carries a deal as long
 * as it lasts. A relay that was away has forgotten, and is told again.
 */
export class RelayGrants implements Startable {
  readonly #options: { places: RelayPlaces; deals: () => Promise<readonly GrantableDeal[]>; clock: Clock }
  readonly #loop: Loop
  /** By relay: until when each deal is granted there. */
  readonly #granted = new Map<string, Map<bigint, number>>()

  constructor(options: {
    places: RelayPlaces
    deals: () => Promise<readonly GrantableDeal[]>
    clock: Clock
    random: Random
    logger: Logger
  }) {
    this.#options = options
    const step = async (signal: AbortSignal) => {
      await this.#grantAll(signal)
      return LOOK_MS
    }
    this.#loop = new Loop({
      ...options,
      name: 'grant deals to relays',
      retryFirstMs: 1_000,
      retryLongestMs: 15_000,
      step,
    })
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #grantAll(signal: AbortSignal): Promise<void> {
    const { places, clock } = this.#options
    const reserved = places.endpoints()
    const known = new Set(reserved.map(formatEndpoint))
    for (const relay of this.#granted.keys()) if (!known.has(relay)) this.#granted.delete(relay)
    if (reserved.length === 0) return
    const deals = await this.#options.deals()
    for (const relay of reserved) {
      const key = formatEndpoint(relay)
      const ofRelay = this.#granted.get(key) ?? new Map<bigint, number>()
      this.#granted.set(key, ofRelay)
      for (const dealId of ofRelay.keys()) if (!deals.some((deal) => deal.dealId === dealId)) ofRelay.delete(dealId)
      for (const { dealId, buyer } of deals) {
        if ((ofRelay.get(dealId) ?? 0) > clock.nowMs() + RENEW_BEFORE_MS) continue
        signal.throwIfAborted()
        const untilSeconds = BigInt(nowSeconds(clock)) + MAX_GRANT_SECONDS
        await places.grant(relay, { buyer, dealId, untilSeconds })
        ofRelay.set(dealId, Number(untilSeconds) * 1000)
      }
    }
  }
}
