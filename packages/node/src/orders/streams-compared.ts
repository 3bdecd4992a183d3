import type { Clock } from '@sonm/common'
import type { Address, Hex } from '@sonm/model'
import type { Answer, Fault } from './compare-marketplaces.ts'
import type { Comparison } from './comparison.ts'
import type { VerifiedOffer } from './offers.ts'
import type { Sought } from './sought-orders.ts'

/** What one marketplace has told in a stream, and not taken back. */
export interface Stream {
  readonly marketplace: Address
  /** Since when it tells what it has; by the clock that never goes back. */
  readonly sinceMs: number
  /** What it has told by now, also what is over. */
  readonly told: () => ReadonlySet<Hex>
  readonly live: readonly { readonly offer: VerifiedOffer; readonly sinceMs: number }[]
  /** It has met its bound of work. */
  readonly isTruncated: boolean
}

export interface StreamsComparedOptions {
  readonly comparison: Pick<Comparison, 'missed'>
  readonly clock: Clock
  readonly lagMs: number
  /** How many orders are told at once. */
  readonly most: number
}

/** What several marketplaces tell of one question, held against each other. Of one order each is blamed once. */
export class StreamsCompared {
  readonly #options: StreamsComparedOptions
  /** Orders that a marketplace was asked after and blamed for. */
  readonly #blamed = new Set<string>()

  constructor(options: StreamsComparedOptions) {
    this.#options = options
  }

  /** @param seek what is sought, given what is shown */
  async look(
    streams: readonly Stream[],
    seek: (shown: readonly Answer<VerifiedOffer>[]) => Promise<Sought>,
  ): Promise<readonly Fault[]> {
    const { comparison, clock, lagMs } = this.#options
    const untilMs = clock.monotonicMs() - lagMs
    const settled = streams.filter(({ sinceMs }) => sinceMs <= untilMs)
    if (settled.length < 2) return []
    const answers = settled.map((stream) => this.#answerOf(stream))
    // What another one has told for so long, everybody had the time to tell.
    const live = settled.flatMap((stream) => stream.live)
    const old = new Set(live.flatMap(({ offer, sinceMs }) => (sinceMs <= untilMs ? [offer] : [])))
    const sought = await seek(answers)
    const { faults } = await comparison.missed(answers, {
      ...sought,
      compare: () => -1,
      fits: (offer) => old.has(offer) && sought.fits(offer),
      mayMiss: (offer, shown, marketplace) =>
        this.#blamed.has(keyOf(marketplace, offer)) || sought.mayMiss(offer, shown, marketplace),
    })
    for (const { marketplace } of faults) for (const offer of old) this.#blamed.add(keyOf(marketplace, offer))
    return faults
  }

  #answerOf({ marketplace, told, live, isTruncated }: Stream): Answer<VerifiedOffer> {
    const offers = live.map(({ offer }) => ({ orderHash: offer.hash, placedAtMs: offer.placedAtMs, signed: offer }))
    const rest = isTruncated ? 'unsearched' : told().size < this.#options.most ? 'none' : 'more'
    return { marketplace, offers, after: 'start', rest, again: async () => told() }
  }
}

function keyOf(marketplace: Address, { hash }: VerifiedOffer): string {
  return `${marketplace} ${hash}`
}
