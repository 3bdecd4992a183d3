import { fail } from '../errors/catalog.ts'
import { type Address, ZERO_ADDRESS } from '../identity/address.ts'

interface Link {
  readonly master: Address
  readonly confirmed: boolean
}

/** The Registry contract (IRegistry.sol): which master a hub sells for. */
export class RegistryModel {
  readonly #links = new Map<Address, Link>()
  readonly #hubCounts = new Map<Address, number>()

  /** @throws INPUT_INVALID, HUB_CONFIRMED */
  announce(sender: Address, master: Address): void {
    if (master === ZERO_ADDRESS || master === sender) {
      throw fail('INPUT_INVALID', { field: 'master', reason: `${master} cannot be the master` })
    }
    const link = this.#links.get(sender)
    if (link?.confirmed) throw fail('HUB_CONFIRMED', { hub: sender, master: link.master })
    this.#links.set(sender, { master, confirmed: false })
  }

  /** @throws HUB_NOT_ANNOUNCED, HUB_CONFIRMED, MASTER_CHAIN */
  confirm(sender: Address, hub: Address): void {
    const link = this.#links.get(hub)
    if (link?.master !== sender) throw fail('HUB_NOT_ANNOUNCED', { hub, master: sender })
    if (link.confirmed) throw fail('HUB_CONFIRMED', { hub, master: sender })
    if (this.#links.get(sender)?.confirmed) throw fail('MASTER_CHAIN', { account: sender })
    if (this.hubCountOf(hub) > 0) throw fail('MASTER_CHAIN', { account: hub })
    this.#links.set(hub, { master: sender, confirmed: true })
    this.#hubCounts.set(sender, this.hubCountOf(sender) + 1)
  }

  /** @throws HUB_REMOVE_FORBIDDEN */
  remove(sender: Address, hub: Address): void {
    const link = this.#links.get(hub)
    if (link === undefined || (sender !== hub && sender !== link.master)) {
      throw fail('HUB_REMOVE_FORBIDDEN', { hub, caller: sender })
    }
    this.#links.delete(hub)
    if (link.confirmed) this.#hubCounts.set(link.master, this.hubCountOf(link.master) - 1)
  }

  masterOf(hub: Address): Address | undefined {
    const link = this.#links.get(hub)
    return link?.confirmed ? link.master : undefined
  }

  announcedMasterOf(hub: Address): Address | undefined {
    return this.#links.get(hub)?.master
  }

  hubCountOf(master: Address): number {
    return this.#hubCounts.get(master) ?? 0
  }

  copyFrom(other: RegistryModel): void {
    for (const [hub, link] of other.#links) this.#links.set(hub, link)
    for (const [master, count] of other.#hubCounts) this.#hubCounts.set(master, count)
  }
}
