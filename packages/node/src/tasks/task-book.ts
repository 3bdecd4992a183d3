import { fromBinary, toBinary } from '@bufbuild/protobuf'
import type { Address } from '@sonm/model'
import { TaskPhaseMessage, type TaskStatus, TaskStatusSchema } from '@sonm/protocol'
import type { NodeStore } from '../store.ts'
import type { HubLink } from './hub-link.ts'

/** Which hub has which task, and what was last heard of it. */
export class TaskBook {
  readonly #store: NodeStore

  constructor(store: NodeStore) {
    this.#store = store
  }

  /** Before the hub is asked: so the task is found again whatever happens to the answer. @returns whether it is new */
  async began(taskId: string, { dealId, hub }: HubLink): Promise<boolean> {
    const result = await this.#store
      .insertInto('task')
      .values({ task_id: taskId, deal_id: Number(dealId), hub, status: null })
      .onConflict((conflict) => conflict.column('task_id').doNothing())
      .executeTakeFirst()
    return result.numInsertedOrUpdatedRows === 1n
  }

  /** The hub refused: there never was such a task. */
  async refused(taskId: string): Promise<void> {
    await this.#store.deleteFrom('task').where('task_id', '=', taskId).where('status', 'is', null).execute()
  }

  /** Keeps the newest status; one that ended stays ended, and a status of another hub's task is not believed. */
  async heard(status: TaskStatus, { dealId, hub }: HubLink): Promise<void> {
    const taskId = status.observation?.taskId
    if (!taskId) return
    // In one transaction, or an older answer could come between and be written last.
    await this.#store.transaction().execute(async (db) => {
      const row = await db.selectFrom('task').selectAll().where('task_id', '=', taskId).executeTakeFirst()
      if (row && (row.hub !== hub || row.deal_id !== Number(dealId))) return
      if (row?.status && phaseOf(fromBinary(TaskStatusSchema, row.status)) > phaseOf(status)) return
      const bytes = toBinary(TaskStatusSchema, status)
      await db
        .insertInto('task')
        .values({ task_id: taskId, deal_id: Number(dealId), hub, status: bytes })
        .onConflict((conflict) => conflict.column('task_id').doUpdateSet({ status: bytes }))
        .execute()
    })
  }

  async hubOf(taskId: string): Promise<HubLink | undefined> {
    const row = await this.#store.selectFrom('task').selectAll().where('task_id', '=', taskId).executeTakeFirst()
    return row && { dealId: BigInt(row.deal_id), hub: row.hub as Address }
  }

  /** What was last heard of tasks that a hub has confirmed. */
  async lastKnown(dealId?: bigint): Promise<readonly TaskStatus[]> {
    let query = this.#store.selectFrom('task').selectAll().where('status', 'is not', null)
    if (dealId !== undefined) query = query.where('deal_id', '=', Number(dealId))
    return (await query.execute()).map((row) => fromBinary(TaskStatusSchema, row.status!))
  }
}

function phaseOf(status: TaskStatus): number {
  return status.observation?.phase ?? TaskPhaseMessage.UNSPECIFIED
}
