import {
  type Address,
  AMOUNT_LIMIT,
  BENCHMARK_COUNT,
  MAX_DURATION_SECONDS,
  MAX_ORDER_LIFETIME_SECONDS,
} from '@sonm/model'
import { ORDER_FIELDS as AT, ORDER_VERSION } from '../store/order-layout.ts'
import { Pack, PackedAsk } from '../store/packed-ask.ts'
import { writeWide } from '../store/wide.ts'
import type { CallPart } from './call-parts.ts'
import type { KnownDocument, KnownDocuments } from './known-documents.ts'
import { WireCursor } from './wire-cursor.ts'

/** Tags of order.proto: number and wire type, as one byte. Two bytes have `details_hash` and `benchmarks`. */
const TAG = {
  order: 0x0a,
  signature: 0x12,
  details: 0x1a,
  side: 0x08,
  author: 0x12,
  counterparty: 0x1a,
  matcher: 0x22,
  nonce: 0x2a,
  epoch: 0x30,
  expiresAtSeconds: 0x38,
  durationSeconds: 0x40,
  pricePerSecond: 0x4a,
  denomination: 0x50,
  snmPerUsdCap: 0x5a,
  identityLevel: 0x60,
  netFlags: 0x68,
  bond: 0x72,
  tag: 0x7a,
  detailsHash: 0x82,
  benchmarks: 0x8a,
} as const
const MAX_DURATION = Number(MAX_DURATION_SECONDS)
const MAX_LIFETIME = Number(MAX_ORDER_LIFETIME_SECONDS)
const ADDRESS_TEXT = 42
const HASH_TEXT = 66
const NONCE_LIMIT = 2n ** 256n

/**
 * Reads asks straight from the bytes of a PlaceOrders call into the bytes in which they are stored: a tenth of what it takes
 * to make a message of each, and of that an order. It knows the plain form alone, in which every program writes them: each
 * field once, in the order of their numbers, and nothing in it that would be refused. Whatever it does not take is for those
 * who read everything and know what is wrong with it.
 */
export class AskReader {
  readonly #documents: KnownDocuments
  /** Those that were read last: the next ask is of the same hub, as a rule. */
  #document: KnownDocument | undefined
  #author: { readonly text: Address; readonly wire: Buffer; readonly bytes: Uint8Array } | undefined

  constructor(documents: KnownDocuments) {
    this.#documents = documents
  }

  /** Of each order of the call the ask, or the bytes of its message where it is not plain. */
  read(request: Uint8Array, parts: readonly CallPart[], nowSeconds: number): readonly (PackedAsk | Uint8Array)[] {
    const wire = new WireCursor(request)
    const pack = Pack.of(parts.length)
    return parts.map(({ from, end }, at) => {
      wire.goTo(from)
      return this.#read(wire, end, pack, Pack.startOf(at), nowSeconds) ?? request.subarray(from, end)
    })
  }

  #read(wire: WireCursor, end: number, pack: Pack, start: number, nowSeconds: number): PackedAsk | undefined {
    if (!wire.tag(TAG.order)) return undefined
    const orderEnd = wire.length() + wire.at
    const author = this.#readOrder(wire, orderEnd, pack, start, nowSeconds)
    const document = this.#document
    if (author === undefined || document === undefined) return undefined
    if (wire.at !== orderEnd || !wire.tag(TAG.signature) || !wire.hex(65, pack.bytes, start + AT.signature))
      return undefined
    if (!wire.tag(TAG.details) || !wire.equals(document.bytes, document.bytes.length) || wire.at !== end)
      return undefined
    return new PackedAsk(pack, start, author, document)
  }

  /** Reads its fields, and remembers its document; its author, or undefined. */
  #readOrder(wire: WireCursor, end: number, pack: Pack, start: number, nowSeconds: number): Address | undefined {
    const { bytes, view } = pack
    bytes[start + AT.version] = ORDER_VERSION
    if (!wire.tag(TAG.side) || wire.small() !== 1) return undefined
    if (!wire.tag(TAG.author)) return undefined
    const author = this.#readAuthor(wire, bytes, start + AT.author)
    if (author === undefined) return undefined
    if (wire.tag(TAG.counterparty) && !wire.zeroHex(20)) return undefined
    if (wire.tag(TAG.matcher) && !wire.hex(20, bytes, start + AT.matcher)) return undefined
    if (wire.tag(TAG.nonce) && !writeDecimal(wire, view, start + AT.nonce, 4, NONCE_LIMIT)) return undefined
    if (!writeCount(wire, TAG.epoch, view, start + AT.epoch, 0, Number.MAX_SAFE_INTEGER)) return undefined
    if (
      !writeCount(wire, TAG.expiresAtSeconds, view, start + AT.expiresAtSeconds, nowSeconds, nowSeconds + MAX_LIFETIME)
    )
      return undefined
    if (!writeCount(wire, TAG.durationSeconds, view, start + AT.durationSeconds, 0, MAX_DURATION)) return undefined
    const price = start + AT.pricePerSecond
    if (wire.tag(TAG.pricePerSecond) && !writeDecimal(wire, view, price, 2, AMOUNT_LIMIT)) return undefined
    const denomination = wire.tag(TAG.denomination) ? wire.small() : 0
    if (denomination !== 1 && denomination !== 2) return undefined
    bytes[start + AT.denomination] = denomination - 1
    const cap = start + AT.snmPerUsdCap
    if (wire.tag(TAG.snmPerUsdCap) && !writeDecimal(wire, view, cap, 2, AMOUNT_LIMIT)) return undefined
    // In SNM there is no cap, and in USD nothing is for nothing.
    if (denomination === 1 ? !isZero(view, cap) : isZero(view, price)) return undefined
    const level = wire.tag(TAG.identityLevel) ? wire.small() : 0
    const flags = wire.tag(TAG.netFlags) ? wire.small() : 0
    // Of more than one byte they are no numbers, and those are neither more nor less.
    if (!(level <= 4 && flags <= 7)) return undefined
    bytes[start + AT.identityLevel] = level
    bytes[start + AT.netFlags] = flags
    if (wire.tag(TAG.bond) && !writeDecimal(wire, view, start + AT.bond, 2, AMOUNT_LIMIT)) return undefined
    if (wire.tag(TAG.tag) && !wire.hex(32, bytes, start + AT.tag)) return undefined
    if (!wire.tag2(TAG.detailsHash) || !this.#readDocument(wire)) return undefined
    bytes.set(this.#document!.hashBytes, start + AT.detailsHash)
    if (!wire.tag2(TAG.benchmarks) || wire.length() + wire.at !== end) return undefined
    for (let lane = 0; lane < BENCHMARK_COUNT; lane++)
      if (!wire.lane(view, start + AT.benchmarks + lane * 8)) return undefined
    return author
  }

  #readAuthor(wire: WireCursor, bytes: Buffer, at: number): Address | undefined {
    const last = this.#author
    const from = wire.at
    if (last && wire.equals(last.wire, ADDRESS_TEXT)) {
      bytes.set(last.bytes, at)
      return last.text
    }
    wire.goTo(from)
    if (!wire.hex(20, bytes, at)) return undefined
    const text: Address = `0x${bytes.toString('hex', at, at + 20)}`
    if (/^0x0*$/.test(text)) return undefined
    this.#author = { text, wire: Buffer.from(text), bytes: Uint8Array.from(bytes.subarray(at, at + 20)) }
    return text
  }

  /** Whether it is a document that came lately. */
  #readDocument(wire: WireCursor): boolean {
    const from = wire.at
    if (this.#document && wire.equals(this.#document.hashText, HASH_TEXT)) return true
    wire.goTo(from)
    const hash = wire.text(HASH_TEXT)
    this.#document = hash === undefined ? undefined : this.#documents.of(hash)
    return this.#document !== undefined
  }
}

/** A number that has its default where it is missing; false: it is not within these bounds. */
function writeCount(wire: WireCursor, tag: number, view: DataView, at: number, least: number, most: number): boolean {
  const value = wire.tag(tag) ? wire.count() : 0
  if (!(value >= least && value <= most)) return false
  setCount(view, at, value)
  return true
}

function writeDecimal(wire: WireCursor, view: DataView, at: number, words: number, limit: bigint): boolean {
  const value = wire.decimal()
  if (value === undefined) return false
  if (typeof value === 'number') {
    setCount(view, at, value)
    return true
  }
  if (value >= limit) return false
  writeWide(view, value, at, words)
  return true
}

function setCount(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 2 ** 32, true)
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true)
}

function isZero(view: DataView, at: number): boolean {
  for (let word = 0; word < 4; word++) if (view.getUint32(at + word * 4) !== 0) return false
  return true
}
