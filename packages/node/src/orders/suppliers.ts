import type { ChainClient } from '@sonm/chain'
import { type Clock, ExpiringCache } from '@sonm/common'
import { type Address, type AskQuery, type SearchMoment, satisfiedTexts } from '@sonm/model'
import { signedOrderToMessage } from '@sonm/protocol'
import { factsOf, type VerifiedOffer } from './offers.ts'

const REMEMBERED_MS = 60_000
const MAX_REMEMBERED = 10_000

export interface SuppliersOptions {
  readonly chain: Pick<ChainClient, 'masterOf'>
  /** The identity level that an account has proved on the chain; undefined: what marketplaces say of it is taken. */
  readonly levelOf?: ((account: Address) => Promise<number>) | undefined
  readonly clock: Clock
}

/** Who is paid for the machines of a hub: an offer is signed by the hub, and people know the supplier. */
export class Suppliers {
  readonly #options: SuppliersOptions
  readonly #masters: ExpiringCache<Address, Address>
  readonly #levels: ExpiringCache<Address, number>

  constructor(options: SuppliersOptions) {
    this.#options = options
    this.#masters = new ExpiringCache({ clock: options.clock, maxEntries: MAX_REMEMBERED })
    this.#levels = new ExpiringCache({ clock: options.clock, maxEntries: MAX_REMEMBERED })
  }

  /** The identity level of the buyer himself, or of a supplier; 1 where the chain does not say. */
  async levelOf(account: Address): Promise<number | undefined> {
    const known = this.#levels.get(account)
    if (known !== undefined) return known
    const level = await this.#options.levelOf?.(account).catch(() => undefined)
    if (level === undefined) return undefined
    const proved = Math.max(1, level)
    this.#levels.set(account, proved, REMEMBERED_MS)
    return proved
  }

  /** Offers with what the chain says of their suppliers, where the query asks for it. */
  complete(offers: readonly VerifiedOffer[], { conditions, order }: AskQuery): Promise<readonly VerifiedOffer[]> {
    const asked = new Set([...conditions, ...order].map((each) => ('field' in each ? each.field : 'price')))
    const wantsLevel = asked.has('identity')
    if (!wantsLevel && !asked.has('supplier')) return Promise.resolve(offers)
    return Promise.all(
      offers.map(async (offer) => {
        const supplier = await this.#masterOf(offer.ask.order.author)
        const level = wantsLevel && supplier !== undefined ? await this.levelOf(supplier) : undefined
        return { ...offer, supplier, claims: { ...offer.claims, identity: level ?? offer.claims.identity } }
      }),
    )
  }

  /** Offers for the external API; where the chain does not say who the supplier is, his name is empty. */
  messagesOf(
    offers: readonly VerifiedOffer[],
    explained?: { readonly query: AskQuery; readonly moment: SearchMoment },
  ) {
    return Promise.all(offers.map((offer) => this.messageOf(offer, explained)))
  }

  /** @param explained fills in by what the offer satisfies the query */
  async messageOf(offer: VerifiedOffer, explained?: { readonly query: AskQuery; readonly moment: SearchMoment }) {
    const { ask, hash, placedAtMs, claims, latencyMicros } = offer
    const supplier = offer.supplier ?? (await this.#masterOf(ask.order.author))
    return {
      order: signedOrderToMessage(ask),
      orderHash: hash,
      placedAtMs,
      supplier: supplier ?? '',
      ...claims,
      latencyMicros: latencyMicros === undefined ? 0 : Math.max(1, Math.ceil(latencyMicros)),
      satisfied: explained
        ? [...satisfiedTexts(explained.query, factsOf({ ...offer, supplier }), explained.moment)]
        : [],
    }
  }

  async #masterOf(hub: Address): Promise<Address | undefined> {
    const known = this.#masters.get(hub)
    if (known) return known
    const master = await this.#options.chain.masterOf(hub).catch(() => undefined)
    if (master) this.#masters.set(hub, master, REMEMBERED_MS)
    return master
  }
}
