import { fromBinary, toBinary } from '@bufbuild/protobuf'
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '@sonm/chain'
import { type Clock, type Migration, openStore, type Store } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import { SignedOrderSchema, signedOrderFromMessage, signedOrderToMessage } from '@sonm/protocol'
import { GroupCommit } from './group-commit.ts'
import type { LiveOrder } from './live-order.ts'

export interface MarketplaceTables {
  placed_order: {
    sequence: number
    hash: string
    placed_at_ms: number
    expires_at_seconds: number
    /** 1: cancelled or taken; kept until its expiry, so that it is not placed again. */
    withdrawn: 0 | 1
    /** SignedOrder of the protocol. */
    message: Uint8Array
  }
  chain_checkpoint: { id: 1; checkpoint: string }
}

export type MarketplaceStore = Store<MarketplaceTables>

const migrations: readonly Migration[] = [
  {
    name: '1 orders',
    sql: `CREATE TABLE placed_order (
            sequence INTEGER PRIMARY KEY,
            hash TEXT NOT NULL,
            placed_at_ms INTEGER NOT NULL,
            expires_at_seconds INTEGER NOT NULL,
            withdrawn INTEGER NOT NULL DEFAULT 0,
            message BLOB NOT NULL
          ) STRICT;
          CREATE INDEX placed_order_expiry ON placed_order (expires_at_seconds);
          CREATE TABLE chain_checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), checkpoint TEXT NOT NULL) STRICT;`,
  },
]

/** @param path a file, or ':memory:' */
export function openMarketplaceStore(path: string): Promise<MarketplaceStore> {
  return openStore<MarketplaceTables>(path, migrations)
}

/** One change; several of one call become durable together or not at all. */
export type Change =
  | { readonly kind: 'place'; readonly live: LiveOrder }
  | { readonly kind: 'withdraw'; readonly sequences: readonly number[] }
  | { readonly kind: 'expire'; readonly beforeSeconds: bigint }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }

/** SQLite takes at most 32,766 values in one statement. */
const ROWS_PER_STATEMENT = 1000

/** The orders on disk. */
export class OrderStore {
  readonly #store: MarketplaceStore
  readonly #commits: GroupCommit<readonly Change[]>

  constructor(options: { store: MarketplaceStore; clock: Clock; maxPerCommit: number }) {
    this.#store = options.store
    this.#commits = new GroupCommit({
      clock: options.clock,
      maxItems: options.maxPerCommit,
      commit: (calls) => this.#write(calls.flat()),
    })
  }

  /** Resolves when the changes survive kill -9. @throws MARKETPLACE_STORE_FAILED: none of them was made */
  async write(...changes: readonly Change[]): Promise<void> {
    try {
      await this.#commits.add(changes)
    } catch (cause) {
      throw fail('MARKETPLACE_STORE_FAILED', {}, { cause })
    }
  }

  /** Resolves when nothing is left to be written. */
  idle(): Promise<void> {
    return this.#commits.idle()
  }

  /** Everything that expires at this second or later, in the order of arrival. */
  async load(nowSeconds: bigint): Promise<readonly (LiveOrder & { readonly withdrawn: boolean })[]> {
    const rows = await this.#store
      .selectFrom('placed_order')
      .selectAll()
      .where('expires_at_seconds', '>=', Number(nowSeconds))
      .orderBy('sequence')
      .execute()
    return rows.map((row) => ({
      sequence: row.sequence,
      hash: row.hash as Hex,
      placedAtMs: row.placed_at_ms,
      signed: signedOrderFromMessage(fromBinary(SignedOrderSchema, row.message)),
      withdrawn: row.withdrawn === 1,
    }))
  }

  /** The highest sequence on disk; 0: none. */
  async lastSequence(): Promise<number> {
    const { fn } = this.#store
    const row = await this.#store.selectFrom('placed_order').select(fn.max('sequence').as('last')).executeTakeFirst()
    return row?.last ?? 0
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const row = await this.#store.selectFrom('chain_checkpoint').select('checkpoint').executeTakeFirst()
    return row && readCheckpoint(row.checkpoint)
  }

  async #write(changes: readonly Change[]): Promise<void> {
    await this.#store.transaction().execute(async (transaction) => {
      const placed = changes.flatMap((change) => (change.kind === 'place' ? [rowOf(change.live)] : []))
      for (let at = 0; at < placed.length; at += ROWS_PER_STATEMENT) {
        await transaction
          .insertInto('placed_order')
          .values(placed.slice(at, at + ROWS_PER_STATEMENT))
          .execute()
      }
      // After the insertions: an order may be placed and withdrawn within one group, never the other way round.
      const withdrawn = changes.flatMap((change) => (change.kind === 'withdraw' ? change.sequences : []))
      for (let at = 0; at < withdrawn.length; at += ROWS_PER_STATEMENT) {
        await transaction
          .updateTable('placed_order')
          .set({ withdrawn: 1 })
          .where('sequence', 'in', withdrawn.slice(at, at + ROWS_PER_STATEMENT))
          .execute()
      }
      for (const change of changes) {
        if (change.kind === 'expire') {
          await transaction
            .deleteFrom('placed_order')
            .where('expires_at_seconds', '<', Number(change.beforeSeconds))
            .execute()
        } else if (change.kind === 'checkpoint') {
          const checkpoint = writeCheckpoint(change.checkpoint)
          await transaction
            .insertInto('chain_checkpoint')
            .values({ id: 1, checkpoint })
            .onConflict((conflict) => conflict.column('id').doUpdateSet({ checkpoint }))
            .execute()
        }
      }
    })
  }
}

function rowOf({ sequence, hash, placedAtMs, signed }: LiveOrder): MarketplaceTables['placed_order'] {
  return {
    sequence,
    hash,
    placed_at_ms: Math.floor(placedAtMs),
    expires_at_seconds: Number(signed.order.expiresAtSeconds),
    withdrawn: 0,
    message: toBinary(SignedOrderSchema, signedOrderToMessage(signed)),
  }
}
