import { BoundedMap, type Clock, type Logger, messageOf, nowSeconds } from '@sonm/common'
import type { Address, SignedOrder } from '@sonm/model'
import { type Peer, readablePeers } from '@sonm/network'
import { detailsOf } from '../orders/details-of.ts'
import type { NodeStore } from '../store.ts'

/** Hubs of one supplier: each is confirmed on the chain, but that costs gas alone. */
const MOST_OF_A_SUPPLIER = 100
const MOST_SUPPLIERS = 500
/** More of one hub are not asked. */
const MOST_OF_A_HUB = 4

export interface HubLocatorsOptions {
  readonly store: NodeStore
  /** Takes them to where peers are looked up. */
  readonly learn: (hub: Address, locators: readonly Peer[]) => void
  /** The master of a hub, as the chain says. */
  readonly masterOf: (hub: Address) => Promise<Address | undefined | 'unknown'>
  readonly clock: Clock
  readonly logger: Logger
}

interface Noted {
  readonly locators: readonly string[]
  readonly expiresAtSeconds: bigint
}

/**
 * Which locators hubs name in their asks: they are asked where the hub is when ours do not know it. Of those that were tried here it is
 * kept on disk; of the others, whom marketplaces show by the thousand, in memory.
 */
export class HubLocators {
  readonly #options: HubLocatorsOptions
  /** By supplier, so that whoever has many hubs is in the way of his own alone. */
  readonly #noted = new BoundedMap<Address, Map<Address, Noted>>(MOST_SUPPLIERS)
  /** What is on disk of those that are kept. */
  readonly #kept = new Map<Address, string>()

  constructor(options: HubLocatorsOptions) {
    this.#options = options
  }

  /**
   * Notes what verified asks say of hubs that the chain knows. Of two asks that one counts which expires later: a hub signs all for the
   * same time, and a marketplace may show an older one. The hub has signed it; it may still be nonsense.
   */
  async seen(asks: readonly SignedOrder[]): Promise<void> {
    const named = asks.filter(({ order, details }) => order.side === 'ask' && details !== '')
    await Promise.all([...Map.groupBy(named, ({ order }) => order.author)].map((each) => this.#see(...each)))
  }

  /** The same of an ask that is about to be taken, whose hub must be found also after a restart. */
  async tried(ask: SignedOrder): Promise<void> {
    const { author } = ask.order
    if (!this.#kept.has(author)) this.#kept.set(author, '')
    await this.seen([ask])
  }

  /** Tells again what was kept. */
  async restore(): Promise<void> {
    const { store, learn } = this.#options
    for (const { hub, locators } of await store.selectFrom('hub_locators').selectAll().execute()) {
      this.#kept.set(hub as Address, locators)
      learn(hub as Address, readablePeers(JSON.parse(locators) as string[]))
    }
  }

  async #see(hub: Address, asks: readonly SignedOrder[]): Promise<void> {
    const { masterOf, clock, learn } = this.#options
    const newest = asks.reduce((one, other) => (expiryOf(other) > expiryOf(one) ? other : one))
    const now = BigInt(nowSeconds(clock))
    if (expiryOf(newest) < now) return
    const master = await masterOf(hub)
    if (master === undefined || master === 'unknown') return
    const ofSupplier = this.#noted.get(master) ?? new Map<Address, Noted>()
    this.#noted.set(master, ofSupplier)
    const before = ofSupplier.get(hub)
    if (!before && !this.#kept.has(hub) && !hasRoom(ofSupplier, now)) return
    const noted =
      before && before.expiresAtSeconds > expiryOf(newest)
        ? before
        : { locators: locatorsIn(newest), expiresAtSeconds: expiryOf(newest) }
    ofSupplier.set(hub, noted)
    const peers = readablePeers(noted.locators)
    if (peers.length === 0) return
    learn(hub, peers)
    await this.#keep(hub, JSON.stringify(noted.locators))
  }

  async #keep(hub: Address, locators: string): Promise<void> {
    const kept = this.#kept.get(hub)
    if (kept === undefined || kept === locators) return
    const { store, logger } = this.#options
    try {
      await store
        .insertInto('hub_locators')
        .values({ hub, locators })
        .onConflict((conflict) => conflict.column('hub').doUpdateSet({ locators }))
        .execute()
      this.#kept.set(hub, locators)
    } catch (error) {
      // No search and no deal fails for it.
      logger.warn({ hub, reason: messageOf(error) }, 'the locators of a hub could not be kept')
    }
  }
}

function expiryOf({ order }: SignedOrder): bigint {
  return order.expiresAtSeconds
}

/** What has expired gives way. */
function hasRoom(noted: Map<Address, Noted>, now: bigint): boolean {
  if (noted.size < MOST_OF_A_SUPPLIER) return true
  for (const [hub, { expiresAtSeconds }] of noted) if (expiresAtSeconds < now) noted.delete(hub)
  return noted.size < MOST_OF_A_SUPPLIER
}

function locatorsIn(ask: SignedOrder): readonly string[] {
  return detailsOf(ask)
    .locators.filter((text) => readablePeers([text]).length > 0)
    .slice(0, MOST_OF_A_HUB)
}
