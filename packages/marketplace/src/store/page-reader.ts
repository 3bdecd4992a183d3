import type { Address } from '@sonm/model'
import type { LiveOrder } from '../orders/live-order.ts'
import { ORDER_FIELDS as AT, ORDER_VERSION } from './order-layout.ts'
import { Pack, PackedAsk, type PackedDocument } from './packed-ask.ts'
import { liveOrder } from './stored-order.ts'
import { PageAsk, type StoredPage } from './stored-page.ts'
import { WordTable } from './word-table.ts'

/** 256 MiB of the largest, while a start lasts. */
const DOCUMENTS_KEPT = 16_384
const AUTHORS_KEPT = 65_536
const ADDRESS_WORDS = 5
const HASH_WORDS = 8

/** Reads pages of stored orders, and asks for everybody as their bytes lie: a start brings back a million. */
export class PageReader {
  readonly #documents = new WordTable<PackedDocument>(HASH_WORDS, DOCUMENTS_KEPT)
  readonly #authors = new WordTable<Address>(ADDRESS_WORDS, AUTHORS_KEPT)
  /** Of the page that is read. */
  #pack = new Pack(new ArrayBuffer(0))

  /**
   * Each order of the page, when it is asked for. A plain ask is as good as the page; others are for good.
   * @throws Error what asks, when its bytes are none of an order
   */
  page(page: StoredPage): (at: number) => LiveOrder {
    this.#pack = new Pack(page.memory)
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
    const document = this.#document(start, end)
    if (end - start !== AT.details + document.bytes.length) return undefined
    return new PackedAsk(pack, start, this.#author(start), document)
  }

  #author(start: number): Address {
    const first = (start + AT.author) / 4
    return (
      this.#authors.get(this.#pack.words, first) ??
      this.#authors.set(this.#pack.words, first, this.#pack.hex(start + AT.author, 20))
    )
  }

  #document(start: number, end: number): PackedDocument {
    const first = (start + AT.detailsHash) / 4
    const known = this.#documents.get(this.#pack.words, first)
    if (known) return known
    const bytes = Buffer.from(this.#pack.bytes.subarray(start + AT.details, end))
    const document = { hash: this.#pack.hex(start + AT.detailsHash, 32), bytes, text: bytes.toString() }
    return this.#documents.set(this.#pack.words, first, document)
  }
}
