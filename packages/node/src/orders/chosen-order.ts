import { createClient } from '@connectrpc/connect'
import type { Current } from '@sonm/common'
import { type Address, fail, type Order, type OrderDomain } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketplaceService, type OrderChoice, orderFromMessage, readHex, readPresent } from '@sonm/protocol'
import { shownOffer } from './shown-offer.ts'

/**
 * The order that somebody asks about: as he wrote it, or by its hash from the first marketplace that shows it as it was signed.
 * @throws INPUT_INVALID, ORDER_INVALID, ORDER_NOT_FOUND
 */
export async function chosenOrder(
  choice: OrderChoice | undefined,
  parts: {
    readonly network: Network
    readonly domain: OrderDomain
    readonly marketplaces: Current<readonly Address[]>
  },
): Promise<Order> {
  const { orderHash, order } = readPresent('order', choice)
  if (orderHash === '') return orderFromMessage(order)
  const hash = readHex('order_hash', orderHash, 32)
  const found = await Promise.allSettled(
    parts.marketplaces.now.map((address) =>
      createClient(MarketplaceService, parts.network.rpc(address)).getOrder({ orderHash }),
    ),
  )
  for (const result of found) {
    if (result.status === 'rejected') continue
    const { signed } = shownOffer(parts.domain, result.value)
    if (!('forged' in signed) && signed.hash === hash) return signed.ask.order
  }
  throw fail('ORDER_NOT_FOUND', { orderHash: hash })
}
