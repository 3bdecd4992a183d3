import type { ChainClient } from '@sonm/chain'
import type { Logger } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { HubStore } from './store/schema.ts'

/**
 * Whose hub this is. The first master whom the registry names is the one for good, unless the supplier names another: who
 * steals the hub's key could link it to a master of his own, and everything sold from then on would be paid to him.
 */
export class MasterLink {
  readonly #store: HubStore
  readonly #chain: Pick<ChainClient, 'masterOf'>
  readonly #hub: Address
  readonly #logger: Logger
  #told: Address | undefined

  constructor(parts: { store: HubStore; chain: Pick<ChainClient, 'masterOf'>; hub: Address; logger: Logger }) {
    this.#store = parts.store
    this.#chain = parts.chain
    this.#hub = parts.hub
    this.#logger = parts.logger
  }

  /** Keeps the master whom the supplier names, in the place of any other. */
  async set(master: Address): Promise<void> {
    await this.#store
      .insertInto('master')
      .values({ id: 1, address: master })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ address: master }))
      .execute()
  }

  /** The master for whom this hub may sell now; undefined: none. */
  async confirmed(): Promise<Address | undefined> {
    const named = await this.#chain.masterOf(this.#hub)
    if (named === undefined) return undefined
    await this.#store
      .insertInto('master')
      .values({ id: 1, address: named })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const master = await masterIn(this.#store)
    if (named === master) return master
    if (this.#told !== named)
      this.#logger.error(
        { hub: this.#hub, master, named },
        'the registry names another master; if he is the right one, start the hub with --master',
      )
    this.#told = named
    return undefined
  }

  /** @throws HUB_UNCONFIRMED */
  async check(): Promise<Address> {
    const master = await this.confirmed()
    if (!master) throw fail('HUB_UNCONFIRMED', { hub: this.#hub })
    return master
  }
}

/** Whose hub this is, as far as it knows. */
export async function masterIn(db: HubStore): Promise<Address | undefined> {
  const row = await db.selectFrom('master').select('address').executeTakeFirst()
  return row && (row.address as Address)
}
