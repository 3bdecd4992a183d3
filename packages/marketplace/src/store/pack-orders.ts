import type { PackedRows } from '@sonm/common'
import { orderToBytes } from './order-bytes.ts'
import { PackedAsk } from './packed-ask.ts'
import type { NewOrder } from './stored-order.ts'

const HASH_BYTES = 32

/** Orders as the rows of one statement: sequence, hash, time of arrival, expiry, bytes. They cross to a thread as five buffers. */
export function packOrders(orders: readonly NewOrder[], firstSequence: number): PackedRows {
  const count = orders.length
  const sequences = new Float64Array(count)
  const placedAtMs = new Float64Array(count)
  const expiresAtSeconds = new Float64Array(count)
  const hashes = Buffer.allocUnsafeSlow(count * HASH_BYTES)
  const hashEnds = new Uint32Array(count)
  const ends = new Uint32Array(count)
  const parts = orders.map(({ signed }) => (signed instanceof PackedAsk ? signed : orderToBytes(signed)))
  const bytes = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const [at, { hash, signed, placedAtMs: placed }] of orders.entries()) {
    sequences[at] = firstSequence + at
    placedAtMs[at] = Math.floor(placed)
    expiresAtSeconds[at] = Number(signed.order.expiresAtSeconds)
    hashes.write(hash.slice(2), at * HASH_BYTES, 'hex')
    hashEnds[at] = (at + 1) * HASH_BYTES
    const part = parts[at]!
    end = part instanceof PackedAsk ? part.copy(bytes, end) : end + part.copy(bytes, end)
    ends[at] = end
  }
  return {
    count,
    columns: [
      { numbers: sequences },
      { bytes: hashes, ends: hashEnds },
      { numbers: placedAtMs },
      { numbers: expiresAtSeconds },
      { bytes, ends },
    ],
  }
}
