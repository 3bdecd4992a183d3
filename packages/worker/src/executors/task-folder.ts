import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@sonm/model'
import type { EndReason, ExecutorTask, TaskEnd } from './executor.ts'
import { checkTaskId, isTaskId } from './task-id.ts'

/** Why the executor is about to kill a task; written before the kill, so that a crash between the two loses nothing. */
export interface Verdict {
  readonly reason: Exclude<EndReason, 'exited' | 'failed-to-start' | 'lost'>
  readonly message: string
}

/** What is known of a task that ended, for good. */
export interface EndRecord {
  readonly end: TaskEnd
  readonly startedAtMs?: number
  readonly progress?: number
  readonly imageDigest?: string
  readonly cpuTimeMs?: number
}

/** The durable records of one task, each a file written in one piece. */
export class TaskFolder {
  readonly path: string

  constructor(dataDir: string, taskId: string) {
    checkTaskId(taskId)
    this.path = join(dataDir, taskId)
  }

  file(name: string): string {
    return join(this.path, name)
  }

  /** The two files of the task's log. */
  get logPaths(): { readonly pathA: string; readonly pathB: string } {
    return { pathA: this.file('log.a'), pathB: this.file('log.b') }
  }

  /** Makes the folder and writes the task. @throws TASK_EXISTS */
  async create(task: ExecutorTask): Promise<void> {
    mkdirSync(join(this.path, '..'), { recursive: true })
    try {
      await mkdir(this.path, { mode: 0o700 })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || this.task() !== undefined) {
        throw fail('TASK_EXISTS', { taskId: task.taskId }, { cause })
      }
    }
    await this.write('task.json', task)
  }

  task(): ExecutorTask | undefined {
    return this.read<ExecutorTask>('task.json')
  }

  verdict(): Verdict | undefined {
    return this.read<Verdict>('verdict.json')
  }

  end(): EndRecord | undefined {
    return this.read<EndRecord>('end.json')
  }

  /** Writes a record so that it survives kill -9 and is never seen in part. */
  async write(name: string, record: object): Promise<void> {
    const file = await open(this.file(`${name}.new`), 'w', 0o600)
    try {
      await file.writeFile(JSON.stringify(record))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(this.file(`${name}.new`), this.file(name))
  }

  read<T>(name: string): T | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : (JSON.parse(text) as T)
  }

  text(name: string): string | undefined {
    return missingAsUndefined(() => readFileSync(this.file(name), 'utf8'))
  }

  async head(name: string, maxBytes: number): Promise<string> {
    const content = await readFile(this.file(name)).catch(() => Buffer.alloc(0))
    return content.subarray(0, maxBytes).toString('utf8')
  }

  /** The records go last: what cannot be removed stays known as what it is, ended, and is tried again. */
  remove(): void {
    const records = ['end.json', 'task.json']
    const names = missingAsUndefined(() => readdirSync(this.path)) ?? []
    for (const name of names) if (!records.includes(name)) rmSync(this.file(name), { recursive: true, force: true })
    // Without the task there is none that could be taken up for want of an end.
    rmSync(this.file('task.json'), { force: true })
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** The ids of all tasks that have a record below `dataDir`. A folder without one is a start that never happened. */
export function taskIdsIn(dataDir: string): string[] {
  const names = missingAsUndefined(() => readdirSync(dataDir)) ?? []
  return names.filter((name) => isTaskId(name) && new TaskFolder(dataDir, name).task() !== undefined)
}

function missingAsUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
