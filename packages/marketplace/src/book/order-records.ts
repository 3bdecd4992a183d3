import { type Hex, type Order, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'

const RECORDS_PER_SLAB = 4096
const SIGNATURE_BYTES = 65
const AT = {
  signature: 0,
  identityLevel: 65,
  isRare: 66,
  nonce: 72,
  epoch: 104,
  placedAtMs: 112,
  snmPerUsdCap: 120,
} as const
const RECORD_BYTES = 136

type Rare = Pick<Order, 'counterparty' | 'matcher' | 'bond' | 'tag'>

const COMMON: Rare = { counterparty: ZERO_ADDRESS, matcher: ZERO_ADDRESS, bond: 0n, tag: ZERO_BYTES32 }

/** What the index does not keep of an order, by its row; 136 bytes each, outside the heap. */
export class OrderRecords {
  readonly #slabs: Buffer[] = []
  /** Fields that hardly any ask has. */
  readonly #rare = new Map<number, Rare>()

  write(row: number, { signed: { order, signature }, placedAtMs }: LiveOrder): void {
    const [slab, start] = this.#at(row)
    slab.write(signature.slice(2), start + AT.signature, SIGNATURE_BYTES, 'hex')
    slab[start + AT.identityLevel] = order.identityLevel
    slab.write(order.nonce.toString(16).padStart(64, '0'), start + AT.nonce, 32, 'hex')
    slab.writeBigUInt64LE(order.epoch, start + AT.epoch)
    slab.writeDoubleLE(placedAtMs, start + AT.placedAtMs)
    slab.writeBigUInt64LE(BigInt.asUintN(64, order.snmPerUsdCap), start + AT.snmPerUsdCap)
    slab.writeBigUInt64LE(order.snmPerUsdCap >> 64n, start + AT.snmPerUsdCap + 8)
    const { counterparty, matcher, bond, tag } = order
    const isRare = counterparty !== ZERO_ADDRESS || matcher !== ZERO_ADDRESS || bond !== 0n || tag !== ZERO_BYTES32
    slab[start + AT.isRare] = isRare ? 1 : 0
    if (isRare) this.#rare.set(row, { counterparty, matcher, bond, tag })
    else this.#rare.delete(row)
  }

  read(row: number) {
    const [slab, start] = this.#at(row)
    const hex = (offset: number, bytes: number): Hex =>
      `0x${slab.toString('hex', start + offset, start + offset + bytes)}`
    return {
      ...(slab[start + AT.isRare] === 1 ? this.#rare.get(row)! : COMMON),
      signature: hex(AT.signature, SIGNATURE_BYTES),
      identityLevel: slab[start + AT.identityLevel]!,
      nonce: BigInt(hex(AT.nonce, 32)),
      epoch: slab.readBigUInt64LE(start + AT.epoch),
      placedAtMs: slab.readDoubleLE(start + AT.placedAtMs),
      snmPerUsdCap:
        slab.readBigUInt64LE(start + AT.snmPerUsdCap) | (slab.readBigUInt64LE(start + AT.snmPerUsdCap + 8) << 64n),
    }
  }

  placedAtMs(row: number): number {
    const [slab, start] = this.#at(row)
    return slab.readDoubleLE(start + AT.placedAtMs)
  }

  identityLevel(row: number): number {
    const [slab, start] = this.#at(row)
    return slab[start + AT.identityLevel]!
  }

  #at(row: number): readonly [slab: Buffer, start: number] {
    const index = Math.floor(row / RECORDS_PER_SLAB)
    this.#slabs[index] ??= Buffer.alloc(RECORDS_PER_SLAB * RECORD_BYTES)
    return [this.#slabs[index]!, (row % RECORDS_PER_SLAB) * RECORD_BYTES]
  }
}
