import { type Address, fail, type Hex } from '@sonm/model'
import type { BlobRead, BlobStore } from '../blobs/blob-store.ts'
import type { HubStore } from '../store/schema.ts'
import type { ContentPiece, Contents } from './contents.ts'
import type { TaskBook } from './task-book.ts'
import type { TaskRecord } from './task-record.ts'

/** Under which the parts of a task's outputs are kept until they are complete. */
export function uploadOfTask(taskId: string): string {
  return `task-${taskId}`
}

/** The files that tasks leave: sent by their workers before they say that a task has ended, read by their buyers. */
export class Outputs {
  readonly #store: HubStore
  readonly #blobs: BlobStore
  readonly #contents: Contents
  readonly #tasks: TaskBook

  constructor(parts: { store: HubStore; blobs: BlobStore; contents: Contents; tasks: TaskBook }) {
    this.#store = parts.store
    this.#blobs = parts.blobs
    this.#contents = parts.contents
    this.#tasks = parts.tasks
  }

  /** @returns how many bytes of the file the hub has. @throws TASK_NOT_FOUND, INPUT_INVALID, BLOB_CORRUPT */
  async put(worker: Address, taskId: string, name: string, piece: ContentPiece): Promise<number> {
    const { sha256, totalBytes } = piece
    const { spec, limits } = await this.#tasks.getAt(worker, taskId)
    if (!spec.outputs.includes(name))
      throw fail('INPUT_INVALID', { field: 'name', reason: 'the task names no such output' })
    const rows = await this.#store.selectFrom('output').selectAll().where('task_id', '=', taskId).execute()
    if (rows.some((row) => row.name === name && row.sha256 === sha256)) return totalBytes
    const others = rows.reduce((sum, row) => (row.name === name ? sum : sum + row.bytes), 0)
    if (others + totalBytes > limits.diskBytes) {
      throw fail('INPUT_INVALID', { field: 'total_bytes', reason: 'the outputs are larger than the task may write' })
    }
    return this.#contents.putOutput({ ...piece, upload: uploadOfTask(taskId) }, async () => {
      await this.#store
        .insertInto('output')
        .values({ task_id: taskId, name, sha256, bytes: totalBytes })
        .onConflict((conflict) => conflict.columns(['task_id', 'name']).doUpdateSet({ sha256, bytes: totalBytes }))
        .execute()
    })
  }

  /** @throws OUTPUT_NOT_FOUND */
  async read({ taskId }: TaskRecord, name: string, offset: number, maxBytes: number): Promise<BlobRead> {
    const row = await this.#store
      .selectFrom('output')
      .selectAll()
      .where('task_id', '=', taskId)
      .where('name', '=', name)
      .executeTakeFirst()
    if (!row) throw fail('OUTPUT_NOT_FOUND', { taskId, name })
    return this.#blobs.read(row.sha256 as Hex, offset, maxBytes)
  }
}
