import {
  type Clock,
  type CodedError,
  type Current,
  type Logger,
  Loop,
  OneEach,
  type Random,
  type Startable,
} from '@sonm/common'
import type { Address, Hex } from '@sonm/model'
import type { BookUpdate, Offer } from '@sonm/protocol'
import { eachOnce, type VerifiedOffer } from '../orders/offers.ts'
import { isRefusal } from '../orders/unreachable.ts'

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
  readonly #marketplaces: Current<readonly Address[]>
  readonly #loops: OneEach<Address, Loop>
  readonly #held = new Map<Address, Map<Hex, VerifiedOffer>>()
  readonly #silent = new Set<Address>()
  /** Of whom it is not known yet whether they answer. */
  readonly #awaited: Set<Address>
  readonly #answered = Promise.withResolvers<void>()
  #refusal: CodedError | undefined

  constructor(options: MergedWatchOptions) {
    const { clock, random, logger } = options
    this.#marketplaces = options.marketplaces
    this.#awaited = new Set(options.marketplaces.now)
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

  /** Every marketplace has shown what it has, or failed to. */
  get answered(): Promise<void> {
    return this.#answered.promise
  }

  /** Those that do not answer now. */
  get silent(): readonly Address[] {
    return this.#marketplaces.now.filter((address) => this.#silent.has(address))
  }

  /** What was said last to a question that is wrong. */
  get refusal(): CodedError | undefined {
    return this.#refusal
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
        this.#silent.delete(address)
        this.#isAnswered(address)
        options.onChange()
      }
    } catch (error) {
      if (isRefusal(error)) this.#refusal = error
      throw error
    } finally {
      end.abort(new Error('it is read no further'))
      const isNews = this.#held.delete(address) || !this.#silent.has(address)
      this.#silent.add(address)
      this.#isAnswered(address)
      if (isNews) options.onChange()
    }
    return 1_000
  }

  #isAnswered(address: Address): void {
    this.#awaited.delete(address)
    if (this.#awaited.size === 0) this.#answered.resolve()
  }
}
