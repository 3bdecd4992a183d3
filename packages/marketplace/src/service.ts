import type { DescMethod } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { type Clock, nowSeconds } from '@sonm/common'
import { type Address, type AskQuery, fail } from '@sonm/model'
import { type PeerHandlers, type ReadCredit, type RequestCheck, senderOf } from '@sonm/network'
import { cancelFromMessage, FederationService, MarketplaceService, readHex, searchFromMessage } from '@sonm/protocol'
import type { BoundedExplanation } from './book/ask-questions.ts'
import type { SearchResult } from './book/search.ts'
import type { CountryCheck } from './countries/judge-country.ts'
import type { SignedCancels } from './federation/signed-cancels.ts'
import { type MarketplaceLimits, marketplaceLimits } from './limits.ts'
import { offerMessage } from './offer-message.ts'
import { placeOrdersCheck } from './orders/check-request.ts'
import type { Intake } from './orders/intake.ts'
import type { LiveOrder } from './orders/live-order.ts'
import type { LiveOrders } from './orders/live-orders.ts'
import {
  MAX_ORDER_BYTES,
  type MessageIntake,
  placeMessage,
  placeMessageBytes,
  placeMessages,
  placeRequest,
  type RequestIntake,
} from './orders/place-messages.ts'
import { rejectionMessage } from './rejection-message.ts'

export interface MarketplaceServiceOptions {
  readonly clock: Clock
  readonly limits: Pick<MarketplaceLimits, 'searchLimit' | 'searchDefaultLimit'>
  readonly live: LiveOrders
  readonly intake: MessageIntake
  readonly search: (query: AskQuery, limit: number, cursor?: string) => SearchResult
  readonly explain: (query: AskQuery) => BoundedExplanation
  readonly countryCheckOf: (hub: Address) => CountryCheck
  readonly cancels: Pick<SignedCancels, 'apply'>
}

/** The wire side of the marketplace: reads requests, writes answers. */
export function marketplaceService(options: MarketplaceServiceOptions): ServiceImpl<typeof MarketplaceService> {
  const { clock, limits, live, intake, cancels } = options
  const offerOf = (order: LiveOrder) => offerMessage(order, live.book.get(order.hash)?.supplier, options.countryCheckOf)
  const isExpired = ({ signed }: LiveOrder) => signed.order.expiresAtSeconds < BigInt(nowSeconds(clock))
  return {
    async placeOrder(message, context) {
      return { orderHash: await placeMessage(message, intake, senderOf(context)) }
    },
    async placeOrders({ orders }, context) {
      return { placed: await placeMessages(orders, intake, senderOf(context)) }
    },
    async cancelOrder(message) {
      if (message.signature === '') throw fail('INPUT_INVALID', { field: 'signature', reason: UNSIGNED_CANCEL })
      await cancels.apply(cancelFromMessage(message))
      return {}
    },
    getOrder({ orderHash }) {
      const order = live.get(readHex('order_hash', orderHash, 32))
      if (!order || isExpired(order)) throw fail('ORDER_NOT_FOUND', { orderHash })
      return offerOf(order)
    },
    search(request) {
      const { query, limit, cursor, explain } = searchFromMessage(request)
      if (query.conditions.some((condition) => condition.kind === 'number' && condition.field === 'latency')) {
        const reason = "a marketplace cannot measure the latency to a buyer; ask through the buyer's node"
        throw fail('INPUT_INVALID', { field: 'query', reason })
      }
      const most = Math.min(limit || limits.searchDefaultLimit, limits.searchLimit)
      const { offers, nextCursor, isTruncated } = options.search(query, most, cursor)
      const found = {
        offers: offers.map((offer) => offerMessage(offer.live, offer.supplier, options.countryCheckOf)),
        nextCursor: nextCursor ?? '',
        truncated: isTruncated,
      }
      if (!explain) return found
      const { fitting, requirements, ...explained } = options.explain(query)
      const rejections = requirements.filter(({ turnedAway }) => turnedAway > 0).map(rejectionMessage)
      return { ...found, total: fitting, rejections, truncated: isTruncated || explained.isTruncated }
    },
    listOrders({ author }) {
      const orders = live.of(readHex('author', author, 20))
      return { orders: orders.filter((order) => !isExpired(order)).map(offerOf) }
    },
  }
}

/** Marketplaces of others take nobody's word for it, and would go on showing the order. */
const UNSIGNED_CANCEL =
  "an order is taken back by its author's signature over CancelOrder (EIP-712: order_hash, at_seconds), whoever brings it; it is missing"

/** Requests that hold many things: orders with their documents, and hashes. */
export const requestMaxBytes: NonNullable<PeerHandlers['requestMaxBytes']> = new Map<DescMethod, number>([
  [MarketplaceService.method.placeOrders, marketplaceLimits.placeOrdersMaxBytes],
  [FederationService.method.attestOrders, marketplaceLimits.attestMaxBytes],
])

/** What is read from the bytes of a call: nothing is made of more orders, or of longer ones, than there may be. */
export function bytesHandlers(intake: RequestIntake): NonNullable<PeerHandlers['bytes']> {
  const { placeOrder, placeOrders } = MarketplaceService.method
  return new Map<DescMethod, PlaceBytes>([
    [
      placeOrder,
      async (request, context) => ({ orderHash: await placeMessageBytes(request, intake, senderOf(context)) }),
    ],
    [placeOrders, async (request, context) => ({ placed: await placeRequest(request, intake, senderOf(context)) })],
  ])
}

/** What other forms of the same calls are held to before messages are made of them. */
export function requestChecks(limits: MarketplaceLimits): NonNullable<PeerHandlers['checks']> {
  return new Map<DescMethod, RequestCheck>([
    [MarketplaceService.method.placeOrders, placeOrdersCheck(limits, MAX_ORDER_BYTES)],
  ])
}

type PlaceBytes = NonNullable<ReturnType<NonNullable<PeerHandlers['bytes']>['get']>>

/** Before a call is read it is asked whether its sender is heard now. */
export function admission(
  intake: Pick<Intake, 'checkWelcome'>,
  credit: Pick<ReadCredit, 'check'>,
): NonNullable<PeerHandlers['admit']> {
  const { placeOrder, placeOrders } = MarketplaceService.method
  return async (method, context) => {
    const isOrder = method === placeOrder || method === placeOrders
    await (isOrder ? intake.checkWelcome(senderOf(context)) : credit.check(senderOf(context)))
  }
}
