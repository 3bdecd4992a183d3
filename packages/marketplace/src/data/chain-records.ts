import { type Checkpoint, readCheckpoint, writeCheckpoint } from '@sonm/chain'
import { sql, type Transaction } from 'kysely'
import { type DealState, readDealState, writeDealState } from './deal-state.ts'
import { historyRows, type Stretch } from './history.ts'
import { bucketFromRow, bucketToRow, tradeFromRow, tradeToRow } from './history-rows.ts'
import type { FoldChange } from './market-fold.ts'
import type { DataStore, DataTables } from './schema.ts'
import {
  addTrades,
  type Bucket,
  bucketKey,
  INTERVALS_SECONDS,
  LONGEST_INTERVAL_SECONDS,
  placesOf,
  startOf,
  type Trade,
} from './trades.ts'

/** Rows in one statement: SQLite takes at most 32,766 values. */
const ROWS_AT_ONCE = 500

/** What a marketplace has made of the chain, on disk: changed together with its checkpoint. */
export class ChainRecords {
  readonly #store: DataStore
  readonly #member: string

  constructor({ store, member }: { store: DataStore; member: string }) {
    this.#store = store
    this.#member = member
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const row = await this.#store
      .selectFrom('data_checkpoint')
      .select('checkpoint')
      .where('member', '=', this.#member)
      .executeTakeFirst()
    return row && readCheckpoint(row.checkpoint)
  }

  /** The newest state of every deal, some at a time. */
  async load(onStates: (states: readonly DealState[]) => void): Promise<void> {
    for (let after = -1; ; ) {
      const rows = await this.#store
        .selectFrom('data_deal')
        .selectAll()
        .where('member', '=', this.#member)
        .where('deal_id', '>', after)
        .orderBy('deal_id')
        .orderBy('block_number')
        .limit(ROWS_AT_ONCE)
        .execute()
      if (rows.length === 0) return
      // Of the last deal perhaps not all states have been read.
      const last = rows.at(-1)!.deal_id
      const whole =
        rows.length < ROWS_AT_ONCE || rows[0]!.deal_id === last ? rows : rows.filter((row) => row.deal_id !== last)
      onStates([...new Map(whole.map((row) => [row.deal_id, readDealState(row.state)])).values()])
      after = whole.at(-1)!.deal_id
    }
  }

  /** Stores what some blocks have changed, in one transaction with how far the chain was read. */
  async add({ states, trades }: FoldChange, checkpoint: Checkpoint): Promise<void> {
    const horizon = Number(checkpoint[0]?.number ?? 0n)
    await this.#store.transaction().execute(async (db) => {
      for (const some of parts(states)) {
        const rows = some.map(({ blockNumber, state }) => ({
          member: this.#member,
          deal_id: Number(state.deal.id),
          block_number: blockNumber,
          state: writeDealState(state),
        }))
        await db.insertInto('data_deal').values(rows).execute()
      }
      const dealIds = [...new Set(states.map(({ state }) => Number(state.deal.id)))]
      for (const some of parts(dealIds)) await this.#forgetStates(db, some, horizon)
      for (const some of parts(trades)) {
        await db
          .insertInto('data_trade')
          .values(some.map((trade) => tradeToRow(this.#member, trade)))
          .execute()
      }
      await this.#addToBuckets(db, trades)
      await this.#forgetTrades(db, horizon)
      await this.#putCheckpoint(db, checkpoint)
    })
  }

  /** Undoes what came after a block. @returns each deal that it changed, as it was then; undefined: it was not there */
  async rollBack(
    toBlock: bigint,
    checkpoint: Checkpoint,
  ): Promise<readonly { readonly dealId: number; readonly state: DealState | undefined }[]> {
    const block = Number(toBlock)
    return this.#store.transaction().execute(async (db) => {
      const undone = await db
        .deleteFrom('data_deal')
        .where('member', '=', this.#member)
        .where('block_number', '>', block)
        .returning('deal_id')
        .execute()
      const dealIds = [...new Set(undone.map(({ deal_id }) => deal_id))]
      const left = new Map<number, DealState>()
      for (const some of parts(dealIds)) {
        const rows = await db
          .selectFrom('data_deal')
          .selectAll()
          .where('member', '=', this.#member)
          .where('deal_id', 'in', some)
          .orderBy('block_number')
          .execute()
        for (const row of rows) left.set(row.deal_id, readDealState(row.state))
      }
      const trades = await db
        .deleteFrom('data_trade')
        .where('member', '=', this.#member)
        .where('block_number', '>', block)
        .returningAll()
        .execute()
      // Back to the very beginning: of that not all trades are kept.
      if (checkpoint.length === 0) await db.deleteFrom('data_bucket').where('member', '=', this.#member).execute()
      else await this.#makeBucketsAgain(db, trades.map(tradeFromRow))
      await this.#putCheckpoint(db, checkpoint)
      return dealIds.map((dealId) => ({ dealId, state: left.get(dealId) }))
    })
  }

  /** Oldest first. */
  async buckets(...stretch: Stretch): Promise<readonly Bucket[]> {
    return (await historyRows(this.#store, 'data_bucket', this.#member, stretch)).map(bucketFromRow)
  }

  /** Every class of which there is a history. */
  async classes(): Promise<readonly string[]> {
    const rows = await this.#store
      .selectFrom('data_bucket')
      .select('market_class')
      .distinct()
      .where('member', '=', this.#member)
      .where('interval_seconds', '=', LONGEST_INTERVAL_SECONDS)
      .orderBy('market_class')
      .execute()
    return rows.map(({ market_class }) => market_class)
  }

  /** Forgets short intervals that are long past. @param keepSeconds how long each is kept; those that are not named, for ever */
  async forgetBuckets(nowSeconds: number, keepSeconds: Readonly<Record<number, number>>): Promise<void> {
    for (const [interval, keep] of Object.entries(keepSeconds)) {
      for (const table of ['data_bucket', 'data_quote'] as const) {
        await this.#store
          .deleteFrom(table)
          .where('member', '=', this.#member)
          .where('interval_seconds', '=', Number(interval))
          .where('start_seconds', '<', nowSeconds - keep)
          .execute()
      }
    }
  }

  async #addToBuckets(db: Transaction<DataTables>, trades: readonly Trade[]): Promise<void> {
    await this.#putBuckets(db, [...addTrades(await this.#bucketsOf(db, trades), trades).values()])
  }

  /** All that were made of trades that are gone: from the beginning of the first one's day on, where all are still kept. */
  async #makeBucketsAgain(db: Transaction<DataTables>, gone: readonly Trade[]): Promise<void> {
    if (gone.length === 0) return
    const fromSeconds = startOf(Math.min(...gone.map(({ atSeconds }) => atSeconds)), LONGEST_INTERVAL_SECONDS)
    await db
      .deleteFrom('data_bucket')
      .where('member', '=', this.#member)
      .where('start_seconds', '>=', fromSeconds)
      .execute()
    const rows = await db
      .selectFrom('data_trade')
      .selectAll()
      .where('member', '=', this.#member)
      .where('at_seconds', '>=', fromSeconds)
      .orderBy('block_number')
      .orderBy('log_index')
      .execute()
    await this.#putBuckets(db, [...addTrades(new Map(), rows.map(tradeFromRow)).values()])
  }

  async #bucketsOf(db: Transaction<DataTables>, trades: readonly Trade[]): Promise<ReadonlyMap<string, Bucket>> {
    const found = new Map<string, Bucket>()
    const places = new Map(
      trades.flatMap((trade) => placesOf(trade).map((place) => [bucketKey(place), place] as const)),
    )
    for (const intervalSeconds of INTERVALS_SECONDS) {
      const starts = [...places.values()].filter((place) => place.intervalSeconds === intervalSeconds)
      for (const some of parts([...new Set(starts.map(({ startSeconds }) => startSeconds))])) {
        const rows = await db
          .selectFrom('data_bucket')
          .selectAll()
          .where('member', '=', this.#member)
          .where('interval_seconds', '=', intervalSeconds)
          .where('start_seconds', 'in', some)
          .execute()
        for (const bucket of rows.map(bucketFromRow)) found.set(bucketKey(bucket), bucket)
      }
    }
    return found
  }

  async #putBuckets(db: Transaction<DataTables>, buckets: readonly Bucket[]): Promise<void> {
    for (const some of parts(buckets)) {
      await db
        .insertInto('data_bucket')
        .values(some.map((bucket) => bucketToRow(this.#member, bucket)))
        .onConflict((conflict) =>
          conflict.columns(['member', 'market_class', 'interval_seconds', 'start_seconds']).doUpdateSet(({ ref }) => ({
            open_wei: ref('excluded.open_wei'),
            high_wei: ref('excluded.high_wei'),
            low_wei: ref('excluded.low_wei'),
            close_wei: ref('excluded.close_wei'),
            volume_wei: ref('excluded.volume_wei'),
            deals: ref('excluded.deals'),
            sold_seconds: ref('excluded.sold_seconds'),
          })),
        )
        .execute()
    }
  }

  /** No reorg goes back behind the checkpoint's first block but to the very beginning, so of what is older the newest is enough. */
  async #forgetStates(db: Transaction<DataTables>, dealIds: readonly number[], horizon: number): Promise<void> {
    await db
      .deleteFrom('data_deal')
      .where('member', '=', this.#member)
      .where('deal_id', 'in', [...dealIds])
      .where(
        'block_number',
        '<',
        sql<number>`(SELECT max(kept.block_number) FROM data_deal AS kept WHERE kept.member = data_deal.member
          AND kept.deal_id = data_deal.deal_id AND kept.block_number <= ${horizon})`,
      )
      .execute()
  }

  /** Of trades that stand, those are kept whose day a reorg can still reach into. */
  async #forgetTrades(db: Transaction<DataTables>, horizon: number): Promise<void> {
    const row = await db
      .selectFrom('data_trade')
      .select(({ fn }) => fn.min('at_seconds').as('first'))
      .where('member', '=', this.#member)
      .where('block_number', '>', horizon)
      .executeTakeFirst()
    if (typeof row?.first !== 'number') return
    await db
      .deleteFrom('data_trade')
      .where('member', '=', this.#member)
      .where('at_seconds', '<', startOf(row.first, LONGEST_INTERVAL_SECONDS))
      .execute()
  }

  async #putCheckpoint(db: Transaction<DataTables>, position: Checkpoint): Promise<void> {
    const checkpoint = writeCheckpoint(position)
    await db
      .insertInto('data_checkpoint')
      .values({ member: this.#member, checkpoint })
      .onConflict((conflict) => conflict.column('member').doUpdateSet({ checkpoint }))
      .execute()
  }
}

function parts<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / ROWS_AT_ONCE) }, (_, at) =>
    items.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  )
}
