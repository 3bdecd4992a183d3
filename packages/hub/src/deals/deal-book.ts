import { type Checkpoint, type MarketEvent, readCheckpoint, writeCheckpoint } from '@sonm/chain'
import type { Clock, Logger } from '@sonm/common'
import { type Address, type Deal, type DealChange, dealAfter, fail, isDealChange } from '@sonm/model'
import { masterIn } from '../master.ts'
import type { Notices } from '../notices.ts'
import type { PlanBook } from '../plans/plan-book.ts'
import { dealDocument } from '../store/documents.ts'
import type { HubStore } from '../store/schema.ts'
import { type DealRecord, dealFromRow } from './deal-record.ts'

type Opened = MarketEvent & { readonly kind: 'dealOpened' }

/** A transaction that a reorganisation dropped is nearly always mined again at once; a deal waits so long for that. */
const VOID_GRACE_MS = 5 * 60_000

/** The hub's deals. They are written from the chain's events alone, each batch together with how far the chain was read. */
export class DealBook {
  readonly #store: HubStore
  readonly #plans: PlanBook
  readonly #hub: Address
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #notices: Notices

  constructor(options: {
    store: HubStore
    plans: PlanBook
    hub: Address
    clock: Clock
    logger: Logger
    notices: Notices
  }) {
    this.#store = options.store
    this.#plans = options.plans
    this.#hub = options.hub
    this.#clock = options.clock
    this.#logger = options.logger
    this.#notices = options.notices
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const row = await this.#store.selectFrom('checkpoint').selectAll().executeTakeFirst()
    return row && readCheckpoint(row.checkpoint)
  }

  /** Stores what the events lead to, and how far the chain was read. The same events again change nothing. */
  async applyEvents(events: readonly MarketEvent[], checkpoint: Checkpoint): Promise<void> {
    const stopped: StoppedTask[] = []
    let ours = false
    await this.#store.transaction().execute(async (db) => {
      for (const event of events) {
        if (event.kind === 'dealOpened') {
          if (event.deal.hub !== this.#hub) continue
          await remember(db, event, event.deal)
          await this.#opened(db, event)
        } else if (isDealChange(event)) {
          const before = await stateBefore(db, event)
          if (!before) continue
          const deal = dealAfter(before, event, event.timestampSeconds)
          await remember(db, event, deal)
          if (event.kind === 'dealClosed') {
            stopped.push(...(await this.#closed(db, deal, Number(event.timestampSeconds) * 1000)))
          } else await this.#setState(db, deal)
        } else if (event.kind === 'nonceCancelled' && event.account === this.#hub) {
          await this.#plans.nonceCancelled(db, event.nonce)
        } else if (event.kind === 'epochAdvanced' && event.account === this.#hub) {
          // Nothing that was signed before can be taken; to the advertiser it is expired.
          await db.updateTable('ask').set({ expires_at_s: 0 }).where('buyer', 'is', null).execute()
        } else continue
        ours = true
      }
      await saveCheckpoint(db, checkpoint)
    })
    if (ours) this.#tell(stopped)
  }

  /** Takes back what a reorganisation of the chain took back. A deal that lost its opening waits a while for it to come again. */
  async rollBack(toBlock: bigint, checkpoint: Checkpoint): Promise<void> {
    await this.#store.transaction().execute(async (db) => {
      const undone = await db
        .deleteFrom('deal_event')
        .where('block', '>', Number(toBlock))
        .returning('deal_id')
        .execute()
      for (const dealId of new Set(undone.map(({ deal_id }) => deal_id))) {
        const last = await db
          .selectFrom('deal_event')
          .selectAll()
          .where('deal_id', '=', dealId)
          .orderBy('block', 'desc')
          .orderBy('log_index', 'desc')
          .executeTakeFirst()
        const change = last ? { deal: last.deal, void_since_ms: null } : { void_since_ms: this.#clock.nowMs() }
        await db
          .updateTable('deal')
          .set({ ...change, closed_at_ms: null })
          .where('deal_id', '=', dealId)
          .execute()
        this.#logger.warn({ dealId }, 'the chain was reorganised under a deal')
      }
      await saveCheckpoint(db, checkpoint)
    })
    this.#tell([])
  }

  /** Ends the deals that a reorganisation left without their opening, and that did not come again. */
  async endVoid(): Promise<void> {
    const rows = await selectDeals(this.#store)
      .where('void_since_ms', '<=', this.#clock.nowMs() - VOID_GRACE_MS)
      .where('closed_at_ms', 'is', null)
      .execute()
    if (rows.length === 0) return
    const stopped = await this.#store.transaction().execute(async (db) => {
      const tasks: StoppedTask[] = []
      for (const row of rows) tasks.push(...(await this.#closed(db, dealDocument.read(row.deal), this.#clock.nowMs())))
      return tasks
    })
    this.#tell(stopped)
  }

  /** @throws DEAL_UNKNOWN */
  async get(dealId: bigint): Promise<DealRecord> {
    const record = await this.find(dealId)
    if (!record) throw fail('DEAL_UNKNOWN', { dealId: dealId.toString() })
    return record
  }

  async find(dealId: bigint): Promise<DealRecord | undefined> {
    // Beyond this no deal can exist, and the store could not hold the number.
    if (dealId > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
    const row = await selectDeals(this.#store).where('deal.deal_id', '=', Number(dealId)).executeTakeFirst()
    return row && dealFromRow(row)
  }

  async open(): Promise<readonly DealRecord[]> {
    const rows = await selectDeals(this.#store).where('closed_at_ms', 'is', null).orderBy('deal.deal_id').execute()
    return rows.map(dealFromRow)
  }

  /** Begins the plan's next round once the deal is closed and its worker has told the end of every task. */
  async freeSlice(db: HubStore, dealId: bigint): Promise<boolean> {
    const row = await db.selectFrom('deal').selectAll().where('deal_id', '=', Number(dealId)).executeTakeFirst()
    if (!row || row.closed_at_ms === null || row.plan_id === null) return false
    const left = await db
      .selectFrom('task')
      .select('task_id')
      .where('deal_id', '=', Number(dealId))
      .where('confirmed', '=', 0)
      .executeTakeFirst()
    if (left || !(await this.#holdsItsPlan(db, row.plan_id, dealId))) return false
    await this.#plans.beginRound(db, row.plan_id)
    return true
  }

  async #holdsItsPlan(db: HubStore, planId: string, dealId: bigint): Promise<boolean> {
    const plan = await db.selectFrom('plan').select('deal_id').where('plan_id', '=', planId).executeTakeFirst()
    return plan?.deal_id === Number(dealId)
  }

  async #opened(db: HubStore, { deal, timestampSeconds }: Opened): Promise<void> {
    const dealId = deal.id.toString()
    const known = await this.#setState(db, deal)
    if (known) return
    const ask = await db.selectFrom('ask').select('plan_id').where('ask_hash', '=', deal.askHash).executeTakeFirst()
    const plan = ask && (await this.#plans.sell(db, ask.plan_id, deal.id))
    const master = await masterIn(db)
    const isOurs = master === undefined || deal.master === master
    const place = isOurs ? plan?.place : undefined
    if (!isOurs) this.#logger.error({ dealId, master: deal.master }, 'a deal was opened that pays another master')
    else if (plan?.place) this.#logger.info({ dealId, planId: plan.planId, buyer: deal.buyer }, 'a deal was opened')
    else this.#logger.error({ dealId, askHash: deal.askHash }, 'a deal was opened on an ask that is not known')
    await db
      .insertInto('deal')
      .values({
        deal_id: Number(deal.id),
        plan_id: plan?.place ? plan.planId : null,
        worker: place?.worker ?? null,
        resources: place ? JSON.stringify(place.resources) : null,
        net_flags: plan?.spec.netFlags ?? 0,
        buyer: deal.buyer,
        deal: dealDocument.write(deal),
        opened_at_ms: Number(timestampSeconds) * 1000,
        closed_at_ms: null,
        void_since_ms: null,
        purged: 0,
      })
      .execute()
  }

  /** @returns whether the deal is known */
  async #setState(db: HubStore, deal: Deal): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('deal')
      .set({ deal: dealDocument.write(deal), buyer: deal.buyer, void_since_ms: null })
      .where('deal_id', '=', Number(deal.id))
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** @returns the tasks that must end now */
  async #closed(db: HubStore, deal: Deal, atMs: number): Promise<readonly StoppedTask[]> {
    const { numUpdatedRows } = await db
      .updateTable('deal')
      .set({ deal: dealDocument.write(deal), closed_at_ms: atMs })
      .where('deal_id', '=', Number(deal.id))
      .where('closed_at_ms', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return []
    this.#logger.info({ dealId: deal.id.toString() }, 'a deal was closed')
    const stopped = await db
      .updateTable('task')
      .set({ run: 0, stop_reason: 'deal-closed' })
      .where('deal_id', '=', Number(deal.id))
      .where('ended', '=', 0)
      .where('run', '=', 1)
      .returning(['task_id', 'worker'])
      .execute()
    await this.freeSlice(db, deal.id)
    return stopped
  }

  #tell(stopped: readonly StoppedTask[]): void {
    for (const { task_id } of stopped) this.#notices.task.changed(task_id)
    for (const worker of new Set(stopped.map((task) => task.worker))) this.#notices.desired.changed(worker as Address)
    this.#notices.plans()
    this.#notices.deals()
  }
}

interface StoppedTask {
  readonly task_id: string
  readonly worker: string
}

function selectDeals(db: HubStore) {
  return db
    .selectFrom('deal')
    .leftJoin('plan', 'plan.plan_id', 'deal.plan_id')
    .selectAll('deal')
    .select('plan.deal_id as plan_deal_id')
}

/** The state of one of our deals that an event changes; undefined for a deal of another hub. */
async function stateBefore(db: HubStore, event: MarketEvent & DealChange): Promise<Deal | undefined> {
  const last = await db
    .selectFrom('deal_event')
    .select('deal')
    .where('deal_id', '=', Number(event.dealId))
    .where(({ eb, and, or }) =>
      or([
        eb('block', '<', Number(event.blockNumber)),
        and([eb('block', '=', Number(event.blockNumber)), eb('log_index', '<', event.logIndex)]),
      ]),
    )
    .orderBy('block', 'desc')
    .orderBy('log_index', 'desc')
    .executeTakeFirst()
  return last && dealDocument.read(last.deal)
}

async function remember(db: HubStore, event: MarketEvent, deal: Deal): Promise<void> {
  await db
    .insertInto('deal_event')
    .values({
      deal_id: Number(deal.id),
      block: Number(event.blockNumber),
      log_index: event.logIndex,
      kind: event.kind,
      deal: dealDocument.write(deal),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function saveCheckpoint(db: HubStore, checkpoint: Checkpoint): Promise<void> {
  const text = writeCheckpoint(checkpoint)
  await db
    .insertInto('checkpoint')
    .values({ id: 1, checkpoint: text })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ checkpoint: text }))
    .execute()
}
