import type { ServiceImpl } from '@connectrpc/connect'
import type { Address } from '@sonm/model'
import type { MarketService } from '@sonm/protocol'
import { type Marketplaces, offerToMessage } from './marketplaces.ts'
import { requirementsFromMessage } from './requirements.ts'

/** The external API's search: the caller is always the wallet's account. */
export function marketService(marketplaces: Marketplaces, buyer: Address): ServiceImpl<typeof MarketService> {
  return {
    async search(request) {
      const found = await marketplaces.search(requirementsFromMessage(request, buyer), request.limit)
      return { offers: found.offers.map(offerToMessage), total: found.total, rejections: [...found.rejections] }
    },
  }
}
