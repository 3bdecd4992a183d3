import { create } from '@bufbuild/protobuf'
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import {
  type Address,
  type AskQuery,
  type AskRule,
  type Condition,
  checkOrder,
  fail,
  formatCondition,
  type Hex,
  parseQuery,
  WIRE_QUERY_LIMITS,
} from '@sonm/model'
import { callerHostOf, callerOf, type ReadCredit } from '@sonm/network'
import {
  type BookUpdate,
  BookUpdateSchema,
  type MatchingService,
  type Offer,
  type OrderChoice,
  orderFromMessage,
  readHex,
  readPresent,
  Side,
} from '@sonm/protocol'
import type { MarketplaceLimits } from '../limits.ts'
import type { LiveOrder } from '../orders/live-order.ts'
import type { Reasons } from './explain.ts'
import type { Matching, Sought } from './matching.ts'
import type { WatchUpdate } from './watch.ts'

export interface MatchingServiceOptions {
  readonly matching: Matching
  readonly limits: Pick<MarketplaceLimits, 'searchDefaultLimit' | 'matchLimit' | 'watchDepth' | 'explainConditions'>
  /** Whoever asks pays for the time that it takes. */
  readonly credit: Pick<ReadCredit, 'measure'>
  readonly find: (hash: Hex) => LiveOrder | undefined
  readonly offerOf: (live: LiveOrder) => Offer
  /** The level that an account has proved. */
  readonly learnIdentity: (account: Address) => Promise<number>
  /** Aborts when the marketplace stops. */
  readonly stopping: AbortSignal
}

const DEFAULT_DEPTH = 50

/** The wire side of matching: reads requests, writes answers. */
export function matchingService(options: MatchingServiceOptions): ServiceImpl<typeof MatchingService> {
  const { matching, limits, credit, find, offerOf, learnIdentity, stopping } = options
  const limitOf = (asked: number) => Math.min(asked || limits.searchDefaultLimit, limits.matchLimit)
  const soughtBy = async (choice: OrderChoice | undefined): Promise<Sought> => {
    const sought = readChoice(choice, find)
    if (sought.order.side === 'bid') await learnIdentity(sought.order.author)
    return sought
  }
  const queryOf = async ({ query, buyer: asked }: { query: string; buyer: string }): Promise<AskQuery> => {
    const buyer = asked === '' ? undefined : readHex('buyer', asked, 20)
    const buyerIdentity = buyer === undefined ? 1 : await learnIdentity(buyer)
    return { buyer, buyerIdentity, conditions: parseQuery(query, WIRE_QUERY_LIMITS).conditions, order: [] }
  }
  const until = (context: HandlerContext) => AbortSignal.any([context.signal, stopping])
  const sender = (context: HandlerContext) => ({ caller: callerOf(context), host: callerHostOf(context) })
  const caller = (context: HandlerContext) => ({ key: callerOf(context), host: callerHostOf(context) })
  return {
    async match({ order, limit }, context) {
      const sought = await soughtBy(order)
      const { offers, isTruncated } = credit.measure(sender(context), () => {
        const { orders, isTruncated } = matching.match(sought, limitOf(limit))
        return { offers: orders.map(offerOf), isTruncated }
      })
      return { offers, truncated: isTruncated }
    },

    async explain(request, context) {
      if (!request.bid) {
        const query = await queryOf(request)
        const most = limits.explainConditions
        const reason = `with more than ${most} conditions it is not explained; Search takes it`
        if (query.conditions.length > most) throw fail('INPUT_INVALID', { field: 'query', reason })
        return reasonsMessage(credit.measure(sender(context), () => matching.explain(query)))
      }
      const { order } = await soughtBy(request.bid)
      if (order.side !== 'bid') throw fail('INPUT_INVALID', { field: 'bid', reason: 'it is an ask' })
      return reasonsMessage(credit.measure(sender(context), () => matching.explainBid(order)))
    },

    async *watchMatches({ order, limit }, context) {
      const updates = matching.watchMatches(await soughtBy(order), limitOf(limit), caller(context), until(context))
      for await (const update of updates) yield updateMessage(update, offerOf)
    },

    async *watchBook(request, context) {
      const depth = Math.min(request.depth || DEFAULT_DEPTH, limits.watchDepth)
      const updates =
        request.side === Side.BID
          ? matching.watchBids(depth, caller(context), until(context))
          : matching.watchAsks(await queryOf(request), depth, caller(context), until(context))
      for await (const update of updates) yield updateMessage(update, offerOf)
    },
  }
}

/** @throws INPUT_INVALID, ORDER_INVALID, ORDER_NOT_FOUND */
function readChoice(choice: OrderChoice | undefined, find: MatchingServiceOptions['find']): Sought {
  const { orderHash, order: message } = readPresent('order', choice)
  if (orderHash !== '') {
    const hash = readHex('order_hash', orderHash, 32)
    const live = find(hash)
    if (!live) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
    return { order: live.signed.order, hash }
  }
  const order = orderFromMessage(message)
  checkOrder(order)
  return { order, hash: undefined }
}

function updateMessage(update: WatchUpdate, offerOf: MatchingServiceOptions['offerOf']): BookUpdate {
  const { sequence, reset, entered, left, isTruncated } = update
  return create(BookUpdateSchema, {
    sequence: BigInt(sequence),
    reset,
    entered: entered.map(offerOf),
    left: [...left],
    truncated: isTruncated,
  })
}

function reasonsMessage({ fitting, turnedAway, suggestions, isTruncated }: Reasons) {
  return {
    fitting,
    truncated: isTruncated,
    rejections: turnedAway.map(({ requirement, count }) => ({ requirement: nameOf(requirement), count })),
    suggestions: suggestions.map(({ relaxed, offers }) => ({
      offers,
      relax: relaxed.map(({ from, to }) => ({
        from: nameOf(from),
        to: to ? nameOf(to) : '',
        requirement: fieldOf(from),
      })),
    })),
  }
}

function nameOf(requirement: AskRule | Condition): string {
  return typeof requirement === 'string' ? requirement : formatCondition(requirement)
}

function fieldOf(condition: Condition): string {
  return condition.kind === 'price' ? 'price' : condition.field
}
