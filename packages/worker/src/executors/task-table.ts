import { fail } from '@sonm/model'
import type { ExecutorTask, TaskSnapshot } from './executor.ts'
import { SnapshotFeed } from './snapshot-feed.ts'
import { TaskFolder, taskIdsIn } from './task-folder.ts'

/** One task that an executor has taken up. */
export interface Tracked {
  readonly task: ExecutorTask
  readonly folder: TaskFolder
  readonly feed: SnapshotFeed
}

/** The tasks of an executor: their folders below one data folder, and which of them are taken up. */
export class TaskTable<Entry extends Tracked> {
  readonly dataDir: string
  readonly #entries = new Map<string, Entry>()
  readonly #takeUp: (tracked: Tracked) => Entry

  /** @param takeUp what an executor does with a task that it found on disk */
  constructor(dataDir: string, takeUp: (tracked: Tracked) => Entry) {
    this.dataDir = dataDir
    this.#takeUp = takeUp
  }

  /** Makes a new task durable. @throws TASK_EXISTS */
  async create(task: ExecutorTask): Promise<Tracked> {
    const folder = new TaskFolder(this.dataDir, task.taskId)
    await folder.create(task)
    return { task, folder, feed: new SnapshotFeed(preparing(task.taskId)) }
  }

  add(entry: Entry): void {
    this.#entries.set(entry.task.taskId, entry)
  }

  delete(taskId: string): void {
    this.#entries.delete(taskId)
  }

  entries(): Entry[] {
    return [...this.#entries.values()]
  }

  /** The task, taken up if it was not. @throws TASK_NOT_FOUND */
  get(taskId: string): Entry {
    const entry = this.find(taskId)
    if (entry === undefined) throw fail('TASK_NOT_FOUND', { taskId })
    return entry
  }

  find(taskId: string): Entry | undefined {
    const known = this.#entries.get(taskId)
    if (known !== undefined) return known
    const folder = new TaskFolder(this.dataDir, taskId)
    const task = folder.task()
    if (task === undefined) return undefined
    const entry = this.#takeUp({ task, folder, feed: new SnapshotFeed(storedSnapshot(folder, taskId)) })
    this.#entries.set(taskId, entry)
    return entry
  }

  snapshots(): TaskSnapshot[] {
    return taskIdsIn(this.dataDir).map(
      (taskId) =>
        this.#entries.get(taskId)?.feed.current ?? storedSnapshot(new TaskFolder(this.dataDir, taskId), taskId),
    )
  }
}

function preparing(taskId: string): TaskSnapshot {
  return { taskId, status: { phase: 'preparing', detail: 'accepted' } }
}

/** What the records alone say of a task. */
function storedSnapshot(folder: TaskFolder, taskId: string): TaskSnapshot {
  const record = folder.end()
  if (record === undefined) return preparing(taskId)
  const { end, startedAtMs, progress, imageDigest } = record
  return {
    taskId,
    status: { phase: 'ended', end, ...(startedAtMs !== undefined && { startedAtMs }) },
    ...(progress !== undefined && { progress }),
    ...(imageDigest !== undefined && { imageDigest }),
  }
}
