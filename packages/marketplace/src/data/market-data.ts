import { type ChainClient, type Checkpoint, Follower, type MarketEvent } from '@sonm/chain'
import { type CancelTimer, type Clock, type Logger, messageOf, nowSeconds, repeat, type Startable } from '@sonm/common'
import { type Address, type OrderDomain, type ScoreRules, type SearchMoment, scoreRules } from '@sonm/model'
import { ChainRecords } from './chain-records.ts'
import { dataLimits } from './limits.ts'
import { DealIndex, type FoldOptions, foldEvents } from './market-fold.ts'
import { QuoteRows } from './quote-rows.ts'
import { type AskPages, QuoteWalk } from './quote-walk.ts'
import { Receipts } from './receipts.ts'
import type { DataStore } from './schema.ts'
import { SoldAsks } from './sold-asks.ts'
import { SupplierScores } from './supplier-scores.ts'

export interface MarketDataOptions {
  readonly store: DataStore
  /** Whose data it is, of several marketplaces on one store. */
  readonly member: Address
  readonly chain: Pick<ChainClient, 'latest' | 'blockHash' | 'readBlocks'>
  readonly follow: {
    readonly startBlock: bigint
    readonly confirmations: number
    readonly pollIntervalMs?: number
  }
  readonly domain: OrderDomain
  readonly clock: Clock
  readonly logger: Logger
  readonly rules?: ScoreRules
  /** The live orders, for what a deal's ask sells, and for prices the pages of those that are for everybody. */
  readonly orders: ConstructorParameters<typeof SoldAsks>[0]
  readonly pages: AskPages
  /** For prices in USD. */
  readonly moment: () => SearchMoment
}

/**
 * What is sold and at what price, and how far suppliers can be relied on. It follows the chain by itself, for it begins at
 * the market's first block also where the marketplace has long gone on.
 */
export class MarketData implements Startable {
  readonly deals = new DealIndex()
  readonly records: ChainRecords
  readonly receipts: Receipts
  readonly scores: SupplierScores
  readonly quoteRows: QuoteRows
  readonly walk: QuoteWalk
  readonly #options: MarketDataOptions
  readonly #fold: FoldOptions
  #follower: Follower | undefined
  #timers: CancelTimer[] = []
  /** Rounds of the timers that are still at work, when it stops. */
  #working: Promise<void> = Promise.resolve()
  #nextRoundMs = 0

  constructor(options: MarketDataOptions) {
    this.#options = options
    const rules = options.rules ?? scoreRules
    const now = () => nowSeconds(options.clock)
    const sold = new SoldAsks(options.orders)
    this.#fold = { rules, classify: (deal) => sold.classify(deal) }
    this.records = new ChainRecords(options)
    this.quoteRows = new QuoteRows(options)
    this.walk = new QuoteWalk({ ...options, onAsk: (order, slice) => sold.see(order, slice) })
    this.receipts = new Receipts({ ...options, deal: (dealId) => this.deals.get(dealId), nowSeconds: now })
    const startOf = (dealId: number) => this.receipts.startOf(dealId)
    this.scores = new SupplierScores({ deals: this.deals, startOf, rules, nowSeconds: now })
  }

  get rules(): ScoreRules {
    return this.#fold.rules
  }

  get nowSeconds(): number {
    return nowSeconds(this.#options.clock)
  }

  /** How far the chain has been read. */
  get progress() {
    return this.#follower?.progress ?? { position: this.#options.follow.startBlock - 1n, newest: undefined }
  }

  /** Brings back what is on disk, and begins to follow the chain; does not wait for it. */
  async start(): Promise<void> {
    const { chain, clock, logger, follow } = this.#options
    await this.records.load((states) => {
      for (const state of states) this.deals.put(state)
    })
    await this.receipts.read()
    for (const master of this.deals.masters()) this.scores.touch(master)
    this.scores.refresh(this.deals.size)
    if (this.deals.size > 0) logger.info({ deals: this.deals.size }, 'market data are back')
    this.#follower = new Follower({
      ...follow,
      chain,
      clock,
      logger,
      checkpoint: await this.records.checkpoint(),
      onEvents: (events, checkpoint) => this.#onEvents(events, checkpoint),
      onRollback: (toBlock, checkpoint) => this.#onRollback(toBlock, checkpoint),
    })
    await this.#follower.start()
    this.#timers = [
      repeat(clock, dataLimits.stepIntervalMs, () => this.#step()),
      repeat(clock, dataLimits.scoreIntervalMs, () => this.#work('scores', () => this.#refresh())),
      repeat(clock, dataLimits.snapshotIntervalMs, () => this.#work('prices', () => this.#snapshot())),
    ]
  }

  async stop(): Promise<void> {
    for (const cancel of this.#timers) cancel()
    await this.#follower?.stop()
    await this.#working
  }

  /** Units sold now, in hundredths, by class. */
  soldHundredths(): ReadonlyMap<string, number> {
    const sold = new Map<string, number>()
    for (const { sold: slice } of this.deals.open()) {
      if (slice) sold.set(slice.marketClass, (sold.get(slice.marketClass) ?? 0) + slice.unitHundredths)
    }
    return sold
  }

  async #onEvents(events: readonly MarketEvent[], checkpoint: Checkpoint): Promise<void> {
    const change = foldEvents((dealId) => this.deals.get(dealId), events, this.#fold)
    await this.records.add(change, checkpoint)
    for (const { state } of change.states) {
      this.deals.put(state)
      this.scores.touch(state.deal.master)
    }
  }

  async #onRollback(toBlock: bigint, checkpoint: Checkpoint): Promise<void> {
    for (const { dealId, state } of await this.records.rollBack(toBlock, checkpoint)) {
      const before = this.deals.get(dealId)
      if (before) this.scores.touch(before.deal.master)
      if (state) this.deals.put(state)
      else this.deals.remove(dealId)
    }
  }

  #step(): void {
    const nowMs = this.#options.clock.monotonicMs()
    if (nowMs < this.#nextRoundMs) return
    if (this.walk.step(dataLimits.asksPerStep)) this.#nextRoundMs = nowMs + dataLimits.roundIntervalMs
  }

  async #refresh(): Promise<void> {
    for (const dealId of await this.receipts.read()) {
      const master = this.deals.get(dealId)?.deal.master
      if (master) this.scores.touch(master)
    }
    this.scores.refresh(dataLimits.scoresAtOnce)
  }

  async #snapshot(): Promise<void> {
    const sold = this.soldHundredths()
    const quotes = new Map(this.walk.quotes.map((quote) => [quote.marketClass, quote]))
    const classes = [...new Set([...sold.keys(), ...quotes.keys()])]
    await this.quoteRows.put(
      this.nowSeconds,
      classes.map((marketClass) => ({
        marketClass,
        quote: quotes.get(marketClass),
        soldHundredths: sold.get(marketClass) ?? 0,
      })),
    )
    const { keepMinutesSeconds, keepHoursSeconds } = dataLimits
    await this.records.forgetBuckets(this.nowSeconds, { 60: keepMinutesSeconds, 3600: keepHoursSeconds })
  }

  /** A round that fails is told and comes again. */
  async #work(name: string, round: () => Promise<void>): Promise<void> {
    const { logger } = this.#options
    const work = round().catch((error: unknown) =>
      logger.warn({ err: error, reason: messageOf(error), round: name }, 'market data were not brought up to date'),
    )
    this.#working = Promise.all([this.#working, work]).then(() => {})
    await work
  }
}
