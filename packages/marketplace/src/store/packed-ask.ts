import {
  type Address,
  BENCHMARK_COUNT,
  type Denomination,
  type Hex,
  type Order,
  type SignedOrder,
  ZERO_ADDRESS,
  ZERO_BYTES32,
} from '@sonm/model'
import { ORDER_FIELDS as AT } from './order-layout.ts'
import { readWide } from './wide.ts'

/** A multiple of eight, so that its numbers are read as words. */
const FIELD_BYTES = Math.ceil(AT.details / 8) * 8

/** Hardly any author has cancelled all of his orders so often. */
export const COMMON_EPOCH_BITS = 11

/** Bytes of many asks, each of which begins at a multiple of eight, and what reads numbers from them. */
export class Pack {
  readonly bytes: Buffer
  readonly view: DataView
  readonly words: Uint32Array

  constructor(memory: ArrayBuffer) {
    this.bytes = Buffer.from(memory)
    this.view = new DataView(memory)
    this.words = new Uint32Array(memory, 0, Math.floor(memory.byteLength / 4))
  }

  /** Room for so many asks, each without its details. */
  static of(asks: number): Pack {
    return new Pack(new ArrayBuffer(asks * FIELD_BYTES))
  }

  static startOf(ask: number): number {
    return ask * FIELD_BYTES
  }

  hex(at: number, length: number): Hex {
    return `0x${this.bytes.toString('hex', at, at + length)}`
  }

  /** @param at a multiple of four */
  isZero(at: number, words: number): boolean {
    for (let word = at / 4; word < at / 4 + words; word++) if (this.words[word] !== 0) return false
    return true
  }
}

/** The details document of many asks. */
export interface PackedDocument {
  readonly text: string
  readonly bytes: Buffer
  readonly hash: Hex
}

/** A signed ask for everybody as it lies in its bytes. Of its fields only those are read that somebody asks for: hardly any is. */
export class PackedAsk implements SignedOrder, Order {
  readonly pack: Pack
  /** Where it begins in the pack. */
  readonly start: number
  readonly author: Address
  readonly document: PackedDocument

  constructor(pack: Pack, start: number, author: Address, document: PackedDocument) {
    this.pack = pack
    this.start = start
    this.author = author
    this.document = document
  }

  /** Of all its bytes, with its details. */
  get length(): number {
    return AT.details + this.document.bytes.length
  }

  /** Writes them; the place behind them. */
  copy(to: Buffer, at: number): number {
    this.pack.bytes.copy(to, at, this.start, this.start + AT.details)
    return at + AT.details + this.document.bytes.copy(to, at + AT.details)
  }

  get details(): string {
    return this.document.text
  }

  get detailsHash(): Hex {
    return this.document.hash
  }

  get order(): Order {
    return this
  }

  /** Whether it has a matcher, a tag, a bond or a high epoch, as hardly any ask. */
  get isRare(): boolean {
    const { matcher, tag, bond, epoch } = AT
    const hasHighEpoch = this.countIn(epoch) >= 2 ** COMMON_EPOCH_BITS
    return hasHighEpoch || !this.#isZero(matcher, tag + 32 - matcher) || !this.#isZero(bond, 16)
  }

  /** Where a field begins in the words of its pack. */
  wordsOf(field: number): { readonly words: Uint32Array; readonly first: number } {
    return { words: this.pack.words, first: (this.start + field) / 4 }
  }

  /** A number of 64 bits; exact below 2^53. */
  countIn(field: number): number {
    const { words } = this.pack
    const first = (this.start + field) / 4
    return words[first]! + words[first + 1]! * 2 ** 32
  }

  /** Copies words of 32 bits. @param field, at multiples of four, in bytes */
  copyWords(field: number, words: number, to: Uint32Array, at: number): void {
    const { words: from } = this.pack
    const first = (this.start + field) / 4
    for (let word = 0; word < words; word++) to[at / 4 + word] = from[first + word]!
  }

  get side(): 'ask' {
    return 'ask'
  }

  get counterparty(): Address {
    return ZERO_ADDRESS
  }

  get signature(): Hex {
    return this.#hex(AT.signature, 65)
  }

  get matcher(): Address {
    return this.#isZero(AT.matcher, 20) ? ZERO_ADDRESS : this.#hex(AT.matcher, 20)
  }

  get tag(): Hex {
    return this.#isZero(AT.tag, 32) ? ZERO_BYTES32 : this.#hex(AT.tag, 32)
  }

  get nonce(): bigint {
    return readWide(this.pack.view, this.start + AT.nonce, 4)
  }

  get epoch(): bigint {
    return readWide(this.pack.view, this.start + AT.epoch, 1)
  }

  get expiresAtSeconds(): bigint {
    return readWide(this.pack.view, this.start + AT.expiresAtSeconds, 1)
  }

  get durationSeconds(): bigint {
    return readWide(this.pack.view, this.start + AT.durationSeconds, 1)
  }

  get pricePerSecond(): bigint {
    return readWide(this.pack.view, this.start + AT.pricePerSecond, 2)
  }

  get snmPerUsdCap(): bigint {
    return readWide(this.pack.view, this.start + AT.snmPerUsdCap, 2)
  }

  get bond(): bigint {
    return readWide(this.pack.view, this.start + AT.bond, 2)
  }

  get denomination(): Denomination {
    return this.pack.bytes[this.start + AT.denomination] === 0 ? 'SNM' : 'USD'
  }

  get identityLevel(): number {
    return this.pack.bytes[this.start + AT.identityLevel]!
  }

  get netFlags(): number {
    return this.pack.bytes[this.start + AT.netFlags]!
  }

  get benchmarks(): readonly bigint[] {
    const { view } = this.pack
    const first = this.start + AT.benchmarks
    return Array.from({ length: BENCHMARK_COUNT }, (_, lane) => view.getBigUint64(first + lane * 8, true))
  }

  #hex(field: number, length: number): Hex {
    return this.pack.hex(this.start + field, length)
  }

  #isZero(field: number, length: number): boolean {
    return this.pack.isZero(this.start + field, length / 4)
  }
}
