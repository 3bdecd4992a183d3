import { fail } from '../errors/catalog.ts'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'
import { formatAmount } from '../units/money.ts'
import { Ledger } from './ledger.ts'

/** An approval of so much is never used up. */
const UNLIMITED = 2n ** 256n - 1n

/** An amount to its last digit, as the errors of the contracts tell it. */
export const exactSnm = (wei: bigint) => formatAmount(wei, 'SNM', { exact: true })

/** The SNM token, as far as the market has to do with it: who holds how much, and how much of it the market may collect. */
export class TokenModel {
  readonly #market: Address
  readonly #wallets = new Ledger()
  readonly #allowances = new Ledger()
  #mintedWei = 0n
  /** SNM that was sent to the contract outside of `deposit`; nobody can move it. */
  #strandedWei = 0n

  constructor(market: Address) {
    this.#market = market
  }

  mint(account: Address, wei: bigint): void {
    this.#wallets.add(account, wei)
    this.#mintedWei += wei
  }

  /** @throws INPUT_INVALID, SNM_INSUFFICIENT */
  transfer(from: Address, to: Address, wei: bigint): void {
    if (to === ZERO_ADDRESS) throw fail('INPUT_INVALID', { field: 'to', reason: `${to} cannot receive SNM` })
    this.#move(from, to, wei)
    if (to === this.#market) this.#strandedWei += wei
  }

  /** What the market may collect of the owner's from now on. */
  approve(owner: Address, wei: bigint): void {
    this.#allowances.add(owner, wei - this.#allowances.of(owner))
  }

  /**
   * The market collects a deposit.
   * @param permitted whether a permit of exactly this sum, in place of what was approved before, comes with it
   * @throws ALLOWANCE_INSUFFICIENT, SNM_INSUFFICIENT
   */
  collect(from: Address, wei: bigint, permitted: boolean): void {
    const allowedWei = permitted ? wei : this.#allowances.of(from)
    if (allowedWei < wei) {
      const amounts = { needed: exactSnm(wei), available: exactSnm(allowedWei) }
      throw fail('ALLOWANCE_INSUFFICIENT', { spender: this.#market, ...amounts })
    }
    this.#move(from, this.#market, wei)
    this.approve(from, allowedWei === UNLIMITED ? UNLIMITED : allowedWei - wei)
  }

  payOut(to: Address, wei: bigint): void {
    this.#move(this.#market, to, wei)
  }

  #move(from: Address, to: Address, wei: bigint): void {
    const held = this.#wallets.of(from)
    if (held < wei) {
      throw fail('SNM_INSUFFICIENT', { account: from, needed: exactSnm(wei), available: exactSnm(held) })
    }
    this.#wallets.add(from, -wei)
    this.#wallets.add(to, wei)
  }

  balanceOf(account: Address): bigint {
    return this.#wallets.of(account)
  }

  allowanceOf(owner: Address): bigint {
    return this.#allowances.of(owner)
  }

  totals() {
    return {
      mintedWei: this.#mintedWei,
      walletsWei: this.#wallets.total(),
      holdingWei: this.#wallets.of(this.#market),
      strandedWei: this.#strandedWei,
    }
  }

  negative(): readonly (readonly [Address, bigint])[] {
    return this.#wallets.negative()
  }

  copyFrom(other: TokenModel): void {
    this.#wallets.copyFrom(other.#wallets)
    this.#allowances.copyFrom(other.#allowances)
    this.#mintedWei = other.#mintedWei
    this.#strandedWei = other.#strandedWei
  }
}
