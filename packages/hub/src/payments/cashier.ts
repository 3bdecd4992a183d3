import type { ChainClient } from '@sonm/chain'
import { type Clock, type Logger, Loop, messageOf, type Random, type Startable } from '@sonm/common'
import type { Deal } from '@sonm/model'
import type { DealBook } from '../deals/deal-book.ts'
import type { DealRecord } from '../deals/deal-record.ts'
import type { Notices } from '../notices.ts'
import type { HubOptions } from '../options.ts'
import type { WorkerBook } from '../workers/worker-book.ts'
import { decideBilling, nextBillingSeconds } from './decide-billing.ts'

/** A deal that should be closed and cannot be yet (a forward deal's buyer still pays) is looked at again after this. */
const LOOK_AGAIN_MS = 60_000
/** Deals in one transaction: some 16,000 gas each, far below the limit of any block. */
const DEALS_PER_BILL = 100

/** Bills open deals, and closes those that are over or that this hub cannot serve. What happened, the chain's events tell. */
export class Cashier implements Startable {
  readonly #chain: ChainClient
  readonly #deals: DealBook
  readonly #workers: WorkerBook
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #options: HubOptions
  readonly #position: () => bigint
  readonly #loop: Loop
  /** The block of a deal's last transaction: until its event has come, nothing more is sent. */
  readonly #sent = new Map<bigint, bigint>()
  readonly #triedAtMs = new Map<bigint, number>()

  constructor(parts: {
    chain: ChainClient
    deals: DealBook
    workers: WorkerBook
    clock: Clock
    random: Random
    logger: Logger
    notices: Notices
    options: HubOptions
    /** The last block whose events are in the store. */
    position: () => bigint
  }) {
    this.#chain = parts.chain
    this.#deals = parts.deals
    this.#workers = parts.workers
    this.#clock = parts.clock
    this.#logger = parts.logger
    this.#options = parts.options
    this.#position = parts.position
    const { clock, random, logger } = parts
    const { retryFirstMs, retryLongestMs } = parts.options
    const step = () => this.#round()
    this.#loop = new Loop({ name: 'billing', clock, random, logger, retryFirstMs, retryLongestMs, step })
    parts.notices.onDeals(() => this.#loop.wake())
    parts.notices.onPlans(() => this.#loop.wake())
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(): Promise<number | undefined> {
    const nowMs = this.#clock.nowMs()
    const now = BigInt(Math.floor(nowMs / 1000))
    const interval = BigInt(Math.max(1, Math.floor(this.#options.billIntervalMs / 1000)))
    const open = await this.#deals.open()
    this.#forget(new Set(open.map(({ deal }) => deal.id)))
    const toBill: Deal[] = []
    const moments: number[] = []
    for (const record of open) {
      const { deal } = record
      const sentIn = this.#sent.get(deal.id)
      if (sentIn !== undefined && this.#position() < sentIn) {
        moments.push(nowMs + this.#options.followIntervalMs)
        continue
      }
      const awayUntilMs = await this.#worthlessAtMs(record)
      const step = decideBilling(deal, now, interval)
      if (step === 'close' || (awayUntilMs !== undefined && awayUntilMs <= nowMs)) {
        moments.push(await this.#close(deal, nowMs))
        continue
      }
      if (step === 'bill') toBill.push(deal)
      const next = nextBillingSeconds(deal, interval)
      if (step === 'none' && next !== undefined) moments.push(Number(next) * 1000)
      if (awayUntilMs !== undefined) moments.push(awayUntilMs)
    }
    for (let at = 0; at < toBill.length; at += DEALS_PER_BILL) {
      const batch = toBill.slice(at, at + DEALS_PER_BILL)
      const { blockNumber } = await this.#chain.bill(batch)
      for (const { id } of batch) this.#sent.set(id, blockNumber)
      this.#logger.info({ deals: batch.map(({ id }) => id.toString()) }, 'deals were billed')
      moments.push(nowMs + this.#options.followIntervalMs)
    }
    return moments.length === 0 ? undefined : Math.max(1, Math.min(...moments) - this.#clock.nowMs())
  }

  /** @returns when to look again */
  async #close(deal: Deal, nowMs: number): Promise<number> {
    const triedAtMs = this.#triedAtMs.get(deal.id)
    if (triedAtMs !== undefined && nowMs < triedAtMs + LOOK_AGAIN_MS) return triedAtMs + LOOK_AGAIN_MS
    this.#triedAtMs.set(deal.id, nowMs)
    try {
      const { blockNumber } = await this.#chain.close(deal)
      this.#sent.set(deal.id, blockNumber)
      this.#logger.info({ dealId: deal.id.toString() }, 'the hub closed a deal')
      return nowMs + this.#options.followIntervalMs
    } catch (error) {
      // One deal that cannot be closed yet must not keep the others from being billed.
      this.#logger.warn({ dealId: deal.id.toString(), reason: messageOf(error) }, 'a deal could not be closed yet')
      return nowMs + LOOK_AGAIN_MS
    }
  }

  /**
   * From when on a deal is worth nothing to its buyer: it has no slice here, or its worker stays away. Undefined: it is
   * served. A forward deal is left to its end, since its hub cannot close it.
   */
  async #worthlessAtMs({ deal, slice, holdsPlan }: DealRecord): Promise<number | undefined> {
    if (deal.durationSeconds !== 0n) return undefined
    if (!slice || !holdsPlan) return 0
    const awaySinceMs = (await this.#workers.find(slice.worker))?.awaySinceMs
    return awaySinceMs === undefined ? undefined : awaySinceMs + this.#options.workerAwayLimitMs
  }

  #forget(open: ReadonlySet<bigint>): void {
    for (const map of [this.#sent, this.#triedAtMs]) {
      for (const id of map.keys()) if (!open.has(id)) map.delete(id)
    }
  }
}
