import type { ServiceImpl } from '@connectrpc/connect'
import { formatCondition, formatQuery } from '@sonm/model'
import type { MarketService } from '@sonm/protocol'
import { silence, slowness } from './marketplace-warnings.ts'
import type { Marketplaces } from './marketplaces.ts'
import type { Suppliers } from './suppliers.ts'
import type { ReadWanted } from './wanted.ts'

/** The external API's search: the caller is always the wallet's account. */
export function marketService(options: {
  readonly marketplaces: Marketplaces
  readonly suppliers: Suppliers
  readonly readWanted: ReadWanted
}): ServiceImpl<typeof MarketService> {
  const { marketplaces, suppliers, readWanted } = options
  return {
    async search(request) {
      const wanted = await readWanted(request)
      const { query, defaults } = wanted
      const found = await marketplaces.search(wanted, request)
      const explained = request.explain ? { query, moment: found.moment } : undefined
      return {
        offers: await suppliers.messagesOf(found.offers, explained),
        ...(found.total === undefined ? {} : { total: found.total }),
        rejections: [...found.rejections],
        nextCursor: found.nextCursor,
        usdPerSnm: found.moment.usdPerSnm?.toString() ?? '',
        truncated: found.isTruncated,
        query: formatQuery({ conditions: query.conditions, any: [] }),
        defaults: defaults.map(formatCondition),
        warnings: [...found.faults, ...found.silent.map(silence), ...found.slow.map(slowness)],
      }
    },
  }
}
