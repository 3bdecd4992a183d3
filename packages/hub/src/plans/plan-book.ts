import type { Clock, Logger, Random } from '@sonm/common'
import { type Address, fail, toHex } from '@sonm/model'
import type { AskPlanSpec } from '@sonm/protocol'
import type { Notices } from '../notices.ts'
import { planSpecDocument } from '../store/documents.ts'
import type { HubStore } from '../store/schema.ts'
import type { WorkerBook, WorkerRecord } from '../workers/worker-book.ts'
import { findPlace, fittingPlans } from './admission.ts'
import { checkPlanSpec } from './check-spec.ts'
import { type Place, type Plan, planToRow } from './plan.ts'
import { allPlans, checkFirmAsks, findPlan, holdingPlans, savePlan } from './plan-rows.ts'
import { freeAgain, isHeldRemoved, removedLike } from './removed.ts'
import { decideReservation } from './reservation.ts'
import { freeFromSeconds, mayStillSell, type PlanState, planState } from './state.ts'

export interface PlanView {
  readonly plan: Plan
  readonly state: PlanState
  readonly worker: WorkerRecord | undefined
}

const REMOVED_BEFORE =
  'a plan that this hub was started with has been removed, so nothing is sold by it: `sonm plan create -f FILE` sells by it again'

/** The ask plans: what is to be sold, where, and in which round each is. */
export class PlanBook {
  readonly #store: HubStore
  readonly #workers: WorkerBook
  readonly #clock: Clock
  readonly #random: Random
  readonly #logger: Logger
  readonly #notices: Notices

  constructor(options: {
    store: HubStore
    workers: WorkerBook
    clock: Clock
    random: Random
    logger: Logger
    notices: Notices
  }) {
    this.#store = options.store
    this.#workers = options.workers
    this.#clock = options.clock
    this.#random = options.random
    this.#logger = options.logger
    this.#notices = options.notices
  }

  /**
   * Makes a plan. Where workers have registered, its slice must be free on one of them now. One that was removed a moment
   * ago, and holds its slice, is taken up again: what was signed for it and this together still opens one deal.
   * @throws PLAN_INVALID, SLICE_UNAVAILABLE
   */
  async create(spec: AskPlanSpec): Promise<Plan> {
    checkPlanSpec(spec)
    const workers = await this.#workers.list()
    const shelves = shelvesFor(spec, workers)
    const plan = await this.#store.transaction().execute(async (db) => {
      const holding = await holdingPlans(db)
      const removed = removedLike(spec, holding, shelves)
      if (removed) {
        const plan = { ...removed, removed: false }
        await savePlan(db, plan)
        return plan
      }
      const found = findPlace(shelves, holding, spec.resources, spec.worker)
      if (!('worker' in found) && workers.length > 0) {
        throw fail('SLICE_UNAVAILABLE', {
          shortages: found.shortages.join(', ') || 'no worker allows its tasks this network',
          freeAgain: freeAgain(spec, holding, shelves, this.nowSeconds()),
        })
      }
      return this.#insert(db, spec, 'worker' in found ? found : undefined)
    })
    this.#notices.plans()
    return plan
  }

  /** Makes the plans that are not there yet; removed ones count as there, or every restart would bring them back. */
  async ensure(specs: readonly AskPlanSpec[]): Promise<void> {
    for (const spec of specs) checkPlanSpec(spec)
    await this.#store.transaction().execute(async (db) => {
      const existing = [...(await allPlans(db))]
      for (const spec of specs) {
        const content = planSpecDocument.write(spec)
        const like = existing.filter((plan) => planSpecDocument.write(plan.spec) === content)
        const plan = like.find(({ removed }) => !removed) ?? like[0]
        if (!plan) await this.#insert(db, spec, undefined)
        // Each existing plan answers for one of the list, so that the same slice can be sold several times over.
        else existing.splice(existing.indexOf(plan), 1)
        if (plan?.removed) this.#logger.warn({ planId: plan.planId }, REMOVED_BEFORE)
      }
    })
    await this.place()
  }

  /** Gives a place to each plan that waits for one and fits somewhere now. */
  async place(): Promise<void> {
    const workers = await this.#workers.list()
    await this.#store.transaction().execute(async (db) => {
      const plans = await allPlans(db)
      for (const plan of plans.filter(({ place, removed }) => !place && !removed)) {
        const holding = await holdingPlans(db)
        const found = findPlace(shelvesFor(plan.spec, workers), holding, plan.spec.resources, plan.spec.worker)
        if (!('worker' in found)) {
          if (workers.length > 0) this.#logger.info({ planId: plan.planId, ...found }, 'a plan fits no worker')
          continue
        }
        await savePlan(db, { ...plan, place: found })
        this.#logger.info({ planId: plan.planId, worker: found.worker }, 'a plan has its slice')
      }
    })
    this.#notices.plans()
  }

  /** No new asks from this plan. Its slice stays held until nothing that was signed can be taken any more. */
  async remove(planId: string): Promise<void> {
    await this.#store.transaction().execute(async (db) => {
      const plan = await findPlan(db, planId)
      if (!plan) throw fail('PLAN_NOT_FOUND', { planId })
      const { reservation: _, ...unreserved } = plan
      await savePlan(db, { ...unreserved, removed: true })
    })
    this.#notices.plans()
  }

  /** Every plan with the state that follows from everything else. */
  async views(): Promise<readonly PlanView[]> {
    const plans = await allPlans(this.#store)
    const workers = new Map((await this.#workers.list()).map((worker) => [worker.address, worker]))
    const rows = await this.#store.selectFrom('deal').select('deal_id').where('closed_at_ms', 'is', null).execute()
    const open = new Set(rows.map(({ deal_id }) => BigInt(deal_id)))
    const nowSeconds = this.nowSeconds()
    const firm = (plan: Plan) => plan.dealId !== undefined || mayStillSell(plan, nowSeconds)
    const inOrder = [...plans.filter(firm), ...plans.filter((plan) => !firm(plan))]
    const fitting = new Set([...workers.values()].flatMap((worker) => [...fittingPlans(shelfOf(worker), inOrder)]))
    return plans.map((plan) => {
      const worker = plan.place && workers.get(plan.place.worker)
      const state = planState(plan, {
        workerConnected: plan.place !== undefined && this.#workers.isConnected(plan.place.worker),
        fits: fitting.has(plan.planId),
        dealOpen: plan.dealId !== undefined && open.has(plan.dealId),
        nowSeconds,
      })
      return { plan, state, worker }
    })
  }

  async view(planId: string): Promise<PlanView> {
    const view = (await this.views()).find(({ plan }) => plan.planId === planId)
    if (!view) throw fail('PLAN_NOT_FOUND', { planId })
    return view
  }

  /**
   * Holds an offered plan for one buyer, as `decideReservation` says.
   * @returns until when a firm ask may be good
   * @throws PLAN_RESERVED, PLAN_NOT_OFFERED, RESERVATION_USED
   */
  async reserve(planId: string, buyer: Address, holdSeconds: number): Promise<number> {
    const { state } = await this.view(planId)
    if (state !== 'offered' && state !== 'reserved') throw fail('PLAN_NOT_OFFERED', { planId, state })
    const untilSeconds = await this.#store.transaction().execute(async (db) => {
      const plan = await findPlan(db, planId)
      if (!plan || plan.removed || plan.dealId !== undefined) throw fail('PLAN_NOT_OFFERED', { planId, state: 'sold' })
      const nowSeconds = this.nowSeconds()
      const { untilSeconds, change } = decideReservation(plan, buyer, nowSeconds, holdSeconds)
      if (change) await savePlan(db, { ...plan, ...change })
      else await checkFirmAsks(db, planId, buyer, nowSeconds)
      return untilSeconds
    })
    this.#notices.plans()
    return untilSeconds
  }

  /**
   * Notes a signature before it leaves the hub.
   * @returns whether the plan is still in the round that was signed for; if not, the ask must not be used
   */
  async noteSigned(
    ask: { hash: string; signed: string; nonce: bigint; expiresAtSeconds: number; buyer?: Address },
    planId: string,
  ): Promise<boolean> {
    return this.#store.transaction().execute(async (db) => {
      const plan = await findPlan(db, planId)
      if (!plan || plan.removed || plan.nonce !== ask.nonce || plan.dealId !== undefined) return false
      await savePlan(db, { ...plan, signedUntilSeconds: Math.max(plan.signedUntilSeconds, ask.expiresAtSeconds) })
      await db
        .insertInto('ask')
        .values({
          ask_hash: ask.hash,
          plan_id: planId,
          signed: ask.signed,
          expires_at_s: ask.expiresAtSeconds,
          buyer: ask.buyer ?? null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      return true
    })
  }

  /**
   * Lets go of the slices of removed plans whose asks can open no deal any more.
   * @param chainSeconds the time of the newest block
   * @returns in how many milliseconds the next such slice is free; undefined: none is held
   */
  async freeRemoved(
    chainSeconds: () => Promise<number>,
    isNonceUsed: (nonce: bigint) => Promise<boolean>,
  ): Promise<number | undefined> {
    const held = (await allPlans(this.#store)).filter(isHeldRemoved)
    if (held.length === 0) return undefined
    const newest = await chainSeconds()
    const maySell = (plan: Plan) => mayStillSell(plan, this.nowSeconds(), newest)
    const over = held.filter((plan) => !maySell(plan))
    const later = held.filter(maySell)
    for (const { planId, nonce, signedUntilSeconds } of over) {
      // Taken, and its event not read yet: the deal will hold the slice.
      if (signedUntilSeconds > 0 && (await isNonceUsed(nonce))) continue
      await this.#store
        .updateTable('plan')
        .set({ worker: null, resources: null })
        .where('plan_id', '=', planId)
        .where('deal_id', 'is', null)
        .where('removed', '=', 1)
        .execute()
    }
    if (over.length > 0) await this.place()
    if (later.length === 0) return undefined
    return Math.max(1, Math.min(...later.map(freeFromSeconds)) * 1000 - this.#clock.nowMs())
  }

  /** A deal was opened from an ask of this plan. */
  async sell(db: HubStore, planId: string, dealId: bigint): Promise<Plan | undefined> {
    const plan = await findPlan(db, planId)
    if (!plan) return undefined
    const { reservation: _, ...unreserved } = plan
    await savePlan(db, { ...unreserved, unusedReservations: 0, dealId })
    return plan
  }

  /** The deal and its tasks are over: the slice is free, and a new round begins. */
  async beginRound(db: HubStore, planId: string): Promise<void> {
    const plan = await findPlan(db, planId)
    if (!plan) return
    const { reservation: _r, dealId: _d, ...rest } = plan
    await savePlan(db, { ...rest, nonce: this.#freshNonce(), signedUntilSeconds: 0 })
    await db.deleteFrom('ask').where('plan_id', '=', planId).execute()
  }

  /** The hub's key cancelled a nonce on chain: what was signed with it is void. */
  async nonceCancelled(db: HubStore, nonce: bigint): Promise<void> {
    const row = await db
      .selectFrom('plan')
      .select('plan_id')
      .where('nonce', '=', nonce.toString())
      .where('deal_id', 'is', null)
      .executeTakeFirst()
    if (row) await this.beginRound(db, row.plan_id)
  }

  nowSeconds(): number {
    return Math.floor(this.#clock.nowMs() / 1000)
  }

  async #insert(db: HubStore, spec: AskPlanSpec, place: Place | undefined): Promise<Plan> {
    const plan: Plan = {
      planId: toHex(this.#random.bytes(8)).slice(2),
      spec,
      createdAtMs: this.#clock.nowMs(),
      removed: false,
      nonce: this.#freshNonce(),
      signedUntilSeconds: 0,
      unusedReservations: 0,
      ...(place ? { place } : {}),
    }
    await db.insertInto('plan').values(planToRow(plan)).execute()
    return plan
  }

  #freshNonce(): bigint {
    return BigInt(toHex(this.#random.bytes(32)))
  }
}

/** The workers that allow their tasks the network that the plan sells. */
function shelvesFor({ netFlags }: AskPlanSpec, workers: readonly WorkerRecord[]) {
  return workers.filter((worker) => (netFlags & ~worker.netFlags) === 0).map(shelfOf)
}

function shelfOf({ address, machine }: WorkerRecord) {
  return { worker: address, total: machine.resources }
}
