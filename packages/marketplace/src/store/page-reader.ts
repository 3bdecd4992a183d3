import { BoundedMap } from '@sonm/common'
import type { Address, Hex, SignedOrder } from '@sonm/model'
import { orderFromBytes } from './order-bytes.ts'
import { ORDER_FIELDS as AT, ORDER_VERSION } from './order-layout.ts'
import { Pack, PackedAsk, type PackedDocument } from './packed-ask.ts'
import type { StoredOrder } from './stored-order.ts'

const DOCUMENTS_KEPT = 4_096
const ADDRESS_WORDS = 5
const HASH_WORDS = 8

/** Reads pages of stored orders, and asks for everybody as their bytes lie: a start brings back a million. */
export class PageReader {
  readonly #documents = new BoundedMap<Hex, PackedDocument>(DOCUMENTS_KEPT)
  /** Of all pages, one after the other. */
  #pack = new Pack(0)
  /** Of the ask that was read last: its hub's others follow, as a rule. */
  #last: { readonly start: number; readonly author: Address; readonly document: PackedDocument } | undefined

  /**
   * Each order of the page, when it is asked for; good until the next page is.
   * @throws Error what asks, when its bytes are none of an order
   */
  page(orders: readonly StoredOrder[]): (at: number) => SignedOrder {
    if (orders.length > this.#pack.asks) this.#pack = new Pack(orders.length)
    this.#last = undefined
    return (at) => {
      const { bytes } = orders[at]!
      return this.#packed(bytes, this.#pack.startOf(at)) ?? orderFromBytes(bytes)
    }
  }

  #packed(bytes: Uint8Array, start: number): PackedAsk | undefined {
    if (bytes.length < AT.details || bytes[AT.version] !== ORDER_VERSION || bytes[AT.side] !== 0) return undefined
    const pack = this.#pack
    pack.bytes.set(bytes.subarray(0, AT.details), start)
    if (!pack.isZero(start + AT.counterparty, ADDRESS_WORDS)) return undefined
    const last = this.#last
    const hasSame = (field: number, words: number) =>
      last !== undefined && pack.areEqual(last.start + field, start + field, words)
    const author: Address = hasSame(AT.author, ADDRESS_WORDS) ? last!.author : pack.hex(start + AT.author, 20)
    const document = hasSame(AT.detailsHash, HASH_WORDS)
      ? last!.document
      : this.#document(pack.hex(start + AT.detailsHash, 32), bytes)
    if (bytes.length !== AT.details + document.bytes.length) return undefined
    this.#last = { start, author, document }
    return new PackedAsk(pack, start, author, document)
  }

  #document(hash: Hex, order: Uint8Array): PackedDocument {
    const known = this.#documents.get(hash)
    if (known) return known
    const bytes = Buffer.from(order.subarray(AT.details))
    const document = { hash, bytes, text: bytes.toString() }
    this.#documents.set(hash, document)
    return document
  }
}
