import { fail, type Hex, type OrderDomain, orderHash, type SignedOrder } from '@sonm/model'
import type { Network } from '@sonm/network'
import {
  errorToMessage,
  MarketplaceService,
  type SignedOrderMessage,
  signedOrderFromMessage,
  signedOrderToMessage,
} from '@sonm/protocol'

/** As little of a marketplace as a hub and a buyer need: it keeps what is placed until it is cancelled, which is for good, or expires. */
export class PlainMarketplace {
  readonly orders = new Map<Hex, SignedOrder>()
  readonly #withdrawn = new Set<Hex>()
  readonly #domain: OrderDomain

  constructor(domain: OrderDomain) {
    this.#domain = domain
  }

  serve(network: Network): void {
    network.serve({
      routes: (router) => {
        router.service(MarketplaceService, {
          placeOrders: ({ orders }) => ({ placed: orders.map((message) => ({ result: this.#place(message) })) }),
          cancelOrder: ({ orderHash: hash }) => {
            if (!this.orders.delete(hash as Hex)) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
            this.#withdrawn.add(hash as Hex)
            return {}
          },
          getOrder: ({ orderHash: hash }) => {
            const order = this.orders.get(hash as Hex)
            if (!order) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
            return { orderHash: hash, order: signedOrderToMessage(order) }
          },
        })
      },
    })
  }

  #place(message: SignedOrderMessage) {
    const order = signedOrderFromMessage(message)
    const hash = orderHash(this.#domain, order.order)
    if (this.#withdrawn.has(hash)) {
      return { case: 'error' as const, value: errorToMessage(fail('ORDER_WITHDRAWN', { orderHash: hash })) }
    }
    this.orders.set(hash, order)
    return { case: 'orderHash' as const, value: hash }
  }

  live(nowSeconds: bigint): readonly { readonly hash: Hex; readonly ask: SignedOrder }[] {
    return [...this.orders]
      .filter(([, { order }]) => order.expiresAtSeconds >= nowSeconds)
      .map(([hash, ask]) => ({ hash, ask }))
  }
}
