import type { Clock, Logger, Metrics } from '@sonm/common'
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

/** What each marketplace has answered since this node started. */
export class MarketplaceRecords {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #lies
  readonly #records = new Map<
    Address,
    { answers: number; failures: number; bad: number; faults: Map<Lie, FaultCount> }
  >()

  constructor(options: { marketplaces: readonly Address[]; clock: Clock; logger: Logger; metrics: Metrics }) {
    this.#clock = options.clock
    this.#logger = options.logger
    this.#lies = options.metrics.counter(
      'sonm_node_marketplace_faults_total',
      'Answers of a marketplace that were altered, invented, out of date, out of order or incomplete, by code',
      ['marketplace', 'code'],
    )
    for (const address of options.marketplaces) {
      this.#records.set(address, { answers: 0, failures: 0, bad: 0, faults: new Map() })
    }
  }

  answered(address: Address, faults: readonly Fault[]): void {
    const record = this.#records.get(address)
    if (!record) return
    record.answers++
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

  failed(address: Address): void {
    const record = this.#records.get(address)
    if (record) record.failures++
  }

  /** Nothing was found at it since the node started. */
  isClean(address: Address): boolean {
    return this.#records.get(address)?.faults.size === 0
  }

  list(): readonly MarketplaceRecord[] {
    return [...this.#records].map(([address, { answers, failures, bad, faults }]) => ({
      address,
      answers,
      failures,
      faults: WORST_FIRST.flatMap((code) => faults.get(code) ?? []),
      honesty: answers === 0 ? 10_000 : Math.floor(((answers - bad) * 10_000) / answers),
    }))
  }
}
