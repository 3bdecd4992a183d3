import type { AskDetails, AskFacts } from '@sonm/model'
import type { Offer } from '../book/search.ts'

/** Everything that a condition can ask of an offer. */
export function factsOf(offer: Offer): AskFacts {
  // It was checked when it came.
  return factsWith(JSON.parse(offer.live.signed.details) as AskDetails, offer)
}

/** The same of asks that are looked at again and again: a document may be long, and takes long to read. */
export class FactsOfSome {
  readonly #read = new Map<string, AskDetails>()
  readonly #most: number

  /** @param most documents that are kept; then all are forgotten */
  constructor(most: number) {
    this.#most = most
  }

  /** @param onRead told how many characters were read for it */
  of(offer: Offer, onRead: (characters: number) => void = () => {}): AskFacts {
    const text = offer.live.signed.details
    const known = this.#read.get(text)
    if (known) return factsWith(known, offer)
    if (this.#read.size >= this.#most) this.#read.clear()
    const facts = factsOf(offer)
    this.#read.set(text, facts.details)
    onRead(text.length)
    return facts
  }
}

function factsWith(details: AskDetails, { live, supplier }: Offer): AskFacts {
  const placedAtSeconds = BigInt(Math.floor(live.placedAtMs / 1000))
  return { order: live.signed.order, details, placedAtSeconds, ...supplier }
}
