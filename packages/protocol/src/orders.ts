import { create } from '@bufbuild/protobuf'
import { fail, type Order, type SignedOrder, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import {
  Denomination,
  type Order as OrderMessage,
  OrderSchema,
  Side,
  type SignedOrder as SignedOrderMessage,
  SignedOrderSchema,
} from './gen/sonm/v1/order_pb.js'
import { readHex, readNumber, readPresent } from './read.ts'

export function signedOrderToMessage({ order, signature, details }: SignedOrder): SignedOrderMessage {
  return create(SignedOrderSchema, { signature, details, order: orderToMessage(order) })
}

export function orderToMessage(order: Order): OrderMessage {
  return create(OrderSchema, {
    side: order.side === 'ask' ? Side.ASK : Side.BID,
    author: order.author,
    counterparty: order.counterparty,
    matcher: order.matcher,
    nonce: order.nonce.toString(),
    epoch: order.epoch,
    expiresAtSeconds: order.expiresAtSeconds,
    durationSeconds: order.durationSeconds,
    pricePerSecond: order.pricePerSecond.toString(),
    denomination: order.denomination === 'SNM' ? Denomination.SNM : Denomination.USD,
    snmPerUsdCap: order.snmPerUsdCap.toString(),
    identityLevel: order.identityLevel,
    netFlags: order.netFlags,
    bond: order.bond.toString(),
    tag: order.tag,
    detailsHash: order.detailsHash,
    benchmarks: [...order.benchmarks],
  })
}

/** Reads the shape only; `verifyOrder` of the model judges the values. @throws INPUT_INVALID */
export function signedOrderFromMessage(message: SignedOrderMessage | undefined): SignedOrder {
  const signed = readPresent('order', message)
  return {
    signature: readHex('signature', signed.signature, 65),
    details: signed.details,
    order: orderFromMessage(signed.order),
  }
}

/** Reads the shape only, of an order that nobody has signed yet. @throws INPUT_INVALID */
export function orderFromMessage(message: OrderMessage | undefined): Order {
  const order = readPresent('order.order', message)
  return {
    side: sideFromMessage(order.side),
    author: readHex('author', order.author, 20),
    counterparty: readHex('counterparty', order.counterparty, 20, ZERO_ADDRESS),
    matcher: readHex('matcher', order.matcher, 20, ZERO_ADDRESS),
    nonce: readNumber('nonce', order.nonce),
    epoch: order.epoch,
    expiresAtSeconds: order.expiresAtSeconds,
    durationSeconds: order.durationSeconds,
    pricePerSecond: readNumber('price_per_second', order.pricePerSecond),
    denomination: denominationFromMessage(order.denomination),
    snmPerUsdCap: readNumber('snm_per_usd_cap', order.snmPerUsdCap),
    identityLevel: order.identityLevel,
    netFlags: order.netFlags,
    bond: readNumber('bond', order.bond),
    tag: readHex('tag', order.tag, 32, ZERO_BYTES32),
    detailsHash: readHex('details_hash', order.detailsHash, 32, ZERO_BYTES32),
    benchmarks: order.benchmarks,
  }
}

function sideFromMessage(side: Side): Order['side'] {
  if (side === Side.ASK) return 'ask'
  if (side === Side.BID) return 'bid'
  throw fail('INPUT_INVALID', { field: 'side', reason: 'it must be SIDE_ASK or SIDE_BID' })
}

export function denominationFromMessage(denomination: Denomination): Order['denomination'] {
  if (denomination === Denomination.SNM) return 'SNM'
  if (denomination === Denomination.USD) return 'USD'
  throw fail('INPUT_INVALID', { field: 'denomination', reason: 'it must be DENOMINATION_SNM or DENOMINATION_USD' })
}
