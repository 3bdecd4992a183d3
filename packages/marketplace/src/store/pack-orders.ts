import { type PackedRows, packedAfter } from '@sonm/common'
import { orderToBytes } from './order-bytes.ts'
import { PackedAsk } from './packed-ask.ts'
import type { NewOrder } from './stored-order.ts'

const HASH_BYTES = 32

/** Orders as the rows of one statement: sequence, hash, time of arrival, expiry, bytes. They go to a thread as one buffer. */
export function packOrders(orders: readonly NewOrder[], firstSequence: number): PackedRows {
  const count = orders.length
  const parts = orders.map(({ signed }) => (signed instanceof PackedAsk ? signed : orderToBytes(signed)))
  const size = parts.reduce((end, { length }) => packedAfter(end) + length, 0)
  const whole = new ArrayBuffer(count * (3 * 8 + 2 * 4 + HASH_BYTES) + size)
  let used = 0
  const take = (bytes: number) => {
    used += bytes
    return used - bytes
  }
  const sequences = new Float64Array(whole, take(count * 8), count)
  const placedAtMs = new Float64Array(whole, take(count * 8), count)
  const expiresAtSeconds = new Float64Array(whole, take(count * 8), count)
  const hashEnds = new Uint32Array(whole, take(count * 4), count)
  const ends = new Uint32Array(whole, take(count * 4), count)
  const hashes = Buffer.from(whole, take(count * HASH_BYTES), count * HASH_BYTES)
  const bytes = Buffer.from(whole, take(size), size)
  let end = 0
  for (let at = 0; at < count; at++) {
    const { hash, signed, placedAtMs: placed } = orders[at]!
    sequences[at] = firstSequence + at
    placedAtMs[at] = Math.floor(placed)
    expiresAtSeconds[at] = Number(signed.order.expiresAtSeconds)
    hashes.write(hash.slice(2), at * HASH_BYTES, 'hex')
    hashEnds[at] = (at + 1) * HASH_BYTES
    const part = parts[at]!
    end = packedAfter(end)
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
