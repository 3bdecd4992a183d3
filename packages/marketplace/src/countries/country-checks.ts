import { type Clock, ExpiringCache } from '@sonm/common'
import { type Address, readDetails, type SignedOrder } from '@sonm/model'
import type { CountryOf } from './ip-countries.ts'

/** Whether a declared country is where the hub was seen. */
export type CountryCheck = 'agrees' | 'contradicts' | 'unknown'

/** As long as an order may live. */
const KEPT_MS = 24 * 3_600_000

/** Holds what hubs declare against where they are seen: the host from which a hub places its own asks. */
export class CountryChecks {
  readonly #countryOf: CountryOf | undefined
  readonly #seen: ExpiringCache<Address, CountryCheck>

  /** @param options.countryOf undefined: there is no table, and nothing is known of any hub */
  constructor(options: { countryOf: CountryOf | undefined; clock: Clock; accountsKept: number }) {
    this.#countryOf = options.countryOf
    this.#seen = new ExpiringCache({ clock: options.clock, maxEntries: options.accountsKept })
  }

  of(hub: Address): CountryCheck {
    return this.#seen.get(hub) ?? 'unknown'
  }

  /**
   * Notes from where an ask came.
   * @param from who placed it: another one than its hub says nothing of the hub's place
   * @returns what is known of the hub now, where that is news
   */
  note(
    { order, details }: SignedOrder,
    from: { readonly caller?: Address; readonly host: string },
  ): CountryCheck | undefined {
    if (this.#countryOf === undefined || order.side !== 'ask' || from.caller !== order.author) return undefined
    const before = this.of(order.author)
    const check = this.#check(readDetails(details).country, from.host)
    this.#seen.set(order.author, check, KEPT_MS)
    return check === before ? undefined : check
  }

  #check(declared: string | undefined, host: string): CountryCheck {
    // Of IPv6 the network alone is told: 2001:db8::/64.
    const seen = this.#countryOf?.(host.replace(/\/.*$/, ''))
    if (declared === undefined || seen === undefined) return 'unknown'
    return declared === seen ? 'agrees' : 'contradicts'
  }
}
