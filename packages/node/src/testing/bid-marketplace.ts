import type { ConnectRouter } from '@connectrpc/connect'
import { Topic } from '@sonm/common'
import { cancelSigner, fail, type Hex, orderHash, type SignedOrder, verifyOrder } from '@sonm/model'
import {
  cancelFromMessage,
  FederationService,
  MarketplaceService,
  MatchingService,
  orderFromMessage,
  signedOrderFromMessage,
  signedOrderToMessage,
} from '@sonm/protocol'
import { marketplaceAddress, type World } from './world.ts'

/** A marketplace that keeps bids and tells of its asks, true or not. */
export function addBidMarketplace(world: World, address = marketplaceAddress) {
  const changes = new Topic<'asks'>()
  const bids = new Map<Hex, SignedOrder>()
  const reliability = new Map<SignedOrder, number>()
  let asks: readonly SignedOrder[] = []
  const offerOf = (ask: SignedOrder) => ({
    order: signedOrderToMessage(ask),
    orderHash: orderHash(world.domain, ask.order),
    reliability: reliability.get(ask) ?? 0,
    placedAtMs: BigInt(asks.indexOf(ask)),
  })
  async function* shown(goesOn: () => boolean, signal: AbortSignal) {
    let told: readonly string[] = []
    for (let sequence = 1n; goesOn(); sequence++) {
      const changed = changes.next('asks', signal)
      const now = asks.map(offerOf)
      const entered = now.filter(({ orderHash }) => !told.includes(orderHash))
      const left = told.filter((hash) => !now.some(({ orderHash }) => orderHash === hash))
      told = now.map(({ orderHash }) => orderHash)
      yield { sequence, reset: sequence === 1n, entered, left }
      await changed.catch(() => {})
    }
  }
  world.network.add(address, (router: ConnectRouter) => {
    router.service(MarketplaceService, {
      placeOrder(message) {
        const signed = signedOrderFromMessage(message)
        const hash = verifyOrder(world.domain, signed)
        bids.set(hash, signed)
        return { orderHash: hash }
      },
      cancelOrder(message) {
        const cancel = cancelFromMessage(message)
        if (cancelSigner(world.domain, cancel) === bids.get(cancel.orderHash)?.order.author)
          bids.delete(cancel.orderHash)
        return {}
      },
      getOrder({ orderHash: wanted }) {
        const found = asks.map(offerOf).find(({ orderHash }) => orderHash === wanted)
        if (!found) throw fail('ORDER_NOT_FOUND', { orderHash: wanted })
        return found
      },
      search: () => ({ offers: asks.map(offerOf) }),
    })
    router.service(FederationService, {})
    router.service(MatchingService, {
      match({ order }) {
        const hash = orderHash(world.domain, orderFromMessage(order!.order))
        if (!asks.some((ask) => orderHash(world.domain, ask.order) === hash))
          throw fail('ORDER_NOT_FOUND', { orderHash: hash })
        return { offers: [...bids.values()].map((bid) => ({ order: signedOrderToMessage(bid) })) }
      },
      watchMatches: ({ order }, { signal }) =>
        shown(() => !signal.aborted && bids.has(order!.orderHash as Hex), signal),
      watchBook: (_, { signal }) => shown(() => !signal.aborted, signal),
    })
  })
  const show = (...next: SignedOrder[]) => {
    asks = next
    changes.changed('asks')
  }
  return { bids, show, reliability }
}
