import { type Denomination, type Hex, type Order, type SignedOrder, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { ORDER_FIELDS } from '../store/order-layout.ts'
import { COMMON_EPOCH_BITS, PackedAsk } from '../store/packed-ask.ts'

const RECORDS_PER_SLAB = 4096
const AT = {
  nonce: 0,
  /** Its r and s. */
  signature: 32,
  /** The low 32 bits of when it was placed. */
  placedAtMs: 96,
  /** What is small, in a word: see `SMALL`. */
  small: 100,
  snmPerUsdCap: 104,
} as const
/** Only prices in USD have a cap. */
const RECORD_BYTES: Readonly<Record<Denomination, number>> = { SNM: 104, USD: 120 }
/** From which bit of the word, and how many. */
const SMALL = {
  /** When it was placed, from the bit of 2^32 ms on: until the year 2248. */
  placed: { from: 0, bits: 11 },
  /** Its low bits. */
  epoch: { from: 11, bits: COMMON_EPOCH_BITS },
  identityLevel: { from: 22, bits: 8 },
  /** The last byte of a signature is 27 or 28, or the intake would not have let it in. */
  v: { from: 30, bits: 1 },
  isRare: { from: 31, bits: 1 },
} as const
const FIRST_V = 27
const U64_BITS = 64n
const EPOCH_BITS = BigInt(COMMON_EPOCH_BITS)

type Rare = Pick<Order, 'counterparty' | 'matcher' | 'bond' | 'tag'> & { readonly epochHigh: bigint }

const COMMON: Rare = { counterparty: ZERO_ADDRESS, matcher: ZERO_ADDRESS, bond: 0n, tag: ZERO_BYTES32, epochHigh: 0n }

/** The same bytes as what they are read by. */
interface Slab {
  readonly bytes: Buffer
  readonly halves: Uint32Array
  readonly words: BigUint64Array
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
    const wasRare = part(slab.halves[(start + AT.small) / 4]!, SMALL.isRare) === 1
    const [epoch, v] = signed instanceof PackedAsk ? this.#copy(signed, slab, start) : this.#write(signed, slab, start)
    const isRare = signed instanceof PackedAsk ? signed.isRare : hasRare(signed.order)
    if (isRare) this.#rare.set(row, rareOf(signed.order))
    else if (wasRare) this.#rare.delete(row)
    slab.halves[(start + AT.placedAtMs) / 4] = placedAtMs
    slab.halves[(start + AT.small) / 4] =
      inPlace(Math.floor(placedAtMs / 2 ** 32), SMALL.placed) |
      inPlace(epoch, SMALL.epoch) |
      inPlace(signed.order.identityLevel, SMALL.identityLevel) |
      inPlace(v - FIRST_V, SMALL.v) |
      inPlace(Number(isRare), SMALL.isRare)
  }

  /** @returns its epoch, of which the low bits are right, and the last byte of its signature */
  #write({ order, signature }: SignedOrder, { bytes, words }: Slab, start: number): readonly [number, number] {
    writeWords(words, start + AT.nonce, order.nonce, 4)
    if (this.#hasCap) writeWords(words, start + AT.snmPerUsdCap, order.snmPerUsdCap, 2)
    bytes.write(signature.slice(2, -2), start + AT.signature, 64, 'hex')
    return [Number(BigInt.asUintN(32, order.epoch)), Number.parseInt(signature.slice(-2), 16)]
  }

  /** As `write`: its numbers stand in its bytes as they stand here. */
  #copy(ask: PackedAsk, { halves }: Slab, start: number): readonly [number, number] {
    ask.copyWords(ORDER_FIELDS.nonce, 8, halves, start + AT.nonce)
    if (this.#hasCap) ask.copyWords(ORDER_FIELDS.snmPerUsdCap, 4, halves, start + AT.snmPerUsdCap)
    ask.copyWords(ORDER_FIELDS.signature, 16, halves, start + AT.signature)
    const { words, bytes } = ask.pack
    return [words[(ask.start + ORDER_FIELDS.epoch) / 4]!, bytes[ask.start + ORDER_FIELDS.signature + 64]!]
  }

  read(row: number) {
    const { bytes, halves, words } = this.#slabOf(row)
    const start = this.#startOf(row)
    const small = halves[(start + AT.small) / 4]!
    const v = (FIRST_V + part(small, SMALL.v)).toString(16)
    const signature: Hex = `0x${bytes.toString('hex', start + AT.signature, start + AT.signature + 64)}${v}`
    const rare = part(small, SMALL.isRare) === 1 ? this.#rare.get(row)! : COMMON
    return {
      rare,
      nonce: readWords(words, start + AT.nonce, 4),
      epoch: (rare.epochHigh << EPOCH_BITS) | BigInt(part(small, SMALL.epoch)),
      snmPerUsdCap: this.#hasCap ? readWords(words, start + AT.snmPerUsdCap, 2) : 0n,
      placedAtMs: this.placedAtMs(row),
      signature,
      identityLevel: part(small, SMALL.identityLevel),
    }
  }

  placedAtMs(row: number): number {
    const { halves } = this.#slabOf(row)
    const start = this.#startOf(row)
    return halves[(start + AT.placedAtMs) / 4]! + part(halves[(start + AT.small) / 4]!, SMALL.placed) * 2 ** 32
  }

  identityLevel(row: number): number {
    return part(this.#slabOf(row).halves[(this.#startOf(row) + AT.small) / 4]!, SMALL.identityLevel)
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
  return { counterparty, matcher, bond, tag, epochHigh: epoch >> EPOCH_BITS }
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
  }
}

interface Place {
  readonly from: number
  readonly bits: number
}

const part = (small: number, { from, bits }: Place) => (small >>> from) & (2 ** bits - 1)
const inPlace = (value: number, { from, bits }: Place) => (value & (2 ** bits - 1)) << from

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
