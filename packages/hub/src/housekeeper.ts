import type { ChainClient } from '@sonm/chain'
import { type Clock, type Logger, Loop, type Metrics, type Random, type Startable } from '@sonm/common'
import type { Address, Hex } from '@sonm/model'
import type { BlobStore } from './blobs/blob-store.ts'
import type { DealBook } from './deals/deal-book.ts'
import type { HubOptions } from './options.ts'
import type { PlanBook } from './plans/plan-book.ts'
import type { HubStore } from './store/schema.ts'
import type { Contents } from './tasks/contents.ts'
import { uploadOfTask } from './tasks/outputs.ts'
import type { TaskBook } from './tasks/task-book.ts'
import type { WorkerBook } from './workers/worker-book.ts'

const INTERVAL_MS = 15_000
/** An ask is remembered for so long after it expired: a buyer may still name it in a proposal, and its deal may be read late. */
const ASK_MEMORY_SECONDS = 24 * 3600

/** What is due by the clock alone: silent workers, lost tasks, free slices, old files. */
export class Housekeeper implements Startable {
  readonly #parts: HousekeeperParts
  readonly #loop: Loop
  readonly #gauges: ReturnType<typeof gaugesOf>

  constructor(parts: HousekeeperParts) {
    this.#parts = parts
    this.#gauges = gaugesOf(parts.metrics)
    const { clock, random, logger } = parts
    const { retryFirstMs, retryLongestMs } = parts.options
    const step = () => this.#round()
    this.#loop = new Loop({ name: 'housekeeping', clock, random, logger, retryFirstMs, retryLongestMs, step })
  }

  start(): Promise<void> {
    return this.#loop.start()
  }

  stop(): Promise<void> {
    return this.#loop.stop()
  }

  async #round(): Promise<number> {
    const { workers, tasks, contents, plans, deals, chain, hub, options } = this.#parts
    workers.dropSilent()
    await deals.endVoid()
    await tasks.giveUp(options.workerAwayLimitMs)
    await contents.abandonClosed()
    await this.#forgetAsks()
    await this.#purge()
    await this.#count()
    const nextFreeMs = await plans.freeRemoved(
      async () => Number((await chain.latest()).timestampSeconds),
      (nonce) => chain.isNonceUsed(hub, nonce),
    )
    return Math.min(INTERVAL_MS, nextFreeMs ?? INTERVAL_MS)
  }

  async #count(): Promise<void> {
    const { workers, tasks, plans, deals } = this.#parts
    const { openDeals, runningTasks, connectedWorkers, plansByState } = this.#gauges
    const known = await workers.list()
    connectedWorkers.set(known.filter(({ address }) => workers.isConnected(address)).length)
    openDeals.set((await deals.open()).length)
    runningTasks.set(await tasks.countRunning())
    plansByState.reset()
    for (const { state } of await plans.views()) plansByState.inc({ state })
  }

  /** Only asks of which the chain has been read past their expiry are forgotten: the deal of one may be yet to come. */
  async #forgetAsks(): Promise<void> {
    const { store, clock, readUntilSeconds } = this.#parts
    const read = await readUntilSeconds()
    if (read === undefined) return
    const now = Math.floor(clock.nowMs() / 1000)
    await store
      .deleteFrom('ask')
      .where('expires_at_s', '<', Math.min(read, now - ASK_MEMORY_SECONDS))
      .where('expires_at_s', '>', 0)
      .execute()
  }

  /** Removes what belonged to deals that were closed long ago, once their workers have told the end of every task. */
  async #purge(): Promise<void> {
    const { store, clock, options, logger } = this.#parts
    const rows = await store
      .selectFrom('deal')
      .select('deal_id')
      .where('purged', '=', 0)
      .where('closed_at_ms', '<=', clock.nowMs() - options.keepAfterCloseMs)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('task')
              .select('task_id')
              .whereRef('task.deal_id', '=', 'deal.deal_id')
              .where('confirmed', '=', 0),
          ),
        ),
      )
      .execute()
    for (const { deal_id } of rows) {
      const { contents, uploads } = await this.#purgeRows(deal_id)
      await this.#parts.contents.removeUnused(contents)
      await this.#parts.blobs.abandon(uploads)
      logger.info({ dealId: deal_id }, 'the files of a deal were purged')
    }
  }

  /** @returns what the rows named: contents, and uploads that may have left parts */
  async #purgeRows(dealId: number): Promise<{ contents: ReadonlySet<Hex>; uploads: ReadonlySet<string> }> {
    const { store } = this.#parts
    return store.transaction().execute(async (db) => {
      const contents = new Set<Hex>()
      const uploads = new Set([`deal-${dealId}`])
      const tasks = await db.selectFrom('task').select('task_id').where('deal_id', '=', dealId).execute()
      for (const { task_id } of tasks) {
        uploads.add(uploadOfTask(task_id))
        await db.deleteFrom('log_chunk').where('task_id', '=', task_id).execute()
        const outputs = await db.deleteFrom('output').where('task_id', '=', task_id).returning('sha256').execute()
        for (const { sha256 } of outputs) contents.add(sha256 as Hex)
      }
      await db.deleteFrom('task').where('deal_id', '=', dealId).execute()
      const uses = await db.deleteFrom('blob_use').where('deal_id', '=', dealId).returning('sha256').execute()
      for (const { sha256 } of uses) contents.add(sha256 as Hex)
      await db.deleteFrom('deal_event').where('deal_id', '=', dealId).execute()
      await db.updateTable('deal').set({ purged: 1 }).where('deal_id', '=', dealId).execute()
      return { contents, uploads }
    })
  }
}

function gaugesOf(metrics: Metrics) {
  return {
    openDeals: metrics.gauge('sonm_hub_open_deals', 'Deals that are open'),
    runningTasks: metrics.gauge('sonm_hub_unended_tasks', 'Tasks that have not ended'),
    connectedWorkers: metrics.gauge('sonm_hub_connected_workers', 'Workers that are connected'),
    plansByState: metrics.gauge('sonm_hub_plans', 'Ask plans', ['state']),
  }
}

export interface HousekeeperParts {
  readonly store: HubStore
  readonly blobs: BlobStore
  readonly workers: WorkerBook
  readonly plans: PlanBook
  readonly deals: DealBook
  readonly tasks: TaskBook
  readonly contents: Contents
  readonly chain: ChainClient
  readonly hub: Address
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  readonly options: HubOptions
  /** The time of a block up to which the chain has been read; undefined: it is not known. */
  readonly readUntilSeconds: () => Promise<number | undefined>
}
