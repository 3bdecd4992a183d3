import { type Client, createClient } from '@connectrpc/connect'
import { type Clock, type Current, isCoded, type Logger } from '@sonm/common'
import { type Address, type Hex, type OrderDomain, ZERO_BYTES32 } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService } from '@sonm/protocol'
import { askAll } from './ask-all.ts'
import type { Answer } from './compare-marketplaces.ts'
import type { Comparison } from './comparison.ts'
import type { MarketplaceRecords } from './marketplace-records.ts'
import { eachOnce, type VerifiedOffer } from './offers.ts'
import { shownOffer } from './shown-offer.ts'

export interface OrderByHashParts {
  readonly network: Network
  readonly domain: OrderDomain
  readonly marketplaces: Current<readonly Address[]>
  readonly comparison: Comparison
  readonly records: MarketplaceRecords
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * One live order, which all marketplaces are asked for and none is believed on: what is forged, another order, or over by the chain is held
 * against who shows it, and so is leaving it out.
 * @returns undefined when nobody has it @throws MARKETPLACES_UNREACHABLE when none answers
 */
export async function orderByHash(hash: Hex, parts: OrderByHashParts): Promise<VerifiedOffer | undefined> {
  const { network, domain, marketplaces, comparison } = parts
  const peers = marketplaces.now.map((address) => ({ address }))
  const answers = await askAll(
    peers,
    async ({ address }): Promise<Answer<VerifiedOffer>> => {
      const client = createClient(MarketplaceService, network.rpc(address))
      const again = (timeoutMs: number) => showsStill(client, hash, timeoutMs)
      const marketplace = { marketplace: address, after: 'start', rest: 'none', again } as const
      try {
        const offer = await client.getOrder({ orderHash: hash })
        // It is the answer to this hash, whatever it says that it is.
        const called = offer.orderHash === hash ? hash : ZERO_BYTES32
        return { ...marketplace, offers: [{ ...shownOffer(domain, offer), orderHash: called }] }
      } catch (error) {
        if (isCoded(error, 'ORDER_NOT_FOUND')) return { ...marketplace, offers: [] }
        throw error
      }
    },
    parts,
  )
  const isIt = (offer: VerifiedOffer) => offer.hash === hash
  const { lies } = await comparison.review(answers, {
    side: undefined,
    compare: () => 0,
    isSurelyBefore: () => false,
    fits: isIt,
    isUnfit: () => false,
    mayMiss: () => false,
    fitsAsShown: (offer) => {
      const { signed } = shownOffer(domain, offer)
      return 'forged' in signed ? signed : isIt(signed)
    },
    showsAlone: async () => undefined,
  })
  const shown = answers.flatMap(({ offers }) => offers.flatMap(({ signed }) => ('forged' in signed ? [] : [signed])))
  const [found] = eachOnce(shown.filter((offer) => isIt(offer) && !lies.has(hash)))
  return found
}

/** Whatever it shows under this hash was looked at before. */
async function showsStill(
  client: Client<typeof MarketplaceService>,
  hash: Hex,
  timeoutMs: number,
): Promise<ReadonlySet<Hex>> {
  try {
    await client.getOrder({ orderHash: hash }, { timeoutMs })
    return new Set([hash])
  } catch (error) {
    if (isCoded(error, 'ORDER_NOT_FOUND')) return new Set()
    throw error
  }
}
