import { BoundedMap, type Clock } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'

/** What the chain is asked of an account; a number is a nonce. */
export type AccountQuestion = 'epoch' | 'master' | 'funds' | bigint

/** What the chain has said of one account, until it says otherwise. */
export interface AccountFacts {
  epoch: bigint | undefined
  /** Of a hub: who is paid; no address: nobody has confirmed it. */
  master: { readonly address: Address | undefined; readonly untilMs: number } | undefined
  /** SNM in the account and free in the market. */
  funds: { readonly wei: bigint; readonly untilMs: number } | undefined
  /** Whether a nonce is used, of those that were asked for. */
  readonly used: Map<bigint, boolean>
  /** Questions on their way, so that many orders of one author ask once. */
  readonly asking: Map<AccountQuestion, Promise<void>>
  /** Changes whenever an answer that is still on its way may be outdated. */
  version: number
}

type Limits = Pick<MarketplaceLimits, 'accountsKept' | 'noncesKept'>

/** The accounts that have sent orders lately. */
export class KnownAccounts {
  readonly #limits: Limits
  readonly #clock: Clock
  readonly #accounts: BoundedMap<Address, AccountFacts>

  constructor(options: { limits: Limits; clock: Clock }) {
    this.#limits = options.limits
    this.#clock = options.clock
    this.#accounts = new BoundedMap(options.limits.accountsKept)
  }

  get(address: Address): AccountFacts | undefined {
    return this.#accounts.get(address)
  }

  /** The one known first gives way to a new one. */
  of(address: Address): AccountFacts {
    const known = this.#accounts.get(address)
    if (known) return known
    const fresh: AccountFacts = {
      epoch: undefined,
      master: undefined,
      funds: undefined,
      used: new BoundedMap(this.#limits.noncesKept),
      asking: new Map(),
      version: 0,
    }
    this.#accounts.set(address, fresh)
    return fresh
  }

  isFresh(answer: { readonly untilMs: number } | undefined): boolean {
    return answer !== undefined && answer.untilMs > this.#clock.monotonicMs()
  }

  clear(): void {
    for (const account of this.#accounts.values()) account.version++
    this.#accounts.clear()
  }
}
