import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { MarketEvent } from '../client.ts'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../follower/checkpoint.ts'

const SCHEMA = `
  CREATE TABLE event (
    block_number INTEGER NOT NULL, log_index INTEGER NOT NULL, block_hash TEXT NOT NULL, tx_hash TEXT NOT NULL,
    timestamp_seconds INTEGER NOT NULL, kind TEXT NOT NULL, facts TEXT NOT NULL,
    PRIMARY KEY (block_number, log_index)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE checkpoint (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
`

/** Events in SQLite, changed together with the checkpoint: what a follower's caller keeps, without what it makes of it. */
export class EventStore {
  readonly #database: DatabaseSync
  readonly #insert: StatementSync
  readonly #putCheckpoint: StatementSync

  /** @param path a file, or ':memory:' */
  constructor(path = ':memory:') {
    this.#database = new DatabaseSync(path)
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    this.#database.exec(SCHEMA)
    this.#insert = this.#database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#putCheckpoint = this.#database.prepare('INSERT OR REPLACE INTO checkpoint VALUES (1, ?)')
  }

  get checkpoint(): Checkpoint {
    const row = this.#database.prepare('SELECT text FROM checkpoint').get()
    return row === undefined ? [] : readCheckpoint(String(row.text))
  }

  get count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS count FROM event').get()?.count)
  }

  /** Every event, in the chain's order. */
  rows(): readonly Record<string, unknown>[] {
    return this.#database.prepare('SELECT * FROM event ORDER BY block_number, log_index').all()
  }

  apply(events: readonly MarketEvent[], checkpoint: Checkpoint): void {
    this.#together(() => {
      for (const event of events) this.#put(event)
      this.#putCheckpoint.run(writeCheckpoint(checkpoint))
    })
  }

  rollBack(toBlock: bigint, checkpoint: Checkpoint): void {
    this.#together(() => {
      this.#database.prepare('DELETE FROM event WHERE block_number > ?').run(toBlock)
      this.#putCheckpoint.run(writeCheckpoint(checkpoint))
    })
  }

  close(): void {
    this.#database.close()
  }

  #put(event: MarketEvent): void {
    const { blockNumber, logIndex, blockHash, txHash, timestampSeconds, kind } = event
    this.#insert.run(blockNumber, logIndex, blockHash, txHash, timestampSeconds, kind, factsOf(event))
  }

  #together(change: () => void): void {
    this.#database.exec('BEGIN')
    try {
      change()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

const PLACE = new Set(['blockNumber', 'logIndex', 'blockHash', 'txHash', 'timestampSeconds', 'kind'])

/** All that an event says, but where it stands. */
function factsOf(event: object): string {
  let text = ''
  for (const name of Object.keys(event)) {
    if (PLACE.has(name)) continue
    const fact = (event as Readonly<Record<string, unknown>>)[name]
    text += typeof fact === 'object' ? factsOf(fact!) : ` ${fact}`
  }
  return text
}
