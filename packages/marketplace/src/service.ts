import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { type Clock, nowSeconds } from '@sonm/common'
import { type AskQuery, fail } from '@sonm/model'
import { callerHostOf, callerOf } from '@sonm/network'
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
import type { Intake, Sender } from './orders/intake.ts'
import type { LiveOrder } from './orders/live-order.ts'
import type { LiveOrders } from './orders/live-orders.ts'
import { type MessageIntake, placeMessages } from './orders/place-messages.ts'
import { nameOf, queryFromMessage } from './search-request.ts'

export interface MarketplaceServiceOptions {
  readonly clock: Clock
  readonly limits: Pick<MarketplaceLimits, 'searchLimit' | 'searchDefaultLimit' | 'ordersPerCall'>
  readonly live: LiveOrders
  readonly intake: Pick<Intake, 'place' | 'cancel'> & MessageIntake
  readonly search: (query: AskQuery, limit: number) => SearchResult
  readonly explain: (query: AskQuery) => Explanation
  readonly cancels: Pick<SignedCancels, 'apply'>
}

/** The wire side of the marketplace: reads requests, writes answers. */
export function marketplaceService(options: MarketplaceServiceOptions): ServiceImpl<typeof MarketplaceService> {
  const { clock, limits, live, intake, cancels } = options
  const isExpired = ({ signed }: LiveOrder) => signed.order.expiresAtSeconds < BigInt(nowSeconds(clock))
  return {
    async placeOrder(message, context) {
      const sender = senderOf(context)
      intake.checkWelcome(sender)
      return { orderHash: await intake.place(signedOrderFromMessage(message), sender) }
    },
    async placeOrders({ orders }, context) {
      const most = limits.ordersPerCall
      if (orders.length > most) throw fail('INPUT_INVALID', { field: 'orders', reason: `they are more than ${most}` })
      return { placed: await placeMessages(orders, intake, senderOf(context)) }
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

function senderOf(context: HandlerContext): Sender {
  return { caller: callerOf(context), host: callerHostOf(context) }
}

function offerOf({ signed, hash, placedAtMs }: LiveOrder) {
  return { order: signedOrderToMessage(signed), orderHash: hash, placedAtMs: BigInt(Math.floor(placedAtMs)) }
}
