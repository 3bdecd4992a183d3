import type { Migration, Store } from '@sonm/common'

/** Documents are JSON; numbers beyond 2^53 and hashes are text. Times are Unix milliseconds unless named otherwise. */
export interface HubTables {
  worker: WorkerRow
  plan: PlanRow
  ask: AskRow
  deal: DealRow
  deal_event: DealEventRow
  task: TaskRow
  log_chunk: LogChunkRow
  output: OutputRow
  blob_use: BlobUseRow
  upload: UploadRow
  checkpoint: CheckpointRow
  master: MasterRow
}

export interface WorkerRow {
  address: string
  name: string
  machine: string
  executors: string
  net_flags: number
  /** Since when it is not connected; null: it is. */
  away_since_ms: number | null
}

export interface PlanRow {
  plan_id: string
  /** The plan as it was ordered; the key under which the same order finds it again. */
  spec: string
  created_at_ms: number
  removed: number
  /** The worker and the slice; null until a worker came where it fits. */
  worker: string | null
  resources: string | null
  /** All signatures of a round carry its nonce, so the chain opens one deal of them at most. */
  nonce: string
  reserved_by: string | null
  reserved_until_s: number
  /** Reservations since the last deal that lapsed without one. */
  unused_reservations: number
  /** The last expiry of anything signed in this round. */
  signed_until_s: number
  /** The deal that holds the slice, until its tasks have ended too. */
  deal_id: number | null
}

export interface AskRow {
  ask_hash: string
  plan_id: string
  signed: string
  expires_at_s: number
  /** The buyer of a firm ask; null: advertised. */
  buyer: string | null
}

export interface DealRow {
  deal_id: number
  /** Null: its ask is not one of ours that we know. */
  plan_id: string | null
  worker: string | null
  resources: string | null
  net_flags: number
  buyer: string
  deal: string
  opened_at_ms: number
  closed_at_ms: number | null
  /** Since when a reorganisation of the chain has left it without its opening; null: it stands. */
  void_since_ms: number | null
  purged: number
}

/** A deal's states by block, so that a reorganisation of the chain can be followed back. */
export interface DealEventRow {
  deal_id: number
  block: number
  log_index: number
  kind: string
  deal: string
}

export interface TaskRow {
  task_id: string
  deal_id: number
  worker: string
  buyer: string
  executor: string
  spec: string
  limits: string
  created_at_ms: number
  run: number
  stop_reason: string
  observation: string
  ended: number
  /** The worker itself told the end; until then it is asked to end the task. */
  confirmed: number
  log_received_bytes: number
}

export interface LogChunkRow {
  task_id: string
  offset: number
  stream: string
  at_ms: number
  data: Uint8Array
}

export interface OutputRow {
  task_id: string
  name: string
  sha256: string
  bytes: number
}

export interface BlobUseRow {
  sha256: string
  deal_id: number
  buyer: string
  bytes: number
}

/** An input of which a part has come. */
export interface UploadRow {
  deal_id: number
  sha256: string
  /** As announced. */
  bytes: number
}

export interface CheckpointRow {
  id: number
  checkpoint: string
}

/** Whose hub this is: one row. */
export interface MasterRow {
  id: number
  address: string
}

export type HubStore = Store<HubTables>

export const hubMigrations: readonly Migration[] = [
  {
    name: '0001-start',
    sql: `
      CREATE TABLE worker (
        address TEXT PRIMARY KEY, name TEXT NOT NULL, machine TEXT NOT NULL, executors TEXT NOT NULL, away_since_ms INTEGER
      ) STRICT;
      CREATE TABLE plan (
        plan_id TEXT PRIMARY KEY, spec TEXT NOT NULL, created_at_ms INTEGER NOT NULL, removed INTEGER NOT NULL,
        worker TEXT, resources TEXT, nonce TEXT NOT NULL,
        reserved_by TEXT, reserved_until_s INTEGER NOT NULL, signed_until_s INTEGER NOT NULL, deal_id INTEGER
      ) STRICT;
      CREATE TABLE ask (
        ask_hash TEXT PRIMARY KEY, plan_id TEXT NOT NULL, signed TEXT NOT NULL, expires_at_s INTEGER NOT NULL, buyer TEXT
      ) STRICT;
      CREATE INDEX ask_by_plan ON ask (plan_id, expires_at_s);
      CREATE TABLE deal (
        deal_id INTEGER PRIMARY KEY, plan_id TEXT, worker TEXT, resources TEXT, net_flags INTEGER NOT NULL,
        buyer TEXT NOT NULL, deal TEXT NOT NULL, opened_at_ms INTEGER NOT NULL, closed_at_ms INTEGER,
        void_since_ms INTEGER, purged INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE deal_event (
        deal_id INTEGER NOT NULL, block INTEGER NOT NULL, log_index INTEGER NOT NULL, kind TEXT NOT NULL, deal TEXT NOT NULL,
        PRIMARY KEY (deal_id, block, log_index)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE task (
        task_id TEXT PRIMARY KEY, deal_id INTEGER NOT NULL REFERENCES deal, worker TEXT NOT NULL, buyer TEXT NOT NULL,
        executor TEXT NOT NULL, spec TEXT NOT NULL, limits TEXT NOT NULL, created_at_ms INTEGER NOT NULL,
        run INTEGER NOT NULL, stop_reason TEXT NOT NULL, observation TEXT NOT NULL,
        ended INTEGER NOT NULL, confirmed INTEGER NOT NULL, log_received_bytes INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX task_by_deal ON task (deal_id);
      CREATE INDEX task_by_worker ON task (worker, confirmed);
      CREATE TABLE log_chunk (
        task_id TEXT NOT NULL, offset INTEGER NOT NULL, stream TEXT NOT NULL, at_ms INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (task_id, offset)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE output (
        task_id TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (task_id, name)
      ) STRICT;
      CREATE INDEX output_by_content ON output (sha256);
      CREATE TABLE blob_use (
        sha256 TEXT NOT NULL, deal_id INTEGER NOT NULL, buyer TEXT NOT NULL, bytes INTEGER NOT NULL,
        PRIMARY KEY (sha256, deal_id)
      ) STRICT;
      CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), checkpoint TEXT NOT NULL) STRICT;
    `,
  },
  {
    name: '0002-uploads',
    sql: `
      CREATE TABLE upload (
        deal_id INTEGER NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (deal_id, sha256)
      ) STRICT;
    `,
  },
  {
    name: '0003-master-reservations-and-network',
    sql: `
      CREATE TABLE master (id INTEGER PRIMARY KEY CHECK (id = 1), address TEXT NOT NULL) STRICT;
      ALTER TABLE plan ADD COLUMN unused_reservations INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE worker ADD COLUMN net_flags INTEGER NOT NULL DEFAULT 0;
    `,
  },
]
