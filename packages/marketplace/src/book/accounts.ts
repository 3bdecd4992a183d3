import type { Address } from '@sonm/model'
import type { SupplierFacts } from './search.ts'

interface Account {
  readonly address: Address
  supplier: SupplierFacts
  asks: number
}

/** The authors of the asks in the book, by small numbers, and what is known of each. */
export class Accounts {
  readonly #byAddress = new Map<Address, number>()
  readonly #byMaster = new Map<Address, Set<number>>()
  readonly #accounts: Account[] = []
  readonly #free: number[] = []

  /** The number of an author, who has one ask more from now on; what is known of him is the newest that was said. */
  take(address: Address, supplier: SupplierFacts): number {
    const number = this.#byAddress.get(address) ?? this.#open(address, supplier)
    this.#accounts[number]!.asks++
    this.setSupplier(number, supplier)
    return number
  }

  /** One ask less; without any the number is another's. */
  release(number: number): void {
    const account = this.#accounts[number]!
    if (--account.asks > 0) return
    this.#byAddress.delete(account.address)
    this.#forgetMaster(number)
    this.#free.push(number)
  }

  /** Numbers are below. */
  get end(): number {
    return this.#accounts.length
  }

  numberOf(address: Address): number | undefined {
    return this.#byAddress.get(address)
  }

  /** The hubs of a master. */
  numbersOf(master: Address): Iterable<number> {
    return this.#byMaster.get(master) ?? []
  }

  address(number: number): Address {
    return this.#accounts[number]!.address
  }

  supplier(number: number): SupplierFacts {
    return this.#accounts[number]!.supplier
  }

  asks(number: number): number {
    return this.#accounts[number]!.asks
  }

  setSupplier(number: number, supplier: SupplierFacts): void {
    const account = this.#accounts[number]!
    if (account.supplier.master !== supplier.master) this.#forgetMaster(number)
    account.supplier = supplier
    const { master } = supplier
    if (master === undefined) return
    const hubs = this.#byMaster.get(master)
    if (hubs) hubs.add(number)
    else this.#byMaster.set(master, new Set([number]))
  }

  #open(address: Address, supplier: SupplierFacts): number {
    const number = this.#free.pop() ?? this.#accounts.length
    this.#accounts[number] = { address, supplier, asks: 0 }
    this.#byAddress.set(address, number)
    return number
  }

  #forgetMaster(number: number): void {
    const { master } = this.#accounts[number]!.supplier
    if (master === undefined) return
    const hubs = this.#byMaster.get(master)
    hubs?.delete(number)
    if (hubs?.size === 0) this.#byMaster.delete(master)
  }
}
