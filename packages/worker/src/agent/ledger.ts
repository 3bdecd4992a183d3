import type { WorkerStore } from './store/schema.ts'
import { recordFromRow, recordToRow, type TaskRecord } from './task-record.ts'

/** The tasks that this worker has, durably. What was saved survives kill -9. */
export class Ledger {
  readonly #store: WorkerStore

  constructor(store: WorkerStore) {
    this.#store = store
  }

  async all(): Promise<readonly TaskRecord[]> {
    const rows = await this.#store.selectFrom('task').selectAll().orderBy('task_id').execute()
    return rows.map(recordFromRow)
  }

  async save(record: TaskRecord): Promise<void> {
    const { task_id, ...columns } = recordToRow(record)
    await this.#store
      .insertInto('task')
      .values({ task_id, ...columns })
      .onConflict((conflict) => conflict.column('task_id').doUpdateSet(columns))
      .execute()
  }

  async remove(taskId: string): Promise<void> {
    await this.#store.deleteFrom('task').where('task_id', '=', taskId).execute()
  }
}
