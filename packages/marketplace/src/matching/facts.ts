import { type AskFacts, readDetails } from '@sonm/model'
import type { Offer } from '../book/search.ts'

/** Everything that a condition can ask of an offer. */
export function factsOf({ live, supplier }: Offer): AskFacts {
  const { order, details } = live.signed
  const placedAtSeconds = BigInt(Math.floor(live.placedAtMs / 1000))
  return { order, details: readDetails(details), placedAtSeconds, ...supplier }
}
