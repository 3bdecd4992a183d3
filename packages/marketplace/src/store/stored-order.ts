import type { Hex, SignedOrder } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { orderFromBytes, orderToBytes } from './order-bytes.ts'
import type { PlacedOrderRow } from './tables.ts'

/** An order that is to be stored. */
export interface NewOrder {
  readonly hash: Hex
  readonly signed: SignedOrder
  readonly placedAtMs: number
}

/** What became of a new order in the store. */
export interface Placement {
  readonly sequence: number
  /** Another marketplace on the same store has had it, and it was cancelled or taken. */
  readonly isWithdrawn: boolean
}

/** An order as it comes back from the store. */
export interface StoredOrder {
  readonly sequence: number
  readonly hash: Hex
  readonly placedAtMs: number
  readonly isWithdrawn: boolean
  /** `orderFromBytes` reads them. */
  readonly bytes: Uint8Array
}

export function hashBytes(hash: Hex): Uint8Array {
  return Buffer.from(hash.slice(2), 'hex')
}

export function newRow({ hash, signed, placedAtMs }: NewOrder): Omit<PlacedOrderRow, 'sequence' | 'withdrawn'> {
  return {
    hash: hashBytes(hash),
    placed_at_ms: Math.floor(placedAtMs),
    expires_at_seconds: Number(signed.order.expiresAtSeconds),
    bytes: orderToBytes(signed),
  }
}

export function storedOrder(row: Omit<PlacedOrderRow, 'expires_at_seconds'>): StoredOrder {
  return {
    sequence: row.sequence,
    hash: hashOf(row.hash),
    placedAtMs: row.placed_at_ms,
    isWithdrawn: row.withdrawn === 1,
    bytes: row.bytes,
  }
}

export function hashOf({ buffer, byteOffset, length }: Uint8Array): Hex {
  return `0x${Buffer.from(buffer, byteOffset, length).toString('hex')}`
}

export function liveOrder({ sequence, hash, placedAtMs, bytes }: StoredOrder): LiveOrder {
  return { sequence, hash, placedAtMs, signed: orderFromBytes(bytes) }
}
