import type { Address } from '../identity/address.ts'

/** Amounts by account; an account that is not there has 0. */
export class Ledger {
  readonly #amounts = new Map<Address, bigint>()

  of(account: Address): bigint {
    return this.#amounts.get(account) ?? 0n
  }

  add(account: Address, wei: bigint): void {
    const next = this.of(account) + wei
    if (next === 0n) this.#amounts.delete(account)
    else this.#amounts.set(account, next)
  }

  /** Those who owe; there must be none. */
  negative(): readonly (readonly [Address, bigint])[] {
    return [...this.#amounts].filter(([, wei]) => wei < 0n)
  }

  total(): bigint {
    let sum = 0n
    for (const wei of this.#amounts.values()) sum += wei
    return sum
  }

  copyFrom(other: Ledger): void {
    for (const [account, wei] of other.#amounts) this.#amounts.set(account, wei)
  }
}
