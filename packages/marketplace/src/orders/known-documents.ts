import { BoundedMap } from '@sonm/common'
import { keccak256, readDetails, toHex } from '@sonm/model'
import type { PackedDocument } from '../store/packed-ask.ts'

/** Documents that were found good: a hub sends the same again with each fresh signature. */
const MAX_KNOWN = 4096

export interface KnownDocument extends PackedDocument {
  readonly hashBytes: Uint8Array
  /** The hash as it is written in messages. */
  readonly hashText: Buffer
}

/** The details documents that came lately, with their hashes. */
export class KnownDocuments {
  readonly #byText = new BoundedMap<string, KnownDocument>(MAX_KNOWN)
  readonly #byHash = new BoundedMap<string, KnownDocument>(MAX_KNOWN)

  /** A document and its hash. @throws ORDER_INVALID when it is none */
  take(text: string): KnownDocument {
    const known = this.#byText.get(text)
    if (known) return known
    readDetails(text)
    const bytes = Buffer.from(text)
    const hashBytes = keccak256(bytes)
    const hash = toHex(hashBytes)
    const document: KnownDocument = { text, bytes, hash, hashBytes, hashText: Buffer.from(hash) }
    this.#byText.set(text, document)
    this.#byHash.set(document.hash, document)
    return document
  }

  /** undefined: it has not come lately. */
  of(hash: string): KnownDocument | undefined {
    return this.#byHash.get(hash)
  }
}
