import { type Denomination, type Hex, type Order, type SignedOrder, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { ORDER_FIELDS } from '../store/order-layout.ts'
import { PackedAsk } from '../store/packed-ask.ts'

const RECORDS_PER_SLAB = 4096
const SIGNATURE_BYTES = 65
const AT = {
  nonce: 0,
  placedAtMs: 32,
  signature: 40,
  identityLevel: 105,
  isRare: 106,
  /** Its low 32 bits; hardly any is larger. */
  epoch: 108,
  snmPerUsdCap: 112,
} as const
/** Only prices in USD have a cap. */
const RECORD_BYTES: Readonly<Record<Denomination, number>> = { SNM: 112, USD: 128 }
const U64_BITS = 64n
const U32_BITS = 32n

type Rare = Pick<Order, 'counterparty' | 'matcher' | 'bond' | 'tag'> & { readonly epochHigh: bigint }

const COMMON: Rare = { counterparty: ZERO_ADDRESS, matcher: ZERO_ADDRESS, bond: 0n, tag: ZERO_BYTES32, epochHigh: 0n }

/** The same bytes as what they are read by. */
interface Slab {
  readonly bytes: Buffer
  readonly halves: Uint32Array
  readonly words: BigUint64Array
  readonly floats: Float64Array
}

/** What the index does not keep of an order, by its row, outside the heap. */
export class OrderRecords {
  readonly #bytes: number
  readonly #slabs: Slab[] = []
  /** Fields that hardly any ask has. */
  readonly #rare = new Map<number, Rare>()

  constructor(denomination: Denomination) {
    this.#bytes = RECORD_BYTES[denomination]
  }

  write(row: number, { signed, placedAtMs }: LiveOrder): void {
    const slab = this.#slabOf(row)
    const start = this.#startOf(row)
    slab.floats[(start + AT.placedAtMs) / 8] = placedAtMs
    if (signed instanceof PackedAsk) this.#copy(signed, slab, start)
    else this.#write(signed, slab, start)
    slab.bytes[start + AT.identityLevel] = signed.order.identityLevel
    const isRare = signed instanceof PackedAsk ? signed.isRare : hasRare(signed.order)
    if (isRare) this.#rare.set(row, rareOf(signed.order))
    else if (slab.bytes[start + AT.isRare] === 1) this.#rare.delete(row)
    slab.bytes[start + AT.isRare] = isRare ? 1 : 0
  }

  #write({ order, signature }: SignedOrder, { bytes, words }: Slab, start: number): void {
    writeWords(words, start + AT.nonce, order.nonce, 4)
    bytes.writeUInt32LE(Number(BigInt.asUintN(32, order.epoch)), start + AT.epoch)
    if (this.#hasCap) writeWords(words, start + AT.snmPerUsdCap, order.snmPerUsdCap, 2)
    bytes.write(signature.slice(2), start + AT.signature, SIGNATURE_BYTES, 'hex')
  }

  /** As `write`: its numbers stand in its bytes as they stand here. */
  #copy(ask: PackedAsk, { bytes, halves }: Slab, start: number): void {
    ask.copyWords(ORDER_FIELDS.nonce, 8, halves, start + AT.nonce)
    ask.copyWords(ORDER_FIELDS.epoch, 1, halves, start + AT.epoch)
    if (this.#hasCap) ask.copyWords(ORDER_FIELDS.snmPerUsdCap, 4, halves, start + AT.snmPerUsdCap)
    ask.copyWords(ORDER_FIELDS.signature, 16, halves, start + AT.signature)
    bytes[start + AT.signature + 64] = ask.pack.bytes[ask.start + ORDER_FIELDS.signature + 64]!
  }

  read(row: number) {
    const { bytes, words, floats } = this.#slabOf(row)
    const start = this.#startOf(row)
    const signature: Hex = `0x${bytes.toString('hex', start + AT.signature, start + AT.signature + SIGNATURE_BYTES)}`
    const rare = bytes[start + AT.isRare] === 1 ? this.#rare.get(row)! : COMMON
    return {
      rare,
      nonce: readWords(words, start + AT.nonce, 4),
      epoch: (rare.epochHigh << U32_BITS) | BigInt(bytes.readUInt32LE(start + AT.epoch)),
      snmPerUsdCap: this.#hasCap ? readWords(words, start + AT.snmPerUsdCap, 2) : 0n,
      placedAtMs: floats[(start + AT.placedAtMs) / 8]!,
      signature,
      identityLevel: bytes[start + AT.identityLevel]!,
    }
  }

  placedAtMs(row: number): number {
    return this.#slabOf(row).floats[(this.#startOf(row) + AT.placedAtMs) / 8]!
  }

  identityLevel(row: number): number {
    return this.#slabOf(row).bytes[this.#startOf(row) + AT.identityLevel]!
  }

  get #hasCap(): boolean {
    return this.#bytes > AT.snmPerUsdCap
  }

  #startOf(row: number): number {
    return (row % RECORDS_PER_SLAB) * this.#bytes
  }

  #slabOf(row: number): Slab {
    const index = Math.floor(row / RECORDS_PER_SLAB)
    this.#slabs[index] ??= newSlab(this.#bytes)
    return this.#slabs[index]
  }
}

function rareOf({ counterparty, matcher, bond, tag, epoch }: Order): Rare {
  return { counterparty, matcher, bond, tag, epochHigh: epoch >> U32_BITS }
}

function hasRare(order: Order): boolean {
  const { counterparty, matcher, bond, tag, epochHigh } = rareOf(order)
  return counterparty !== ZERO_ADDRESS || matcher !== ZERO_ADDRESS || bond + epochHigh > 0n || tag !== ZERO_BYTES32
}

function newSlab(recordBytes: number): Slab {
  const buffer = new ArrayBuffer(RECORDS_PER_SLAB * recordBytes)
  return {
    bytes: Buffer.from(buffer),
    halves: new Uint32Array(buffer),
    words: new BigUint64Array(buffer),
    floats: new Float64Array(buffer),
  }
}

/** The lowest word first. */
function writeWords(words: BigUint64Array, start: number, value: bigint, count: number): void {
  let rest = value
  for (let at = start / 8; at < start / 8 + count; at++) {
    words[at] = BigInt.asUintN(64, rest)
    rest >>= U64_BITS
  }
}

function readWords(words: BigUint64Array, start: number, count: number): bigint {
  let value = 0n
  for (let at = start / 8 + count - 1; at >= start / 8; at--) {
    const word = words[at]!
    value = value === 0n ? word : (value << U64_BITS) | word
  }
  return value
}
