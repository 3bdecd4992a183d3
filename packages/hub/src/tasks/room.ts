import { type Address, fail, type Hex, type TaskSpec } from '@sonm/model'
import type { HubOptions } from '../options.ts'
import { limitsDocument, taskSpecDocument } from '../store/documents.ts'
import type { HubStore } from '../store/schema.ts'
import { contentsOf, type TaskRecord } from './task-record.ts'

/**
 * Whether a deal, and its worker, may have one task more.
 * @returns the deal's tasks that have not ended
 * @throws DEAL_TASKS_EXCEEDED, DEAL_TASKS_UNENDED, WORKER_TASKS_FULL
 */
export async function checkRoom(
  db: HubStore,
  id: bigint,
  worker: Address,
  spec: string,
  options: HubOptions,
): Promise<readonly Pick<TaskRecord, 'spec' | 'limits'>[]> {
  const { tasksPerDeal, unendedTasksPerDeal, specBytesPerWorker: limitBytes } = options
  const dealId = id.toString()
  const { count } = await db
    .selectFrom('task')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('deal_id', '=', Number(id))
    .executeTakeFirstOrThrow()
  if (count >= tasksPerDeal) throw fail('DEAL_TASKS_EXCEEDED', { dealId, limit: tasksPerDeal })
  const unended = await db
    .selectFrom('task')
    .select(['spec', 'limits'])
    .where('deal_id', '=', Number(id))
    .where('ended', '=', 0)
    .execute()
  if (unended.length >= unendedTasksPerDeal) throw fail('DEAL_TASKS_UNENDED', { dealId, limit: unendedTasksPerDeal })
  const { bytes } = await db
    .selectFrom('task')
    .select(({ fn }) => fn.sum<number | null>(fn('octet_length', ['spec'])).as('bytes'))
    .where('worker', '=', worker)
    .where('confirmed', '=', 0)
    .where('run', '=', 1)
    .executeTakeFirstOrThrow()
  if ((bytes ?? 0) + Buffer.byteLength(spec) > limitBytes) throw fail('WORKER_TASKS_FULL', { worker, limitBytes })
  return unended.map((row) => ({ spec: taskSpecDocument.read(row.spec), limits: limitsDocument.read(row.limits) }))
}

/** What a buyer has stored for one deal serves his others; what somebody else has stored does not. @throws BLOB_MISSING */
export async function checkContents(db: HubStore, buyer: Address, spec: TaskSpec): Promise<void> {
  for (const sha256 of contentsOf(spec)) {
    if ((await bytesOfContent(db, buyer, sha256)) === undefined) throw fail('BLOB_MISSING', { sha256 })
  }
}

/** What contents take of a disk, by what was really stored: a spec has only the buyer's word for it. */
export async function storedBytes(db: HubStore, buyer: Address, contents: ReadonlySet<Hex>): Promise<number> {
  let sum = 0
  for (const sha256 of contents) sum += (await bytesOfContent(db, buyer, sha256)) ?? 0
  return sum
}

/** The size of a content that the buyer has stored; undefined where he has not. */
async function bytesOfContent(db: HubStore, buyer: Address, sha256: Hex): Promise<number | undefined> {
  const use = await db
    .selectFrom('blob_use')
    .select('bytes')
    .where('sha256', '=', sha256)
    .where('buyer', '=', buyer)
    .executeTakeFirst()
  return use?.bytes
}
