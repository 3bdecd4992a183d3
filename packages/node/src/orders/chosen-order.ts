import { fail, type Order } from '@sonm/model'
import { type OrderChoice, orderFromMessage, readHex, readPresent } from '@sonm/protocol'
import { type OrderByHashParts, orderByHash } from './order-by-hash.ts'

/**
 * The order that somebody asks about: as he wrote it, or by its hash from the marketplaces.
 * @throws INPUT_INVALID, ORDER_INVALID, ORDER_NOT_FOUND, MARKETPLACES_UNREACHABLE
 */
export async function chosenOrder(choice: OrderChoice | undefined, parts: OrderByHashParts): Promise<Order> {
  const { orderHash, order } = readPresent('order', choice)
  if (orderHash === '') return orderFromMessage(order)
  const hash = readHex('order_hash', orderHash, 32)
  const found = await orderByHash(hash, parts)
  if (!found) throw fail('ORDER_NOT_FOUND', { orderHash: hash })
  return found.ask.order
}
