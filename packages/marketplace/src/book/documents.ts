import { BoundedMap } from '@sonm/common'
import { type AskDetails, type Hex, readDetails } from '@sonm/model'
import { Kinds } from './kinds.ts'
import { documentMarks } from './marks.ts'
import { OTHER_WORDS, type Words } from './words.ts'

/** Parsed documents that are kept; the others are read again when they are asked for. */
const PARSED_KEPT = 4096

interface Document {
  readonly text: string
  readonly hash: Hex
  readonly marks: ReturnType<typeof documentMarks>
  readonly kind: number
  asks: number
}

/** The details documents of the asks, each once: a hub signs the same for many asks. */
export class Documents {
  readonly kinds = new Kinds()
  readonly #words: Words
  readonly #byText = new Map<string, number>()
  readonly #documents: Document[] = []
  readonly #free: number[] = []
  readonly #parsed = new BoundedMap<number, AskDetails>(PARSED_KEPT)
  #uncoded = 0

  constructor(words: Words) {
    this.#words = words
  }

  /** How many name GPU models that have no code of their own. */
  get uncoded(): number {
    return this.#uncoded
  }

  /** The number of a document, which stands behind one ask more. @throws ORDER_INVALID */
  take(text: string, hash: Hex): number {
    let number = this.#byText.get(text)
    if (number === undefined) {
      const details = readDetails(text)
      number = this.#free.pop() ?? this.#documents.length
      const marks = documentMarks(details, this.#words)
      this.#documents[number] = { text, hash, marks, kind: this.kinds.take(details), asks: 0 }
      this.#byText.set(text, number)
      if (this.#documents[number]!.marks.gpuModel === OTHER_WORDS) this.#uncoded++
    }
    this.#documents[number]!.asks++
    return number
  }

  release(number: number): void {
    const document = this.#documents[number]!
    if (--document.asks > 0) return
    this.#byText.delete(document.text)
    this.kinds.release(document.kind)
    this.#parsed.delete(number)
    if (document.marks.gpuModel === OTHER_WORDS) this.#uncoded--
    this.#free.push(number)
  }

  get(number: number): Document {
    return this.#documents[number]!
  }

  details(number: number): AskDetails {
    const known = this.#parsed.get(number)
    if (known) return known
    // It was checked when it came.
    const details = JSON.parse(this.#documents[number]!.text) as AskDetails
    this.#parsed.set(number, details)
    return details
  }
}
