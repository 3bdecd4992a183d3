import type { ServiceImpl } from '@connectrpc/connect'
import type { Address } from '@sonm/model'
import type { MarketService } from '@sonm/protocol'
import type { Marketplaces } from './marketplaces.ts'
import { requirementsFromMessage } from './requirements.ts'
import type { Suppliers } from './suppliers.ts'

/** The external API's search: the caller is always the wallet's account. */
export function marketService(options: {
  readonly marketplaces: Marketplaces
  readonly suppliers: Suppliers
  readonly buyer: Address
}): ServiceImpl<typeof MarketService> {
  const { marketplaces, suppliers, buyer } = options
  return {
    async search(request) {
      const found = await marketplaces.search(requirementsFromMessage(request, buyer), request.limit)
      const offers = await suppliers.messagesOf(found.offers)
      return { offers, total: found.total, rejections: [...found.rejections] }
    },
  }
}
