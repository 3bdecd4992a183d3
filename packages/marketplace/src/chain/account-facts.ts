import type { Clock } from '@sonm/common'
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
  readonly #accounts = new Map<Address, AccountFacts>()

  constructor(options: { limits: Limits; clock: Clock }) {
    this.#limits = options.limits
    this.#clock = options.clock
  }

  get(address: Address): AccountFacts | undefined {
    return this.#accounts.get(address)
  }

  /** The one known first gives way to a new one. */
  of(address: Address): AccountFacts {
    const known = this.#accounts.get(address)
    if (known) return known
    if (this.#accounts.size >= this.#limits.accountsKept) this.#accounts.delete(this.#accounts.keys().next().value!)
    const fresh: AccountFacts = {
      epoch: undefined,
      master: undefined,
      funds: undefined,
      used: new Map(),
      asking: new Map(),
      version: 0,
    }
    this.#accounts.set(address, fresh)
    return fresh
  }

  isFresh(answer: { readonly untilMs: number } | undefined): boolean {
    return answer !== undefined && answer.untilMs > this.#clock.monotonicMs()
  }

  setUsed(account: AccountFacts, nonce: bigint, isUsed: boolean): void {
    if (account.used.size >= this.#limits.noncesKept) account.used.delete(account.used.keys().next().value!)
    account.used.set(nonce, isUsed)
  }

  clear(): void {
    for (const account of this.#accounts.values()) account.version++
    this.#accounts.clear()
  }
}
