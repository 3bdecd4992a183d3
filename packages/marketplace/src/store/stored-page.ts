import { type PackedBytes, type PackedNumbers, type PackedRows, packedStart } from '@sonm/common'
import type { Hex } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import type { PackedAsk } from './packed-ask.ts'
import { type StoredOrder, storedOrder } from './stored-order.ts'

const HASH_BYTES = 32

/** In this order they are asked of the store. */
export const PAGE_COLUMNS = ['sequence', 'hash', 'placed_at_ms', 'withdrawn', 'bytes'] as const

/** Orders of the store as they lie in memory: a start brings back a million, and each object that is made of one counts. */
export class StoredPage {
  readonly length: number
  readonly #sequence: PackedNumbers
  readonly #hash: PackedBytes
  readonly #placedAtMs: PackedNumbers
  readonly #withdrawn: PackedNumbers
  readonly #bytes: PackedBytes

  /** @param rows not empty */
  constructor(rows: PackedRows) {
    this.length = rows.count
    const [sequence, hash, placedAtMs, withdrawn, bytes] = rows.columns
    this.#sequence = sequence as PackedNumbers
    this.#hash = hash as PackedBytes
    this.#placedAtMs = placedAtMs as PackedNumbers
    this.#withdrawn = withdrawn as PackedNumbers
    this.#bytes = bytes as PackedBytes
  }

  /** Of all its orders' bytes. */
  get memory(): ArrayBuffer {
    return this.#bytes.bytes.buffer as ArrayBuffer
  }

  /** Where its bytes are in the memory: [start, end). The start is a multiple of eight. */
  start(at: number): number {
    return packedStart(this.#bytes, at)
  }

  end(at: number): number {
    return this.#bytes.ends[at]!
  }

  sequence(at: number): number {
    return this.#sequence.numbers[at]!
  }

  placedAtMs(at: number): number {
    return this.#placedAtMs.numbers[at]!
  }

  isWithdrawn(at: number): boolean {
    return this.#withdrawn.numbers[at] === 1
  }

  hash(at: number): Hex {
    const { buffer } = this.#hash.bytes
    return `0x${Buffer.from(buffer, packedStart(this.#hash, at), HASH_BYTES).toString('hex')}`
  }

  copyHash(at: number, to: Uint8Array): void {
    const start = packedStart(this.#hash, at)
    const { bytes } = this.#hash
    for (let byte = 0; byte < HASH_BYTES; byte++) to[byte] = bytes[start + byte]!
  }

  order(at: number): StoredOrder {
    return storedOrder({
      sequence: this.sequence(at),
      hash: this.#hash.bytes.subarray(packedStart(this.#hash, at), this.#hash.ends[at]),
      placed_at_ms: this.placedAtMs(at),
      withdrawn: this.isWithdrawn(at) ? 1 : 0,
      bytes: this.#bytes.bytes.subarray(this.start(at), this.end(at)),
    })
  }
}

/** A plain ask of a page; good as long as the page is. */
export class PageAsk implements LiveOrder {
  readonly signed: PackedAsk
  readonly #page: StoredPage
  readonly #at: number

  constructor(page: StoredPage, at: number, signed: PackedAsk) {
    this.#page = page
    this.#at = at
    this.signed = signed
  }

  get sequence(): number {
    return this.#page.sequence(this.#at)
  }

  get placedAtMs(): number {
    return this.#page.placedAtMs(this.#at)
  }

  get hash(): Hex {
    return this.#page.hash(this.#at)
  }

  copyHash(to: Uint8Array): void {
    this.#page.copyHash(this.#at, to)
  }
}
