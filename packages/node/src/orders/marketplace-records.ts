import type { Clock, Current, Logger, Metrics } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { Fault, Lie } from './compare-marketplaces.ts'

/** What a marketplace has been found at, of one kind. */
export interface FaultCount {
  readonly code: Lie
  /** Answers in which it was. */
  readonly count: number
  readonly last: string
  readonly lastAtMs: number
}

export interface MarketplaceRecord {
  readonly address: Address
  readonly answers: number
  readonly failures: number
  /** Worst first. */
  readonly faults: readonly FaultCount[]
  /** Answers that were no lie, in ten-thousandths of all. */
  readonly honesty: number
  readonly answeredAtMs: number | undefined
  /** When it was first found silent after its last answer; undefined: it answers, as far as is known. */
  readonly silentSinceMs: number | undefined
}

/** By what it says of whoever runs the marketplace: forging is never an accident, being incomplete may be. */
const WORST_FIRST: readonly Lie[] = [
  'MARKETPLACE_ALTERS',
  'MARKETPLACE_INVENTS',
  'MARKETPLACE_REPLAYS',
  'MARKETPLACE_REORDERS',
  'MARKETPLACE_HIDES',
  'MARKETPLACE_LACKS',
]

interface Counts {
  answers: number
  failures: number
  bad: number
  answeredAtMs: number | undefined
  silentSinceMs: number | undefined
  readonly faults: Map<Lie, FaultCount>
}

/** What each marketplace has answered since this node started. */
export class MarketplaceRecords {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #lies
  readonly #refused
  readonly #marketplaces: Current<readonly Address[]>
  readonly #records = new Map<Address, Counts>()

  constructor(options: { marketplaces: Current<readonly Address[]>; clock: Clock; logger: Logger; metrics: Metrics }) {
    this.#clock = options.clock
    this.#logger = options.logger
    this.#lies = options.metrics.counter(
      'sonm_node_marketplace_faults_total',
      'Answers of a marketplace that were altered, invented, out of date, out of order or incomplete, by code',
      ['marketplace', 'code'],
    )
    this.#refused = options.metrics.counter(
      'sonm_node_questions_refused_total',
      'Questions that marketplaces refused as wrong, or about what they do not know, by code',
      ['code'],
    )
    this.#marketplaces = options.marketplaces
  }

  answered(address: Address, faults: readonly Fault[]): void {
    const record = this.#recordOf(address)
    record.answers++
    this.heard(address)
    if (faults.some(({ code }) => code !== 'MARKETPLACE_LACKS')) record.bad++
    for (const { code, what } of faults) {
      const count = (record.faults.get(code)?.count ?? 0) + 1
      record.faults.set(code, { code, count, last: what, lastAtMs: this.#clock.nowMs() })
      this.#lies.inc({ marketplace: address, code })
      const fields = { marketplace: address, code, reason: what }
      // What it never got is no lie, and may stay so.
      if (code === 'MARKETPLACE_LACKS') this.#logger.info(fields, 'a marketplace lacks offers that others have')
      else this.#logger.warn(fields, 'a marketplace was found at a lie')
    }
  }

  /** A question of our own user that was wrong: no failure of a marketplace's. */
  refused(code: string): void {
    this.#refused.inc({ code })
  }

  /** It answers, whatever it says. */
  heard(address: Address): void {
    const record = this.#recordOf(address)
    record.answeredAtMs = this.#clock.nowMs()
    record.silentSinceMs = undefined
  }

  /** A call that it did not answer. */
  failed(address: Address): void {
    this.#recordOf(address).failures++
    this.silent(address)
  }

  silent(address: Address): void {
    this.#recordOf(address).silentSinceMs ??= this.#clock.nowMs()
  }

  /** No lie of it was found since the node started. */
  isClean(address: Address): boolean {
    return this.#recordOf(address).bad === 0
  }

  list(): readonly MarketplaceRecord[] {
    return this.#marketplaces.now.map((address) => {
      const { answers, failures, bad, faults, answeredAtMs, silentSinceMs } = this.#recordOf(address)
      return {
        address,
        answers,
        failures,
        faults: WORST_FIRST.flatMap((code) => faults.get(code) ?? []),
        answeredAtMs,
        silentSinceMs,
        honesty: answers === 0 ? 10_000 : Math.floor(((answers - bad) * 10_000) / answers),
      }
    })
  }

  /** One that leaves the configuration and comes back is still known for what it did. */
  #recordOf(address: Address): Counts {
    const known = this.#records.get(address)
    if (known) return known
    const fresh: Counts = {
      answers: 0,
      failures: 0,
      bad: 0,
      answeredAtMs: undefined,
      silentSinceMs: undefined,
      faults: new Map(),
    }
    this.#records.set(address, fresh)
    return fresh
  }
}
