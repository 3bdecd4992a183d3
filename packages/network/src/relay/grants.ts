import {
  type Clock,
  CodedError,
  type Current,
  type Logger,
  Loop,
  type Metrics,
  messageOf,
  nowSeconds,
  OneEach,
  type Random,
  type Startable,
} from '@sonm/common'
import { type Address, formatEndpoint, MAX_GRANT_SECONDS } from '@sonm/model'
import type { RelayEndpoint } from '../paths/relays-of.ts'
import { type RelayPlaces, relayKey } from './places.ts'

/** An open deal of ours. */
export interface GrantableDeal {
  readonly dealId: bigint
  readonly buyer: Address
}

/** How it stands with a deal at one relay. */
export interface DealAtRelay {
  readonly dealId: bigint
  /** What the relay has carried of it since the relay began, as it said when the deal was granted last. */
  readonly carriedBytes: bigint
  /** When it said so, in Unix milliseconds; undefined: it never did. */
  readonly toldAtMs: number | undefined
  /** Why the relay does not carry it as a deal; empty: it does. */
  readonly reason: string
}

/** A new deal is known to the relays after this. */
const LOOK_MS = 1_000
/** So long a grant is good, and after half of it the deal is granted again. */
const RENEW_AFTER_MS = (Number(MAX_GRANT_SECONDS) * 1000) / 2
/** A relay that refuses is asked again after this: it may have room then. */
const REFUSED_PAUSE_MS = 5_000

export interface RelayGrantsOptions {
  readonly relays: Current<readonly RelayEndpoint[]>
  readonly places: Pick<RelayPlaces, 'termAt' | 'grant'>
  readonly deals: () => Promise<readonly GrantableDeal[]>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
}

/**
 * Tells the relays where we have a place of our open deals, and again as long as each is open: so a relay carries a deal as long
 * as it lasts. A relay that was away has forgotten, and is told again. What one relay refuses, or leaves unanswered, holds up no other.
 */
export class RelayGrants implements Startable {
  readonly #each: OneEach<RelayEndpoint, GrantsAtRelay>

  constructor(options: RelayGrantsOptions) {
    const carried = options.metrics.gauge(
      'sonm_hub_relay_carried_bytes',
      'What a relay has carried of an open deal, both ways, as it said when the deal was granted last: 5 min ago at the most',
      ['relay', 'deal'],
    )
    this.#each = new OneEach({
      items: options.relays,
      keyOf: relayKey,
      make: (relay) => new GrantsAtRelay(relay, carried, options),
    })
  }

  start(): Promise<void> {
    return this.#each.start()
  }

  stop(): Promise<void> {
    return this.#each.stop()
  }

  /** The deals of which a relay was told. */
  at(relay: RelayEndpoint): readonly DealAtRelay[] {
    return this.#each.parts.find((part) => relayKey(part.relay) === relayKey(relay))?.deals ?? []
  }
}

/** A deal of which the relay was told, with success or not. */
interface Told extends DealAtRelay {
  readonly againAtMs: number
}

class GrantsAtRelay implements Startable {
  readonly relay: RelayEndpoint
  readonly #options: RelayGrantsOptions
  readonly #carried: ReturnType<Metrics['gauge']>
  readonly #loop: Loop
  readonly #told = new Map<bigint, Told>()
  /** The place by which they were told. */
  #term: number | undefined
  /** What stands in the log: said once, not for each deal and each try. */
  #logged = ''

  constructor(relay: RelayEndpoint, carried: ReturnType<Metrics['gauge']>, options: RelayGrantsOptions) {
    this.relay = relay
    this.#carried = carried
    this.#options = options
    this.#loop = new Loop({
      ...options,
      name: `grant deals to ${formatEndpoint(relay)}`,
      retryFirstMs: 1_000,
      retryLongestMs: 15_000,
      step: (signal) => this.#look(signal),
    })
  }

  get deals(): readonly DealAtRelay[] {
    return [...this.#told.values()].map(({ againAtMs: _, ...deal }) => deal)
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
    this.#forget(this.#told.keys())
  }

  async #look(signal: AbortSignal): Promise<number> {
    const { places, clock } = this.#options
    const term = places.termAt(this.relay)
    if (term !== this.#term) this.#forget(this.#told.keys())
    this.#term = term
    if (term === undefined) return LOOK_MS
    const deals = await this.#options.deals()
    this.#forget([...this.#told.keys()].filter((dealId) => !deals.some((deal) => deal.dealId === dealId)))
    for (const deal of deals) {
      const before = this.#told.get(deal.dealId)
      if (before && before.againAtMs > clock.monotonicMs()) continue
      signal.throwIfAborted()
      this.#told.set(deal.dealId, await this.#tell(deal, before, signal))
    }
    this.#log()
    return LOOK_MS
  }

  async #tell({ dealId, buyer }: GrantableDeal, before: Told | undefined, signal: AbortSignal): Promise<Told> {
    const { places, clock } = this.#options
    const untilSeconds = BigInt(nowSeconds(clock)) + MAX_GRANT_SECONDS
    const againAfter = (pauseMs: number) => clock.monotonicMs() + pauseMs
    try {
      const carriedBytes = await places.grant(this.relay, { buyer, dealId, untilSeconds }, signal)
      this.#carried.set(this.#labels(dealId), Number(carriedBytes))
      return { dealId, carriedBytes, toldAtMs: clock.nowMs(), reason: '', againAtMs: againAfter(RENEW_AFTER_MS) }
    } catch (error) {
      signal.throwIfAborted()
      const reason = (error instanceof CodedError ? error.what : messageOf(error)).replace(/\.$/, '')
      const { carriedBytes = 0n, toldAtMs } = before ?? {}
      return { dealId, carriedBytes, toldAtMs, reason, againAtMs: againAfter(REFUSED_PAUSE_MS) }
    }
  }

  #forget(dealIds: Iterable<bigint>): void {
    for (const dealId of [...dealIds]) {
      this.#told.delete(dealId)
      this.#carried.remove(this.#labels(dealId))
    }
  }

  #labels(dealId: bigint) {
    return { relay: relayKey(this.relay), deal: String(dealId) }
  }

  #log(): void {
    const { logger } = this.#options
    const relay = formatEndpoint(this.relay)
    const refused = this.deals.filter(({ reason }) => reason !== '')
    const reason = refused[0]?.reason ?? ''
    if (reason === this.#logged) return
    this.#logged = reason
    if (reason === '') logger.info({ relay }, 'a relay carries all of our deals')
    else logger.warn({ relay, reason, deals: refused.length }, 'a relay does not carry our deals as deals')
  }
}
