import { type Checkpoint, readCheckpoint, writeCheckpoint } from '@sonm/chain'
import { type Clock, type PackedRows, readPacked } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Transaction } from 'kysely'
import { expireCancels, type KeptCancel, keepCancels } from './cancel-rows.ts'
import { GroupCommit } from './group-commit.ts'
import type { OrderRows } from './order-rows.ts'
import type { NewOrder, Placement } from './stored-order.ts'
import { PAGE_COLUMNS, StoredPage } from './stored-page.ts'
import type { MarketplaceTables } from './tables.ts'

/** One change; several of one call become durable together or not at all. */
export type Change =
  | { readonly kind: 'place'; readonly orders: readonly NewOrder[] }
  | { readonly kind: 'withdraw'; readonly sequences: readonly number[] }
  /** Also of signed cancels all but the newest, so many. */
  | { readonly kind: 'expire'; readonly beforeSeconds: bigint; readonly cancelsKept: number }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint }
  | ProofOfCancel

/** By which its author took an order back. */
export interface ProofOfCancel extends KeptCancel {
  readonly kind: 'cancel'
}

export interface OrderStoreOptions {
  readonly rows: OrderRows
  readonly clock: Clock
  /** Orders in one transaction, unless one call has more. */
  readonly maxPerCommit: number
  /** Whose checkpoint of the chain it keeps: several marketplaces may share a store. */
  readonly member: Address
  /** Told when nothing can be written any more, with the reason, and when it can again: callers hear only that it failed. */
  readonly onState?: (failure: unknown) => void
}

export interface LoadOptions {
  /** What expires before is left out. */
  readonly nowSeconds: bigint
  /**
   * In the order of arrival. The page's memory is gone when this has returned, or what it returns has resolved: whoever keeps
   * an order copies it.
   * @param total how many there were at the beginning
   */
  readonly onPage: (page: StoredPage, total: number) => Promise<void> | void
  readonly pageSize?: number
}

/** Larger ones outlive the garbage collector's nursery, and cost more. */
const PAGE_SIZE = 2_000

/** The orders on disk. */
export class OrderStore {
  readonly #options: OrderStoreOptions
  readonly #commits: GroupCommit<readonly Change[], readonly Placement[]>
  #isFailing = false

  constructor(options: OrderStoreOptions) {
    this.#options = options
    this.#commits = new GroupCommit({
      clock: options.clock,
      maxSize: options.maxPerCommit,
      sizeOf: ordersIn,
      commit: (calls) => this.#write(calls),
    })
  }

  /** Resolves when the order survives kill -9. @throws MARKETPLACE_STORE_FAILED: whether it was stored is not known; once more is no harm */
  async place(order: NewOrder): Promise<Placement> {
    const [placement] = await this.placeAll([order])
    return placement!
  }

  /** As `place`, of all or none; the answers are in the orders' order. */
  placeAll(orders: readonly NewOrder[]): Promise<readonly Placement[]> {
    return this.#commit({ kind: 'place', orders })
  }

  /** Resolves when the changes survive kill -9. @throws MARKETPLACE_STORE_FAILED */
  async write(...changes: readonly Exclude<Change, { kind: 'place' }>[]): Promise<void> {
    await this.#commit(...changes)
  }

  /** Resolves when nothing is left to be written. */
  idle(): Promise<void> {
    return this.#commits.idle()
  }

  /** Brings back everything that has not expired. The next page is read while one is worked on. */
  async load({ nowSeconds, onPage, pageSize = PAGE_SIZE }: LoadOptions): Promise<void> {
    const { store } = this.#options.rows
    const live = store.selectFrom('placed_order').where('expires_at_seconds', '>=', Number(nowSeconds))
    const { total } = await live.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow()
    const pageAfter = (sequence: number, used?: PackedRows) => {
      const query = live.select(PAGE_COLUMNS).where('sequence', '>', sequence).orderBy('sequence').limit(pageSize)
      return readPacked(store, query.compile(), used)
    }
    let used: PackedRows | undefined
    let rows: PackedRows | undefined = await pageAfter(0).rows
    while (rows && rows.count > 0) {
      const page = new StoredPage(rows)
      const isLast = page.length < pageSize
      const next = isLast ? undefined : pageAfter(page.sequence(page.length - 1), used)
      // Whoever waits for it is told of its failure; until then it is not unhandled.
      next?.rows.catch(() => {})
      await next?.sent
      await onPage(page, Number(total))
      used = rows
      rows = await next?.rows
    }
  }

  /** How far this marketplace has read the chain; a new one on a shared store goes on where the last of the others is. */
  async checkpoint(): Promise<Checkpoint | undefined> {
    const { rows, member } = this.#options
    const all = await rows.store.selectFrom('chain_checkpoint').selectAll().execute()
    const own = all.find((row) => row.member === member)
    if (own) return readCheckpoint(own.checkpoint)
    const heights = all.map(({ checkpoint }) => readCheckpoint(checkpoint))
    const height = (checkpoint: Checkpoint) => checkpoint.at(-1)?.number ?? 0n
    return heights.sort((a, b) => (height(a) < height(b) ? -1 : 1))[0]
  }

  async #commit(...changes: readonly Change[]): Promise<readonly Placement[]> {
    try {
      return await this.#commits.add(changes)
    } catch (cause) {
      throw fail('MARKETPLACE_STORE_FAILED', {}, { cause })
    }
  }

  async #write(calls: readonly (readonly Change[])[]): Promise<readonly (readonly Placement[])[]> {
    const { rows } = this.#options
    const changes = calls.flat()
    const placed = changes.flatMap((change) => (change.kind === 'place' ? change.orders : []))
    try {
      const placements = changes.every(({ kind }) => kind === 'place')
        ? await rows.place(placed)
        : await rows.store.transaction().execute((transaction) => this.#writeAll(transaction, changes, placed))
      if (this.#isFailing) this.#turn(undefined)
      let at = 0
      return calls.map((call) => {
        const count = call.reduce((sum, change) => sum + (change.kind === 'place' ? change.orders.length : 0), 0)
        at += count
        return placements.slice(at - count, at)
      })
    } catch (error) {
      rows.failed()
      if (!this.#isFailing) this.#turn(error)
      throw error
    }
  }

  #turn(failure: unknown): void {
    this.#isFailing = failure !== undefined
    this.#options.onState?.(failure)
  }

  async #writeAll(
    transaction: Transaction<MarketplaceTables>,
    changes: readonly Change[],
    placed: readonly NewOrder[],
  ): Promise<readonly Placement[]> {
    const { rows } = this.#options
    const withdrawn = changes.flatMap((change) => (change.kind === 'withdraw' ? change.sequences : []))
    const cancels = changes.filter((change) => change.kind === 'cancel')
    let placements: readonly Placement[] = []
    if (placed.length + withdrawn.length + cancels.length > 0) {
      await rows.begin(transaction)
      if (placed.length > 0) placements = await rows.insert(transaction, placed)
      // After the insertions: an order may be placed and withdrawn within one group, never the other way round.
      if (withdrawn.length > 0) await rows.withdraw(transaction, withdrawn)
      if (cancels.length > 0) {
        await keepCancels(transaction, cancels)
        await rows.tellAgain(
          transaction,
          cancels.map(({ cancel }) => cancel.orderHash),
        )
      }
      await rows.end(transaction)
    }
    for (const change of changes) {
      if (change.kind === 'expire') await expire(transaction, change)
      else if (change.kind === 'checkpoint') await this.#writeCheckpoint(transaction, change.checkpoint)
    }
    return placements
  }

  async #writeCheckpoint(transaction: Transaction<MarketplaceTables>, chain: Checkpoint): Promise<void> {
    const checkpoint = writeCheckpoint(chain)
    await transaction
      .insertInto('chain_checkpoint')
      .values({ member: this.#options.member, checkpoint })
      .onConflict((conflict) => conflict.column('member').doUpdateSet({ checkpoint }))
      .execute()
  }
}

async function expire(
  transaction: Transaction<MarketplaceTables>,
  { beforeSeconds, cancelsKept }: Extract<Change, { kind: 'expire' }>,
): Promise<void> {
  await transaction.deleteFrom('placed_order').where('expires_at_seconds', '<', Number(beforeSeconds)).execute()
  await expireCancels(transaction, beforeSeconds, cancelsKept)
}

/** The orders that a call changes; what else there is counts for one each. */
function ordersIn(changes: readonly Change[]): number {
  return changes.reduce((sum, change) => {
    if (change.kind === 'place') return sum + change.orders.length
    return change.kind === 'withdraw' ? sum + change.sequences.length : sum + 1
  }, 0)
}
