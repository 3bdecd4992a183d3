import { fail } from '@sonm/model'
import type { RequestCheck } from '@sonm/network'
import type { MarketplaceLimits } from '../limits.ts'
import { callParts } from './call-parts.ts'
import { jsonWeight } from './json-weight.ts'

/**
 * Holds a PlaceOrders request of another form than ours to what ours is held to, before messages are made of it: so one bound of
 * bytes serves all forms, though junk of four MiB would make two million messages. Throws INPUT_INVALID.
 */
export function placeOrdersCheck(
  limits: Pick<MarketplaceLimits, 'ordersPerCall' | 'jsonValuesPerOrder' | 'jsonTextMaxBytes'>,
  maxOrderBytes: number,
): RequestCheck {
  const { ordersPerCall, jsonValuesPerOrder, jsonTextMaxBytes } = limits
  return (request, form) => {
    if (form === 'proto') {
      const isLong = callParts(request, ordersPerCall).some(({ from, end }) => end - from > maxOrderBytes)
      if (isLong) throw fail('INPUT_INVALID', { field: 'orders', reason: `one has more than ${maxOrderBytes} bytes` })
      return
    }
    const { objects, values, longestTextBytes } = jsonWeight(request)
    // The call, and of each order what was signed and the signature.
    const isMany = objects > 1 + 2 * ordersPerCall || values > (1 + ordersPerCall) * jsonValuesPerOrder
    if (isMany) throw fail('INPUT_INVALID', { field: 'orders', reason: `they are more than ${ordersPerCall}` })
    if (longestTextBytes > jsonTextMaxBytes) {
      throw fail('INPUT_INVALID', { field: 'orders', reason: `a text has more than ${jsonTextMaxBytes} bytes` })
    }
  }
}
