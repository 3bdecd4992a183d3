import { type Clock, type Logger, Loop, messageOf, type Random, type Startable } from '@sonm/common'
import { type Address, type AskDetails, type Endpoint, readDetails, type SignedOrder } from '@sonm/model'
import { type Peer, readablePeers, scopeOf } from '@sonm/network'
import type { MarketplaceLimits } from '../limits.ts'
import type { CountryOf } from './ip-countries.ts'
import { type CountryCheck, judgeCountry } from './judge-country.ts'

/** What declared countries are held against. */
export interface CountrySources {
  readonly countryOf: CountryOf
  /** Where a hub announces that it listens; empty: nobody knows. */
  readonly endpointsOf: (hub: Address) => Promise<readonly Endpoint[]>
  /** Told before that which locators the hub names in its asks, for where those that are known to us are dead or do not know it. */
  readonly learnLocators: (hub: Address, locators: readonly Peer[]) => void
}

export interface CountryChecksOptions {
  /** undefined: nothing is known of any hub. */
  readonly sources: CountrySources | undefined
  /** Told when something else is known of a hub than before. */
  readonly onChange: (hub: Address, check: CountryCheck) => void
  readonly limits: Pick<MarketplaceLimits, 'accountsKept' | 'announcedKeptMs' | 'announcedPerRound'>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

interface Hub {
  /** Each country that its asks declare, and until when such an ask lives. */
  readonly declared: Map<string, bigint>
  /** Of the host from which it places its asks. */
  placedFrom: string | undefined
  /** Of the addresses that it announces. */
  announced: readonly string[]
  askedAtMs: number | undefined
  check: CountryCheck
}

/**
 * Holds the countries that hubs declare against where they are: the public addresses of their own signed records, and the host from
 * which they place their asks. Records are looked up aside, so that no order waits for a locator.
 */
export class CountryChecks implements Startable {
  readonly #options: CountryChecksOptions
  /** Whose ask came last stands last. */
  readonly #hubs = new Map<Address, Hub>()
  /** Those to be looked up, and the locators that they name. */
  readonly #wanted = new Map<Address, AskDetails['locators']>()
  readonly #loop: Loop
  /** What was read last: the next ask is of the same hub, as a rule, and says the same. */
  #read: { readonly text: string; readonly details: AskDetails } | undefined

  constructor(options: CountryChecksOptions) {
    this.#options = options
    const pauses = { retryFirstMs: 1_000, retryLongestMs: 60_000 }
    this.#loop = new Loop({ ...options, ...pauses, name: 'announced countries', step: () => this.#round() })
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  of(hub: Address): CountryCheck {
    return this.#hubs.get(hub)?.check ?? 'declared'
  }

  /** Notes what an ask declares, wherever it came from. */
  note({ order, details }: SignedOrder): void {
    const { sources, limits, clock } = this.#options
    if (sources === undefined || order.side !== 'ask') return
    const { country, locators } = this.#detailsIn(details)
    const address = order.author
    const hub = this.#hubs.get(address) ?? unknownHub()
    if (country === undefined && hub.declared.size === 0) return
    this.#hubs.delete(address)
    if (this.#hubs.size >= limits.accountsKept) this.#forget(this.#hubs.keys().next().value!)
    this.#hubs.set(address, hub)
    const until = (country === undefined ? undefined : hub.declared.get(country)) ?? 0n
    if (country !== undefined && order.expiresAtSeconds > until) hub.declared.set(country, order.expiresAtSeconds)
    if (hub.askedAtMs === undefined || hub.askedAtMs + limits.announcedKeptMs <= clock.monotonicMs()) {
      this.#wanted.set(address, locators)
      this.#loop.wake()
    }
    this.#judge(address, hub)
  }

  #detailsIn(text: string): AskDetails {
    if (this.#read?.text !== text) this.#read = { text, details: readDetails(text) }
    return this.#read.details
  }

  /** Notes from where a hub places its own ask; who passes on another's says nothing of the other's place. */
  notePlaced({ order }: SignedOrder, from: { readonly caller?: Address; readonly host: string }): void {
    const hub = this.#hubs.get(order.author)
    if (!hub || from.caller !== order.author) return
    // Of IPv6 the network alone is told: 2001:db8::/64.
    hub.placedFrom = this.#options.sources?.countryOf(from.host.replace(/\/.*$/, ''))
    this.#judge(order.author, hub)
  }

  /** @returns when to go on */
  async #round(): Promise<number | undefined> {
    const due = [...this.#wanted].slice(0, this.#options.limits.announcedPerRound)
    for (const [address] of due) this.#wanted.delete(address)
    await Promise.all(due.map(([address, locators]) => this.#ask(address, locators)))
    return this.#wanted.size > 0 ? 0 : undefined
  }

  async #ask(address: Address, locators: AskDetails['locators']): Promise<void> {
    const { sources, clock, logger } = this.#options
    const hub = this.#hubs.get(address)
    if (!hub || !sources) return
    hub.askedAtMs = clock.monotonicMs()
    try {
      // Nobody may send us into our own networks.
      const named = readablePeers(locators).filter(({ endpoint }) => scopeOf(endpoint.host) === 'public')
      if (named.length > 0) sources.learnLocators(address, named)
      const endpoints = await sources.endpointsOf(address)
      hub.announced = endpoints
        .filter((endpoint) => endpoint.relay === undefined && scopeOf(endpoint.host) === 'public')
        .flatMap(({ host }) => sources.countryOf(host) ?? [])
      this.#judge(address, hub)
    } catch (error) {
      // What was announced before is still the best that is known.
      logger.debug({ hub: address, reason: messageOf(error) }, "a hub's record could not be looked up")
    }
  }

  #judge(address: Address, hub: Hub): void {
    const nowMs = this.#options.clock.nowMs()
    for (const [country, until] of hub.declared) if (Number(until) * 1000 < nowMs) hub.declared.delete(country)
    const seen = [...hub.announced, ...(hub.placedFrom === undefined ? [] : [hub.placedFrom])]
    const before = hub.check
    hub.check = judgeCountry([...hub.declared.keys()], seen)
    if (hub.check !== before) this.#options.onChange(address, hub.check)
  }

  #forget(address: Address): void {
    this.#hubs.delete(address)
    this.#wanted.delete(address)
  }
}

function unknownHub(): Hub {
  return { declared: new Map(), placedFrom: undefined, announced: [], askedAtMs: undefined, check: 'declared' }
}
