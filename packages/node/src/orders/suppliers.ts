import type { ChainClient } from '@sonm/chain'
import { type Clock, ExpiringCache } from '@sonm/common'
import type { Address } from '@sonm/model'
import { offerToMessage } from './marketplaces.ts'
import type { VerifiedOffer } from './offers.ts'

const REMEMBERED_MS = 60_000
const MAX_REMEMBERED = 10_000

/** Who is paid for the machines of a hub: an offer is signed by the hub, and people know the supplier. */
export class Suppliers {
  readonly #chain: Pick<ChainClient, 'masterOf'>
  readonly #masters: ExpiringCache<Address, Address>

  constructor({ chain, clock }: { chain: Pick<ChainClient, 'masterOf'>; clock: Clock }) {
    this.#chain = chain
    this.#masters = new ExpiringCache({ clock, maxEntries: MAX_REMEMBERED })
  }

  /** Offers for the external API; where the chain does not say who the supplier is, his name is empty. */
  messagesOf(offers: readonly VerifiedOffer[]) {
    return Promise.all(offers.map((offer) => this.messageOf(offer)))
  }

  async messageOf(offer: VerifiedOffer) {
    return { ...offerToMessage(offer), supplier: (await this.#masterOf(offer.ask.order.author)) ?? '' }
  }

  async #masterOf(hub: Address): Promise<Address | undefined> {
    const known = this.#masters.get(hub)
    if (known) return known
    const master = await this.#chain.masterOf(hub).catch(() => undefined)
    if (master) this.#masters.set(hub, master, REMEMBERED_MS)
    return master
  }
}
