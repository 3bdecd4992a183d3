import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { fail } from '@sonm/model'

/**
 * Counts the orders of a PlaceOrders call, and looks how large each is, before anything is made of them: two bytes of junk are an
 * order too. What is no such call is for those who read it.
 * @throws INPUT_INVALID
 */
export function checkParts(request: Uint8Array, limits: { ordersPerCall: number; orderMaxBytes: number }): void {
  const { ordersPerCall, orderMaxBytes } = limits
  const reader = new BinaryReader(request)
  for (let count = 1; reader.pos < reader.len; count++) {
    if (count > ordersPerCall) throw tooMany(ordersPerCall)
    const from = reader.pos
    try {
      const [field, type] = reader.tag()
      reader.skip(type, field)
      if (type !== WireType.LengthDelimited) continue
    } catch {
      return
    }
    if (reader.pos - from > orderMaxBytes) {
      throw fail('INPUT_INVALID', { field: 'orders', reason: `one of them is larger than ${orderMaxBytes} bytes` })
    }
  }
}

export function tooMany(most: number) {
  return fail('INPUT_INVALID', { field: 'orders', reason: `they are more than ${most}` })
}
