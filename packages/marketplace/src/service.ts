import type { ServiceImpl } from '@connectrpc/connect'
import { type Clock, nowSeconds } from '@sonm/common'
import { type AskQuery, fail } from '@sonm/model'
import { callerOf } from '@sonm/network'
import {
  cancelFromMessage,
  type MarketplaceService,
  readHex,
  signedOrderFromMessage,
  signedOrderToMessage,
} from '@sonm/protocol'
import type { Explanation, SearchResult } from './book/search.ts'
import type { SignedCancels } from './federation/signed-cancels.ts'
import type { MarketplaceLimits } from './limits.ts'
import type { Intake } from './orders/intake.ts'
import type { LiveOrder } from './orders/live-order.ts'
import type { LiveOrders } from './orders/live-orders.ts'
import { nameOf, queryFromMessage } from './search-request.ts'

export interface MarketplaceServiceOptions {
  readonly clock: Clock
  readonly limits: Pick<MarketplaceLimits, 'searchLimit' | 'searchDefaultLimit'>
  readonly live: LiveOrders
  readonly intake: Pick<Intake, 'place' | 'cancel'>
  readonly search: (query: AskQuery, limit: number) => SearchResult
  readonly explain: (query: AskQuery) => Explanation
  readonly cancels: Pick<SignedCancels, 'apply'>
}

/** The wire side of the marketplace: reads requests, writes answers. */
export function marketplaceService(options: MarketplaceServiceOptions): ServiceImpl<typeof MarketplaceService> {
  const { clock, limits, live, intake, cancels } = options
  const isExpired = ({ signed }: LiveOrder) => signed.order.expiresAtSeconds < BigInt(nowSeconds(clock))
  return {
    async placeOrder(message) {
      return { orderHash: await intake.place(signedOrderFromMessage(message)) }
    },
    async cancelOrder(message, context) {
      if (message.signature !== '') await cancels.apply(cancelFromMessage(message))
      else await intake.cancel(readHex('order_hash', message.orderHash, 32), callerOf(context))
      return {}
    },
    getOrder({ orderHash }) {
      const order = live.get(readHex('order_hash', orderHash, 32))
      if (!order || isExpired(order)) throw fail('ORDER_NOT_FOUND', { orderHash })
      return offerOf(order)
    },
    search(request) {
      const limit = Math.min(request.limit || limits.searchDefaultLimit, limits.searchLimit)
      const query = queryFromMessage(request)
      const { offers } = options.search(query, limit)
      const { fitting, requirements } = options.explain(query)
      return {
        offers: offers.map(({ live }) => offerOf(live)),
        total: fitting,
        rejections: requirements
          .filter(({ turnedAway }) => turnedAway > 0)
          .map(({ requirement, turnedAway }) => ({ requirement: nameOf(requirement), count: turnedAway })),
      }
    },
    listOrders({ author }) {
      const orders = live.of(readHex('author', author, 20))
      return { orders: orders.filter((order) => !isExpired(order)).map(offerOf) }
    },
  }
}

function offerOf({ signed, hash, placedAtMs }: LiveOrder) {
  return { order: signedOrderToMessage(signed), orderHash: hash, placedAtMs: BigInt(Math.floor(placedAtMs)) }
}
