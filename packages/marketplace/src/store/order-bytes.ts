import { BENCHMARK_COUNT, type Hex, type SignedOrder, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import { ORDER_FIELDS, ORDER_VERSION } from './order-layout.ts'
import { PackedAsk } from './packed-ask.ts'
import { readWide, writeWide } from './wide.ts'

/** @param signed has passed `checkOrder`: what does not fit its place would be cut */
export function orderToBytes(signed: SignedOrder): Buffer {
  if (signed instanceof PackedAsk) {
    const copy = Buffer.alloc(signed.length)
    signed.copy(copy, 0)
    return copy
  }
  const { order, signature, details } = signed
  const bytes = Buffer.alloc(ORDER_FIELDS.details + Buffer.byteLength(details))
  // A view writes 64 bits at once, a buffer byte by byte.
  const view = viewOf(bytes)
  const at = ORDER_FIELDS
  bytes[at.version] = ORDER_VERSION
  bytes[at.side] = order.side === 'ask' ? 0 : 1
  bytes[at.denomination] = order.denomination === 'SNM' ? 0 : 1
  bytes[at.identityLevel] = order.identityLevel
  view.setUint32(at.netFlags, order.netFlags, true)
  view.setBigUint64(at.epoch, order.epoch, true)
  view.setBigUint64(at.expiresAtSeconds, order.expiresAtSeconds, true)
  view.setBigUint64(at.durationSeconds, order.durationSeconds, true)
  for (let i = 0; i < BENCHMARK_COUNT; i++) view.setBigUint64(at.benchmarks + i * 8, order.benchmarks[i]!, true)
  writeWide(view, order.pricePerSecond, at.pricePerSecond, 2)
  writeWide(view, order.snmPerUsdCap, at.snmPerUsdCap, 2)
  writeWide(view, order.bond, at.bond, 2)
  writeWide(view, order.nonce, at.nonce, 4)
  const { author, counterparty, matcher, tag, detailsHash } = order
  // Joined, for each text that is decoded costs a call.
  const joined = author.slice(2) + counterparty.slice(2) + matcher.slice(2) + tag.slice(2) + detailsHash.slice(2)
  bytes.write(joined + signature.slice(2), at.author, 'hex')
  bytes.write(details, at.details)
  return bytes
}

/** @throws Error when these are no bytes of an order */
export function orderFromBytes(source: Uint8Array): SignedOrder {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length)
  const view = viewOf(bytes)
  const at = ORDER_FIELDS
  if (bytes.length < at.details) throw new Error(`${bytes.length} bytes are too few for an order`)
  if (bytes[at.version] !== ORDER_VERSION) throw new Error(`an order of version ${bytes[at.version]} is not known here`)
  const hex = (from: number, length: number): Hex => `0x${bytes.toString('hex', from, from + length)}`
  // Hardly any order has these.
  const rare = (from: number, length: number, zero: Hex): Hex =>
    isZero(bytes, from, length) ? zero : hex(from, length)
  const benchmarks: bigint[] = []
  for (let i = 0; i < BENCHMARK_COUNT; i++) benchmarks.push(view.getBigUint64(at.benchmarks + i * 8, true))
  return {
    order: {
      side: bytes[at.side] === 0 ? 'ask' : 'bid',
      author: hex(at.author, 20),
      counterparty: rare(at.counterparty, 20, ZERO_ADDRESS),
      matcher: rare(at.matcher, 20, ZERO_ADDRESS),
      nonce: readWide(view, at.nonce, 4),
      epoch: view.getBigUint64(at.epoch, true),
      expiresAtSeconds: view.getBigUint64(at.expiresAtSeconds, true),
      durationSeconds: view.getBigUint64(at.durationSeconds, true),
      pricePerSecond: readWide(view, at.pricePerSecond, 2),
      denomination: bytes[at.denomination] === 0 ? 'SNM' : 'USD',
      snmPerUsdCap: readWide(view, at.snmPerUsdCap, 2),
      identityLevel: bytes[at.identityLevel]!,
      netFlags: view.getUint32(at.netFlags, true),
      bond: readWide(view, at.bond, 2),
      tag: rare(at.tag, 32, ZERO_BYTES32),
      detailsHash: rare(at.detailsHash, 32, ZERO_BYTES32),
      benchmarks,
    },
    signature: hex(at.signature, 65),
    details: bytes.toString('utf8', at.details),
  }
}

function isZero(bytes: Uint8Array, from: number, length: number): boolean {
  for (let at = from; at < from + length; at++) if (bytes[at] !== 0) return false
  return true
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length)
}
