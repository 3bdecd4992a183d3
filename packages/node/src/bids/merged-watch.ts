import { type Clock, type Current, type Logger, Loop, OneEach, type Random, type Startable } from '@sonm/common'
import type { Address, Hex } from '@sonm/model'
import type { BookUpdate, Offer } from '@sonm/protocol'
import { eachOnce, type VerifiedOffer } from '../orders/offers.ts'

export interface MergedWatchOptions {
  readonly marketplaces: Current<readonly Address[]>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly open: (marketplace: Address, signal: AbortSignal) => AsyncIterable<BookUpdate>
  /** Those of a marketplace's offers that are what they are said to be. */
  readonly accept: (marketplace: Address, offers: readonly Offer[]) => Promise<readonly VerifiedOffer[]>
  readonly onChange: () => void
}

/** What one marketplace may make us hold. */
const MOST_HELD = 500

/** One question that is watched at several marketplaces: what any of them shows is there, until all who showed it take it back. */
export class MergedWatch implements Startable {
  readonly #loops: OneEach<Address, Loop>
  readonly #held = new Map<Address, Map<Hex, VerifiedOffer>>()

  constructor(options: MergedWatchOptions) {
    const { clock, random, logger } = options
    this.#loops = new OneEach({
      items: options.marketplaces,
      keyOf: (address) => address,
      make: (address) =>
        new Loop({
          clock,
          random,
          logger,
          name: `watch at ${address}`,
          retryFirstMs: 500,
          retryLongestMs: 30_000,
          step: (signal) => this.#follow(address, options, signal),
        }),
    })
  }

  start(): Promise<void> {
    return this.#loops.start()
  }

  stop(): Promise<void> {
    return this.#loops.stop()
  }

  /** Each order once. */
  current(): readonly VerifiedOffer[] {
    return eachOnce([...this.#held.values()].flatMap((held) => [...held.values()]))
  }

  async #follow(address: Address, options: MergedWatchOptions, stop: AbortSignal): Promise<number> {
    const end = new AbortController()
    try {
      for await (const update of options.open(address, AbortSignal.any([stop, end.signal]))) {
        const held = update.reset ? new Map<Hex, VerifiedOffer>() : (this.#held.get(address) ?? new Map())
        for (const hash of update.left) held.delete(hash as Hex)
        for (const offer of await options.accept(address, update.entered)) {
          if (held.size < MOST_HELD) held.set(offer.hash, offer)
        }
        this.#held.set(address, held)
        options.onChange()
      }
    } finally {
      end.abort(new Error('it is read no further'))
      if (this.#held.delete(address)) options.onChange()
    }
    return 1_000
  }
}
