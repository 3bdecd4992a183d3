import { BoundedMap } from '@sonm/common'
import type { Address, Hex } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { ORDER_FIELDS as AT, ORDER_VERSION } from './order-layout.ts'
import { Pack, PackedAsk, type PackedDocument } from './packed-ask.ts'
import { liveOrder } from './stored-order.ts'
import { PageAsk, type StoredPage } from './stored-page.ts'

/** 256 MiB of the largest, while a start lasts. */
const DOCUMENTS_KEPT = 16_384
const ADDRESS_WORDS = 5
const HASH_WORDS = 8

/** Reads pages of stored orders, and asks for everybody as their bytes lie: a start brings back a million. */
export class PageReader {
  readonly #documents = new BoundedMap<Hex, PackedDocument>(DOCUMENTS_KEPT)
  /** Of the page that is read. */
  #pack = new Pack(new ArrayBuffer(0))
  /** Of the ask that was read last: its hub's others follow, as a rule. */
  #last: { readonly start: number; readonly author: Address; readonly document: PackedDocument } | undefined

  /**
   * Each order of the page, when it is asked for. A plain ask is as good as the page; others are for good.
   * @throws Error what asks, when its bytes are none of an order
   */
  page(page: StoredPage): (at: number) => LiveOrder {
    this.#pack = new Pack(page.memory)
    this.#last = undefined
    return (at) => {
      const ask = this.#packed(page.start(at), page.end(at))
      return ask ? new PageAsk(page, at, ask) : liveOrder(page.order(at))
    }
  }

  #packed(start: number, end: number): PackedAsk | undefined {
    const pack = this.#pack
    if (end - start < AT.details) return undefined
    if (pack.bytes[start + AT.version] !== ORDER_VERSION || pack.bytes[start + AT.side] !== 0) return undefined
    if (!pack.isZero(start + AT.counterparty, ADDRESS_WORDS)) return undefined
    const last = this.#last
    const hasSame = (field: number, words: number) =>
      last !== undefined && pack.areEqual(last.start + field, start + field, words)
    const author: Address = hasSame(AT.author, ADDRESS_WORDS) ? last!.author : pack.hex(start + AT.author, 20)
    const document = hasSame(AT.detailsHash, HASH_WORDS)
      ? last!.document
      : this.#document(pack.hex(start + AT.detailsHash, 32), pack.bytes.subarray(start + AT.details, end))
    if (end - start !== AT.details + document.bytes.length) return undefined
    this.#last = { start, author, document }
    return new PackedAsk(pack, start, author, document)
  }

  #document(hash: Hex, details: Uint8Array): PackedDocument {
    const known = this.#documents.get(hash)
    if (known) return known
    const bytes = Buffer.from(details)
    const document = { hash, bytes, text: bytes.toString() }
    this.#documents.set(hash, document)
    return document
  }
}
