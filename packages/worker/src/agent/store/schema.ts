import type { Migration, Store } from '@sonm/common'

export interface WorkerTables {
  task: TaskRow
}

/** One task as this worker knows it. */
export interface TaskRow {
  task_id: string
  /** What the hub wants of it: JSON of DesiredTask. */
  desired: string
  /** JSON of TaskObservation: written before it is told. */
  observation: string
  /** accepted (nothing started), started (the executor has it), ended (it ran its course; things remain to be sent), done */
  stage: string
  /** The end as the executor told it, JSON; told to the hub once logs and outputs are there. */
  end: string | null
  /** The lines and bytes of the log that the hub has confirmed. */
  log_lines: number
  log_bytes: number
}

export type WorkerStore = Store<WorkerTables>

export const workerMigrations: readonly Migration[] = [
  {
    name: '0001-start',
    sql: `
      CREATE TABLE task (
        task_id TEXT PRIMARY KEY, desired TEXT NOT NULL, observation TEXT NOT NULL, stage TEXT NOT NULL, end TEXT,
        log_lines INTEGER NOT NULL, log_bytes INTEGER NOT NULL
      ) STRICT;
    `,
  },
]
