import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { fail } from '@sonm/model'

/** Where an order's message lies in the bytes of its call. */
export interface CallPart {
  readonly from: number
  readonly end: number
}

const ORDERS = 1

/**
 * Where the orders of a PlaceOrders call lie, as protobuf finds them. Nothing of them is read, and nothing is looked at behind
 * the first that is too many: a message has room for two million.
 * @throws INPUT_INVALID when it is no such call, or brings more than so many
 */
export function callParts(request: Uint8Array, most: number): readonly CallPart[] {
  let parts: readonly CallPart[]
  try {
    parts = split(request, most)
  } catch (cause) {
    throw fail('INPUT_INVALID', { field: 'orders', reason: 'the message cannot be read' }, { cause })
  }
  checkCount(parts, most)
  return parts
}

/** @throws INPUT_INVALID when a call brings more */
export function checkCount(orders: readonly unknown[], most: number): void {
  if (orders.length > most) throw fail('INPUT_INVALID', { field: 'orders', reason: `they are more than ${most}` })
}

function split(request: Uint8Array, most: number): readonly CallPart[] {
  const wire = new BinaryReader(request)
  const parts: CallPart[] = []
  let others = 0
  while (wire.pos < wire.len && parts.length <= most) {
    const [field, type] = wire.tag()
    if (field === ORDERS && type === WireType.LengthDelimited) {
      const { length } = wire.bytes()
      parts.push({ from: wire.pos - length, end: wire.pos })
    } else {
      // Fields of a later version are passed over, as many as orders may be. A group is none: it may hold a million fields.
      if (field === ORDERS || type === WireType.StartGroup || ++others > most) throw new Error(`field ${field}`)
      wire.skip(type, field)
    }
  }
  return parts
}
