import type { Clock, Logger } from '@sonm/common'
import {
  type Address,
  fail,
  type Hex,
  supersedes,
  type TaskEnd,
  type TaskObservation,
  type TaskSpec,
} from '@sonm/model'
import type { DealBook } from '../deals/deal-book.ts'
import type { DealRecord } from '../deals/deal-record.ts'
import type { Notices } from '../notices.ts'
import type { HubOptions } from '../options.ts'
import { limitsDocument, observationDocument, taskSpecDocument } from '../store/documents.ts'
import type { HubStore } from '../store/schema.ts'
import type { WorkerBook } from '../workers/worker-book.ts'
import { grantLimits } from './grant.ts'
import { checkContents, checkRoom, storedBytes } from './room.ts'
import { contentsOf, summaryFromRow, type TaskRecord, type TaskSummary, taskFromRow } from './task-record.ts'

/** The tasks: what shall run is decided here, what does run is what the worker reports. */
export class TaskBook {
  readonly #store: HubStore
  readonly #deals: DealBook
  readonly #workers: WorkerBook
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #notices: Notices
  readonly #options: HubOptions

  constructor(parts: {
    store: HubStore
    deals: DealBook
    workers: WorkerBook
    clock: Clock
    logger: Logger
    notices: Notices
    options: HubOptions
  }) {
    this.#store = parts.store
    this.#deals = parts.deals
    this.#workers = parts.workers
    this.#clock = parts.clock
    this.#logger = parts.logger
    this.#notices = parts.notices
    this.#options = parts.options
  }

  /**
   * Starts a task under an open deal; the same again is the same task.
   * @throws TASK_EXISTS, DEAL_ENDED, EXECUTOR_UNAVAILABLE, BLOB_MISSING, DEAL_SLICE_FULL, DEAL_TASKS_EXCEEDED,
   *   DEAL_TASKS_UNENDED, WORKER_TASKS_FULL
   */
  async start(taskId: string, record: DealRecord, spec: TaskSpec): Promise<TaskRecord> {
    const { deal, slice } = record
    const executor = spec.workload.kind
    const worker = slice && (await this.#workers.find(slice.worker))
    if (!slice || !worker) throw fail('DEAL_ENDED', { dealId: deal.id.toString() })
    const started = await this.#store.transaction().execute(async (db) => {
      const existing = await findTask(db, taskId)
      if (existing) return checkSame(existing, deal.id, spec)
      const open = await db
        .selectFrom('deal')
        .select('deal_id')
        .where('deal_id', '=', Number(deal.id))
        .where('closed_at_ms', 'is', null)
        .executeTakeFirst()
      if (!open) throw fail('DEAL_ENDED', { dealId: deal.id.toString() })
      if (!worker.executors.includes(executor)) {
        throw fail('EXECUTOR_UNAVAILABLE', { executor, reason: `the worker has ${worker.executors.join(', ')}` })
      }
      const text = taskSpecDocument.write(spec)
      const running = await checkRoom(db, deal.id, slice.worker, text, this.#options)
      await checkContents(db, deal.buyer, spec)
      const contents = new Set([spec, ...running.map((task) => task.spec)].flatMap(contentsOf))
      const contentBytes = await storedBytes(db, deal.buyer, contents)
      const held = running.map(({ limits }) => limits)
      const granted = grantLimits(slice.resources, executor, spec.limits, held, contentBytes)
      if (!('limits' in granted)) {
        throw fail('DEAL_SLICE_FULL', { dealId: deal.id.toString(), shortages: granted.shortages.join('; ') })
      }
      await db
        .insertInto('task')
        .values({
          task_id: taskId,
          deal_id: Number(deal.id),
          worker: slice.worker,
          buyer: deal.buyer,
          executor,
          spec: text,
          limits: limitsDocument.write(granted.limits),
          created_at_ms: this.#clock.nowMs(),
          run: 1,
          stop_reason: '',
          observation: observationDocument.write({ taskId, phase: 'pending', outputs: [] }),
          ended: 0,
          confirmed: 0,
          log_received_bytes: 0,
        })
        .execute()
      this.#logger.info({ taskId, dealId: deal.id.toString(), executor }, 'a task was ordered')
      return (await findTask(db, taskId))!
    })
    this.#notices.desired.changed(started.worker)
    return started
  }

  /** Has a task end. One that has ended stays as it is. */
  async stop(taskId: string): Promise<TaskRecord> {
    const row = await this.#store
      .updateTable('task')
      .set({ run: 0, stop_reason: 'stopped' })
      .where('task_id', '=', taskId)
      .where('run', '=', 1)
      .where('ended', '=', 0)
      .returning('worker')
      .executeTakeFirst()
    if (row) this.#notices.desired.changed(row.worker as Address)
    return this.get(taskId)
  }

  /** @throws TASK_NOT_FOUND, also for a task of somebody else */
  async getOf(buyer: Address, taskId: string): Promise<TaskRecord> {
    const task = await findTask(this.#store, taskId)
    if (!task || task.buyer !== buyer) throw fail('TASK_NOT_FOUND', { taskId })
    return task
  }

  /** @throws TASK_NOT_FOUND, also for a task of another worker */
  async getAt(worker: Address, taskId: string): Promise<TaskRecord> {
    const task = await findTask(this.#store, taskId)
    if (!task || task.worker !== worker) throw fail('TASK_NOT_FOUND', { taskId })
    return task
  }

  async get(taskId: string): Promise<TaskRecord> {
    const task = await findTask(this.#store, taskId)
    if (!task) throw fail('TASK_NOT_FOUND', { taskId })
    return task
  }

  /** What a buyer's tasks are, without their specs: of ten thousand those would be much to read. */
  async list(buyer: Address, dealId: bigint | undefined): Promise<readonly TaskSummary[]> {
    let query = this.#store
      .selectFrom('task')
      .select(['task_id', 'deal_id', 'worker', 'buyer', 'executor', 'created_at_ms', 'observation'])
      .select(({ fn, val }) => fn<string | null>('json_extract', ['spec', val('$.tag')]).as('tag'))
      .where('buyer', '=', buyer)
    if (dealId !== undefined) query = query.where('deal_id', '=', Number(dealId))
    const rows = await query.orderBy('created_at_ms').orderBy('task_id').execute()
    return rows.map((row) => summaryFromRow({ ...row, tag: row.tag ?? '' }))
  }

  /** Whether a task that shall run on this worker needs the content. */
  async needsContent(worker: Address, sha256: Hex): Promise<boolean> {
    const rows = await this.#store
      .selectFrom('task')
      .select('spec')
      .where('worker', '=', worker)
      .where('confirmed', '=', 0)
      .where(({ fn, val }) => fn<number>('instr', ['spec', val(sha256)]), '>', 0)
      .execute()
    // A spec may name the hash elsewhere, in its environment say.
    return rows.some(({ spec }) => contentsOf(taskSpecDocument.read(spec)).includes(sha256))
  }

  /** What shall exist on a worker: every task whose end it has not told. One that shall run no more is there until it has. */
  async desiredAt(worker: Address): Promise<readonly TaskRecord[]> {
    const rows = await this.#store
      .selectFrom('task')
      .selectAll()
      .where('worker', '=', worker)
      .where('confirmed', '=', 0)
      .orderBy('created_at_ms')
      .orderBy('task_id')
      .execute()
    return rows.map(taskFromRow)
  }

  async countRunning(): Promise<number> {
    const { count } = await this.#store
      .selectFrom('task')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('ended', '=', 0)
      .executeTakeFirstOrThrow()
    return count
  }

  /** Takes in what a worker saw. A task that it does not have, or that is over, is passed over. */
  async observe(worker: Address, observations: readonly TaskObservation[]): Promise<void> {
    let freed = false
    await this.#store.transaction().execute(async (db) => {
      for (const observation of observations) {
        const task = await findTask(db, observation.taskId)
        if (!task || task.worker !== worker) continue
        const ended = observation.phase === 'ended'
        const newer = supersedes(task.observation, observation)
        if (!newer && !ended) continue
        await db
          .updateTable('task')
          .set({
            ...(newer ? { observation: observationDocument.write(observation), ended: ended ? 1 : 0 } : {}),
            ...(ended ? { confirmed: 1 } : {}),
          })
          .where('task_id', '=', task.taskId)
          .execute()
        if (ended) freed = (await this.#deals.freeSlice(db, task.dealId)) || freed
      }
    })
    for (const { taskId, phase } of observations) {
      this.#notices.task.changed(taskId)
      if (phase !== 'ended') continue
      this.#notices.log.changed(taskId)
      this.#notices.desired.changed(worker)
    }
    if (freed) this.#notices.plans()
  }

  /**
   * Tells the buyers of closed deals that their tasks are lost when the worker has been away for too long. The worker is
   * still asked to end them, should it come back, and its slice stays held until it has.
   */
  async giveUp(awayLimitMs: number): Promise<void> {
    const nowMs = this.#clock.nowMs()
    const rows = await this.#store
      .selectFrom('task')
      .innerJoin('deal', 'deal.deal_id', 'task.deal_id')
      .innerJoin('worker', 'worker.address', 'task.worker')
      .selectAll('task')
      .where('task.ended', '=', 0)
      .where('deal.closed_at_ms', 'is not', null)
      .where('worker.away_since_ms', '<=', nowMs - awayLimitMs)
      .execute()
    for (const row of rows) {
      const { observation, taskId } = taskFromRow(row)
      const end: TaskEnd = { reason: 'lost', message: 'The deal is closed and the worker has not come back.' }
      await this.#store
        .updateTable('task')
        .set({
          observation: observationDocument.write({ ...observation, phase: 'ended', endedAtMs: nowMs, end }),
          ended: 1,
        })
        .where('task_id', '=', taskId)
        .where('ended', '=', 0)
        .execute()
      this.#logger.warn({ taskId, worker: row.worker }, 'a task is lost')
      this.#notices.task.changed(taskId)
      this.#notices.log.changed(taskId)
    }
  }
}

async function findTask(db: HubStore, taskId: string): Promise<TaskRecord | undefined> {
  const row = await db.selectFrom('task').selectAll().where('task_id', '=', taskId).executeTakeFirst()
  return row && taskFromRow(row)
}

function checkSame(existing: TaskRecord, dealId: bigint, spec: TaskSpec): TaskRecord {
  const same = existing.dealId === dealId && taskSpecDocument.write(existing.spec) === taskSpecDocument.write(spec)
  if (!same) throw fail('TASK_EXISTS', { taskId: existing.taskId })
  return existing
}
