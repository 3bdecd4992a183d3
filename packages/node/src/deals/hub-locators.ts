import { type Address, readDetails, type SignedOrder } from '@sonm/model'
import { type Peer, readablePeers } from '@sonm/network'
import type { NodeStore } from '../store.ts'

/** Which locators hubs name in the asks that were tried here: they are asked where the hub is when ours do not know it, also after a restart. */
export class HubLocators {
  readonly #store: NodeStore
  readonly #learn: (hub: Address, locators: readonly Peer[]) => void

  /** @param options.learn takes them to where peers are looked up */
  constructor(options: { store: NodeStore; learn: (hub: Address, locators: readonly Peer[]) => void }) {
    this.#store = options.store
    this.#learn = options.learn
  }

  /** Notes what an ask says of its hub. The hub has signed it; it may still be nonsense. */
  async note({ order, details }: SignedOrder): Promise<void> {
    const texts = details === '' ? [] : readDetails(details).locators
    const locators = readablePeers(texts)
    if (locators.length === 0) return
    this.#learn(order.author, locators)
    const row = { hub: order.author, locators: JSON.stringify(texts) }
    await this.#store
      .insertInto('hub_locators')
      .values(row)
      .onConflict((conflict) => conflict.column('hub').doUpdateSet({ locators: row.locators }))
      .execute()
  }

  /** Tells again what was noted before. */
  async restore(): Promise<void> {
    for (const row of await this.#store.selectFrom('hub_locators').selectAll().execute()) {
      this.#learn(row.hub as Address, readablePeers(JSON.parse(row.locators) as string[]))
    }
  }
}
