import { type Address, BENCHMARK_COUNT, type Hex, type SignedOrder } from '@sonm/model'

/**
 * A signed order as bytes at fixed places, little-endian, and its details behind them: a million are read at a start, and a
 * message of the protocol takes ten times as long.
 */
export const ORDER_FIELDS = {
  version: 0,
  side: 1,
  denomination: 2,
  identityLevel: 3,
  netFlags: 4,
  epoch: 8,
  expiresAtSeconds: 16,
  durationSeconds: 24,
  benchmarks: 32,
  pricePerSecond: 160,
  snmPerUsdCap: 176,
  bond: 192,
  nonce: 208,
  author: 240,
  counterparty: 260,
  matcher: 280,
  tag: 300,
  detailsHash: 332,
  signature: 364,
  details: 429,
} as const

const VERSION = 1
const U64 = 0xffff_ffff_ffff_ffffn

/** @param signed has passed `checkOrder`: what does not fit its place would be cut */
export function orderToBytes({ order, signature, details }: SignedOrder): Uint8Array {
  const bytes = Buffer.alloc(ORDER_FIELDS.details + Buffer.byteLength(details))
  const at = ORDER_FIELDS
  bytes[at.version] = VERSION
  bytes[at.side] = order.side === 'ask' ? 0 : 1
  bytes[at.denomination] = order.denomination === 'SNM' ? 0 : 1
  bytes[at.identityLevel] = order.identityLevel
  bytes.writeUInt32LE(order.netFlags, at.netFlags)
  bytes.writeBigUInt64LE(order.epoch, at.epoch)
  bytes.writeBigUInt64LE(order.expiresAtSeconds, at.expiresAtSeconds)
  bytes.writeBigUInt64LE(order.durationSeconds, at.durationSeconds)
  for (let i = 0; i < BENCHMARK_COUNT; i++) bytes.writeBigUInt64LE(order.benchmarks[i]!, at.benchmarks + i * 8)
  writeWide(bytes, order.pricePerSecond, at.pricePerSecond, 2)
  writeWide(bytes, order.snmPerUsdCap, at.snmPerUsdCap, 2)
  writeWide(bytes, order.bond, at.bond, 2)
  writeWide(bytes, order.nonce, at.nonce, 4)
  for (const field of ['author', 'counterparty', 'matcher', 'tag', 'detailsHash'] as const) {
    bytes.write(order[field].slice(2), at[field], 'hex')
  }
  bytes.write(signature.slice(2), at.signature, 'hex')
  bytes.write(details, at.details)
  return bytes
}

/** @throws Error when these are no bytes of an order */
export function orderFromBytes(source: Uint8Array): SignedOrder {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length)
  const at = ORDER_FIELDS
  if (bytes.length < at.details) throw new Error(`${bytes.length} bytes are too few for an order`)
  if (bytes[at.version] !== VERSION) throw new Error(`an order of version ${bytes[at.version]} is not known here`)
  const address = (from: number) => hex(bytes, from, 20) as Address
  return {
    order: {
      side: bytes[at.side] === 0 ? 'ask' : 'bid',
      author: address(at.author),
      counterparty: address(at.counterparty),
      matcher: address(at.matcher),
      nonce: readWide(bytes, at.nonce, 4),
      epoch: bytes.readBigUInt64LE(at.epoch),
      expiresAtSeconds: bytes.readBigUInt64LE(at.expiresAtSeconds),
      durationSeconds: bytes.readBigUInt64LE(at.durationSeconds),
      pricePerSecond: readWide(bytes, at.pricePerSecond, 2),
      denomination: bytes[at.denomination] === 0 ? 'SNM' : 'USD',
      snmPerUsdCap: readWide(bytes, at.snmPerUsdCap, 2),
      identityLevel: bytes[at.identityLevel]!,
      netFlags: bytes.readUInt32LE(at.netFlags),
      bond: readWide(bytes, at.bond, 2),
      tag: hex(bytes, at.tag, 32),
      detailsHash: hex(bytes, at.detailsHash, 32),
      benchmarks: Array.from({ length: BENCHMARK_COUNT }, (_, i) => bytes.readBigUInt64LE(at.benchmarks + i * 8)),
    },
    signature: hex(bytes, at.signature, 65),
    details: bytes.toString('utf8', at.details),
  }
}

function hex(bytes: Buffer, from: number, length: number): Hex {
  return `0x${bytes.toString('hex', from, from + length)}`
}

function writeWide(bytes: Buffer, value: bigint, from: number, words: number): void {
  let rest = value
  for (let i = 0; i < words; i++) {
    bytes.writeBigUInt64LE(rest & U64, from + i * 8)
    rest >>= 64n
  }
}

function readWide(bytes: Buffer, from: number, words: number): bigint {
  let value = 0n
  for (let i = words - 1; i >= 0; i--) value = (value << 64n) | bytes.readBigUInt64LE(from + i * 8)
  return value
}
