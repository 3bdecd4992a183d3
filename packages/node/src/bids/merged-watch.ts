import {
  type Clock,
  type CodedError,
  type Current,
  type Logger,
  Loop,
  nowSeconds,
  OneEach,
  type Random,
  type Startable,
} from '@sonm/common'
import type { Address } from '@sonm/model'
import type { BookUpdate } from '@sonm/protocol'
import type { StreamJudge } from '../orders/checked-orders.ts'
import { type Fault, onePerKind } from '../orders/compare-marketplaces.ts'
import type { MarketplaceRecords } from '../orders/marketplace-records.ts'
import { eachOnce, type VerifiedOffer } from '../orders/offers.ts'
import { isRefusal } from '../orders/unreachable.ts'
import { HeldOrders } from './held-orders.ts'

export interface MergedWatchOptions {
  readonly marketplaces: Current<readonly Address[]>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly open: (marketplace: Address, signal: AbortSignal) => AsyncIterable<BookUpdate>
  readonly judge: StreamJudge
  readonly records: Pick<MarketplaceRecords, 'failed' | 'heard'>
  readonly onChange: () => void
}

/** What is shown still is held against the chain again after this, and when the chain says something. */
const LOOKED_AT_AGAIN_MS = 30_000

/** So soon is a marketplace seen that is back: somebody looks at it. */
const RETRY_LONGEST_MS = 5_000

/**
 * One question that is watched at several marketplaces: what any of them shows is there, until all who showed it take it back, or it is
 * over, whether they say so or not.
 */
export class MergedWatch implements Startable {
  readonly #options: MergedWatchOptions
  readonly #loops: OneEach<Address, Loop>
  readonly #expiring: Loop
  readonly #judging: Loop
  readonly #stopped = new AbortController()
  readonly #held = new Map<Address, HeldOrders>()
  readonly #silent = new Set<Address>()
  /** Of whom it is not known yet whether they answer. */
  readonly #awaited: Set<Address>
  readonly #answered = Promise.withResolvers<void>()
  #refusal: CodedError | undefined
  #faults: readonly Fault[] = []

  constructor(options: MergedWatchOptions) {
    const { clock, random, logger } = options
    this.#options = options
    this.#awaited = new Set(options.marketplaces.now)
    const common = { clock, random, logger, retryFirstMs: 500, retryLongestMs: RETRY_LONGEST_MS }
    this.#loops = new OneEach({
      items: options.marketplaces,
      keyOf: (address) => address,
      make: (address) =>
        new Loop({
          ...common,
          name: `watch at ${address}`,
          step: (signal, works) => this.#follow(address, signal, works),
        }),
    })
    this.#expiring = new Loop({ ...common, name: 'expiry of what is watched', step: async () => this.#expire() })
    this.#judging = new Loop({ ...common, name: 'judgement of what is watched', step: () => this.#judgeAgain() })
  }

  async start(): Promise<void> {
    await Promise.all([this.#expiring.start(), this.#judging.start()])
    this.#judgeWhenTold().catch(() => {})
    await this.#loops.start()
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new Error('nothing is watched any more'))
    await this.#loops.stop()
    await Promise.all([this.#expiring.stop(), this.#judging.stop()])
  }

  /** Every marketplace has shown what it has, or failed to. */
  get answered(): Promise<void> {
    return this.#answered.promise
  }

  /** Those that do not answer now. */
  get silent(): readonly Address[] {
    return this.#options.marketplaces.now.filter((address) => this.#silent.has(address))
  }

  /** What marketplaces were found at, once of a kind. */
  get faults(): readonly Fault[] {
    return this.#faults
  }

  /** What was said last to a question that is wrong. */
  get refusal(): CodedError | undefined {
    return this.#refusal
  }

  /** Each order once. */
  current(): readonly VerifiedOffer[] {
    const now = this.#now()
    return eachOnce([...this.#held.values()].flatMap((held) => held.live(now)))
  }

  #now(): bigint {
    return BigInt(nowSeconds(this.#options.clock))
  }

  async #follow(address: Address, stop: AbortSignal, works: () => void): Promise<number> {
    const { open, judge, records, onChange, clock } = this.#options
    const end = new AbortController()
    try {
      for await (const update of open(address, AbortSignal.any([stop, end.signal]))) {
        const known = update.reset ? undefined : this.#held.get(address)
        const held = known ?? new HeldOrders(clock.monotonicMs())
        held.left(update.left)
        held.isTruncated = update.truncated
        const { fitting, ending, faults } = await judge.accept(address, update.entered, held.told)
        this.#note(faults)
        held.entered([...fitting, ...ending], clock.monotonicMs())
        held.judged({ over: ending.map(({ hash }) => hash), blamed: [] })
        this.#held.set(address, held)
        if (this.#silent.delete(address) || update.reset) records.heard(address)
        works()
        this.#isAnswered(address)
        onChange()
        this.#expiring.wake()
      }
    } catch (error) {
      if (isRefusal(error)) this.#refusal = error
      else if (!stop.aborted && !this.#silent.has(address)) records.failed(address)
      throw error
    } finally {
      end.abort(new Error('it is read no further'))
      const isNews = this.#held.delete(address) || !this.#silent.has(address)
      this.#silent.add(address)
      this.#isAnswered(address)
      if (isNews) onChange()
    }
    return 1_000
  }

  /** @returns the time until something expires, or it is looked at all the same */
  #expire(): number {
    const { clock, onChange } = this.#options
    const now = this.#now()
    const all = [...this.#held.values()]
    const expired = all.map((held) => held.expire(now))
    if (expired.includes(true)) onChange()
    const expiries = all.flatMap((held) => held.expiresAtSeconds(now) ?? [])
    const untilMs = expiries.map((atSeconds) => (Number(atSeconds) + 1) * 1000 - clock.nowMs())
    return Math.max(0, Math.min(LOOKED_AT_AGAIN_MS, ...untilMs))
  }

  async #judgeAgain(): Promise<number> {
    const { judge, onChange } = this.#options
    const judged = await Promise.all(
      [...this.#held].map(async ([address, held]) => {
        const offers = held.toJudge(this.#now())
        if (offers.length === 0) return false
        const found = await judge.again(address, offers)
        const isNews = this.#note(found.faults)
        return held.judged(found) || isNews
      }),
    )
    if (judged.includes(true)) onChange()
    const streams = [...this.#held].map(([address, held]) => held.stream(address, this.#now()))
    if (this.#note(await judge.compare(streams))) onChange()
    return LOOKED_AT_AGAIN_MS
  }

  /** Until it is stopped: then the wait rejects. */
  async #judgeWhenTold(): Promise<void> {
    for (;;) {
      await this.#options.judge.changed(this.#stopped.signal)
      this.#judging.wake()
    }
  }

  /** @returns whether it is news */
  #note(faults: readonly Fault[]): boolean {
    const before = this.#faults.length
    this.#faults = onePerKind([...this.#faults, ...faults])
    return this.#faults.length > before
  }

  #isAnswered(address: Address): void {
    this.#awaited.delete(address)
    if (this.#awaited.size === 0) this.#answered.resolve()
  }
}
