import type { MarketEvent } from '@sonm/chain'
import type { Address } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import type { LiveOrders } from '../orders/live-orders.ts'

/** The live orders that these events have taken, cancelled or outdated. */
export function ordersEndedBy(events: readonly MarketEvent[], live: LiveOrders): readonly LiveOrder[] {
  const ended = new Set<LiveOrder>()
  const endNonce = (author: Address, nonce: bigint) => {
    for (const order of live.of(author)) if (order.signed.order.nonce === nonce) ended.add(order)
  }
  for (const event of events) {
    if (event.kind === 'dealOpened') {
      // The nonce is used up, and with it every order that shares it.
      const taken = live.get(event.deal.askHash)?.signed.order
      if (taken) endNonce(taken.author, taken.nonce)
    } else if (event.kind === 'bidFilled') {
      const filled = live.get(event.bidHash)?.signed.order
      if (filled) endNonce(filled.author, filled.nonce)
    } else if (event.kind === 'nonceCancelled') {
      endNonce(event.account, event.nonce)
    } else if (event.kind === 'epochAdvanced') {
      for (const order of live.of(event.account)) if (order.signed.order.epoch < event.epoch) ended.add(order)
    }
  }
  return [...ended]
}
