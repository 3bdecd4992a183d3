import { create, toBinary } from '@bufbuild/protobuf'
import type { SignedOrder } from '@sonm/model'
import { PlaceOrdersRequestSchema, signedOrderToMessage } from '@sonm/protocol'
import { AskReader } from '../orders/ask-reader.ts'
import { callParts } from '../orders/call-parts.ts'
import { KnownDocuments } from '../orders/known-documents.ts'
import { PackedAsk } from '../store/packed-ask.ts'

export function requestOf(orders: readonly SignedOrder[]): Uint8Array {
  return toBinary(
    PlaceOrdersRequestSchema,
    create(PlaceOrdersRequestSchema, { orders: orders.map(signedOrderToMessage) }),
  )
}

/** Plain asks as they are read from a call that brings them a minute before they expire. */
export function packed(asks: readonly SignedOrder[]): readonly PackedAsk[] {
  const documents = new KnownDocuments()
  const reader = new AskReader(documents)
  return asks.map((ask) => {
    documents.take(ask.details)
    const request = requestOf([ask])
    const [read] = reader.read(request, callParts(request, 1), Number(ask.order.expiresAtSeconds) - 60)
    if (!(read instanceof PackedAsk)) throw new Error('it is no plain ask')
    return read
  })
}
