import { type Hex, readDetails } from '@sonm/model'
import type { PackedDocument } from '../store/packed-ask.ts'
import { fastKeccak256 } from '../verification/keccak.ts'

/** Documents that were found good: a hub sends the same again with each fresh signature. */
const MAX_KNOWN = 4096

export interface KnownDocument extends PackedDocument {
  readonly hashBytes: Uint8Array
  /** The hash as it is written in messages. */
  readonly hashText: Buffer
}

/** The details documents that came lately, with their hashes. */
export class KnownDocuments {
  readonly #byText = new Map<string, KnownDocument>()
  readonly #byHash = new Map<string, KnownDocument>()

  /** A document and its hash. @throws ORDER_INVALID when it is none */
  take(text: string): KnownDocument {
    const known = this.#byText.get(text)
    if (known) return known
    readDetails(text)
    const bytes = Buffer.from(text)
    const hashBytes = fastKeccak256(bytes)
    const hash: Hex = `0x${Buffer.from(hashBytes).toString('hex')}`
    const document: KnownDocument = { text, bytes, hash, hashBytes, hashText: Buffer.from(hash) }
    if (this.#byText.size >= MAX_KNOWN) this.#drop(this.#byText.values().next().value!)
    this.#byText.set(text, document)
    this.#byHash.set(document.hash, document)
    return document
  }

  /** undefined: it has not come lately. */
  of(hash: string): KnownDocument | undefined {
    return this.#byHash.get(hash)
  }

  #drop({ text, hash }: KnownDocument): void {
    this.#byText.delete(text)
    this.#byHash.delete(hash)
  }
}
