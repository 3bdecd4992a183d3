import { type Order, type OrderDomain, orderDigest, type SignedOrder } from '@sonm/model'
import { addressOf, START_SECONDS, signerOf } from './cast.ts'
import { signatureOf } from './forgery.ts'
import type { DrawnBid, DrawnOrder } from './script.ts'

const MAX_96 = 2n ** 96n - 1n

export function orderOf({ author, counterparty, matcher, expiresAfterSeconds, terms }: DrawnOrder): Order {
  return {
    ...terms,
    author: addressOf(author),
    counterparty: addressOf(counterparty),
    matcher: addressOf(matcher),
    expiresAtSeconds: START_SECONDS + expiresAfterSeconds,
  }
}

export function bidOf(drawn: DrawnBid, ask: Order): Order {
  const order = orderOf(drawn)
  const { raisedBy } = drawn
  if (raisedBy === undefined) return order
  const { denomination, durationSeconds } = ask
  const price = ask.pricePerSecond + raisedBy
  return {
    ...order,
    denomination,
    pricePerSecond: price < MAX_96 ? price : MAX_96,
    durationSeconds: order.durationSeconds < durationSeconds ? order.durationSeconds : durationSeconds,
  }
}

export async function signedOrder(
  domain: OrderDomain,
  order: Order,
  { author, forgery }: DrawnOrder,
): Promise<SignedOrder> {
  const signature = await signatureOf(domain, signerOf(author), forgery, (where, altered) =>
    orderDigest(where, altered ? { ...order, nonce: order.nonce ^ 1n } : order),
  )
  return { order, signature, details: '' }
}
