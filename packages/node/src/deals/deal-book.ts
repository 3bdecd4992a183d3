import { type Checkpoint, type MarketEvent, type Receipt, readCheckpoint, writeCheckpoint } from '@sonm/chain'
import { type Address, type Deal, dueAt, fail, isDealChange } from '@sonm/model'
import type { NodeStore } from '../store.ts'
import { type DealRecord, newerOf, recordAfter, recordFromRow, recordToRow, recordToStatus } from './deal-record.ts'

/** The deals of one account, as buyer or as the one who is paid. Written from the chain's events and our own receipts alone. */
export class DealBook {
  readonly #store: NodeStore
  readonly #account: Address
  readonly #onClosed: (dealId: bigint) => void

  /** @param options.onClosed told of each deal whose end became known, perhaps more than once */
  constructor(options: { store: NodeStore; account: Address; onClosed: (dealId: bigint) => void }) {
    this.#store = options.store
    this.#account = options.account
    this.#onClosed = options.onClosed
  }

  async checkpoint(): Promise<Checkpoint | undefined> {
    const row = await this.#store.selectFrom('checkpoint').selectAll().executeTakeFirst()
    return row && readCheckpoint(row.text)
  }

  /**
   * Stores what the events say, and how far the chain was read, in one transaction. The same events again change nothing.
   * @param toBlock all events since the last checkpoint up to this block are there: what our own receipts said of these
   *   blocks, and the chain does not, was taken back by a reorg before it was followed
   * @param along stores what else is known of the same blocks, in the same transaction
   */
  async applyEvents(
    events: readonly MarketEvent[],
    checkpoint?: Checkpoint,
    toBlock = checkpoint?.at(-1)?.number,
    along?: (transaction: NodeStore) => Promise<void>,
  ): Promise<void> {
    const closed: bigint[] = []
    await this.#store.transaction().execute(async (transaction) => {
      if (toBlock !== undefined) await forgetUnread(transaction, toBlock)
      for (const event of events) {
        const record = await recordOf(transaction, event)
        if (!record || !this.#concerns(record.deal)) continue
        await put(transaction, record, event.blockNumber)
        await forgetBefore(transaction, record.deal.id, checkpoint?.[0]?.number ?? 0n)
        if (record.closedAtSeconds !== undefined) closed.push(record.deal.id)
      }
      if (checkpoint) await putCheckpoint(transaction, checkpoint)
      await along?.(transaction)
    })
    for (const dealId of closed) this.#onClosed(dealId)
  }

  /**
   * Undoes every block above `toBlock`: the chain was reorganised.
   * @param along undoes what else is known of these blocks, in the same transaction
   */
  async rollBack(
    toBlock: bigint,
    checkpoint: Checkpoint,
    along?: (transaction: NodeStore) => Promise<void>,
  ): Promise<void> {
    await this.#store.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('deal_state').where('block_number', '>', Number(toBlock)).execute()
      await putCheckpoint(transaction, checkpoint)
      await along?.(transaction)
    })
  }

  /** Stores the deal that our own transaction opened. */
  async opened(deal: Deal, result: Pick<Receipt, 'blockNumber' | 'gasUsed'>): Promise<void> {
    await this.#store.transaction().execute(async (transaction) => {
      await put(transaction, openedRecord(deal), result.blockNumber)
      await putGas(transaction, deal.id, { open_gas: Number(result.gasUsed) })
    })
  }

  /** Stores that our own transaction closed a deal, and what it cost. */
  async closed(
    { deal, paidWei }: DealRecord,
    result: Receipt & { readonly paidWei: bigint; readonly returnedWei: bigint },
  ): Promise<void> {
    const { untilSeconds } = dueAt(deal, result.timestampSeconds)
    const record = {
      deal: { ...deal, billedUntilSeconds: untilSeconds, lockedWei: 0n },
      closedAtSeconds: result.timestampSeconds,
      paidWei: paidWei + result.paidWei,
      returnedWei: result.returnedWei,
    }
    await this.#store.transaction().execute(async (transaction) => {
      await put(transaction, record, result.blockNumber)
      await putGas(transaction, deal.id, { close_gas: Number(result.gasUsed) })
    })
    this.#onClosed(deal.id)
  }

  /** @throws DEAL_UNKNOWN */
  async get(dealId: bigint): Promise<DealRecord> {
    const record = await this.find(dealId)
    if (!record) throw fail('DEAL_UNKNOWN', { dealId: dealId.toString() })
    return record
  }

  async find(dealId: bigint): Promise<DealRecord | undefined> {
    // Beyond this no deal can exist, and the store could not hold the number.
    if (dealId > BigInt(Number.MAX_SAFE_INTEGER)) return undefined
    const row = await this.#store.selectFrom('deal').selectAll().where('id', '=', Number(dealId)).executeTakeFirst()
    return row && recordFromRow(row)
  }

  /** @throws DEAL_UNKNOWN, DEAL_ENDED */
  async getOpenAsBuyer(dealId: bigint): Promise<DealRecord> {
    const record = await this.get(dealId)
    if (record.deal.buyer !== this.#account) throw fail('DEAL_UNKNOWN', { dealId: dealId.toString() })
    if (record.closedAtSeconds !== undefined) throw fail('DEAL_ENDED', { dealId: dealId.toString() })
    return record
  }

  async list(options: { withClosed: boolean }): Promise<readonly DealRecord[]> {
    let query = this.#store.selectFrom('deal').selectAll().orderBy('id')
    if (!options.withClosed) query = query.where('closed_at_seconds', 'is', null)
    return (await query.execute()).map(recordFromRow)
  }

  async openAsBuyer(): Promise<readonly DealRecord[]> {
    const open = await this.list({ withClosed: false })
    return open.filter(({ deal }) => deal.buyer === this.#account)
  }

  async status(record: DealRecord) {
    const gas = await this.#store
      .selectFrom('deal_gas')
      .selectAll()
      .where('deal_id', '=', Number(record.deal.id))
      .executeTakeFirst()
    return recordToStatus(record, gas ?? { open_gas: 0, close_gas: 0 })
  }

  #concerns(deal: Deal): boolean {
    return deal.buyer === this.#account || deal.master === this.#account
  }
}

function openedRecord(deal: Deal): DealRecord {
  return { deal, closedAtSeconds: undefined, paidWei: 0n, returnedWei: 0n }
}

/** What an event makes of a deal; undefined: it is of none that is known. */
async function recordOf(transaction: NodeStore, event: MarketEvent): Promise<DealRecord | undefined> {
  if (event.kind === 'dealOpened') return openedRecord(event.deal)
  if (!isDealChange(event)) return undefined
  const before = await stateUpTo(transaction, event.dealId, event.blockNumber)
  return before && recordAfter(before, event)
}

async function stateUpTo(transaction: NodeStore, dealId: bigint, blockNumber: bigint): Promise<DealRecord | undefined> {
  const row = await transaction
    .selectFrom('deal_state')
    .selectAll()
    .where('id', '=', Number(dealId))
    .where('block_number', '<=', Number(blockNumber))
    .orderBy('block_number', 'desc')
    .executeTakeFirst()
  return row && recordFromRow(row)
}

async function put(transaction: NodeStore, incoming: DealRecord, blockNumber: bigint): Promise<void> {
  const known = await transaction
    .selectFrom('deal_state')
    .selectAll()
    .where('id', '=', Number(incoming.deal.id))
    .where('block_number', '=', Number(blockNumber))
    .executeTakeFirst()
  const row = recordToRow(newerOf(known && recordFromRow(known), incoming), blockNumber)
  await transaction
    .insertInto('deal_state')
    .values(row)
    .onConflict((conflict) => conflict.columns(['id', 'block_number']).doUpdateSet(row))
    .execute()
}

/** Drops the states that no reorg can bring back: all but the newest of those up to the oldest block of the checkpoint. */
async function forgetBefore(transaction: NodeStore, dealId: bigint, oldestBlock: bigint): Promise<void> {
  const ofDeal = transaction.selectFrom('deal_state').where('id', '=', Number(dealId))
  const kept = await ofDeal
    .select((expression) => expression.fn.max('block_number').as('block_number'))
    .where('block_number', '<=', Number(oldestBlock))
    .executeTakeFirst()
  if (kept?.block_number == null) return
  await transaction
    .deleteFrom('deal_state')
    .where('id', '=', Number(dealId))
    .where('block_number', '<', kept.block_number)
    .execute()
}

/** Drops the states of blocks after the last checkpoint: their events come now. */
async function forgetUnread(transaction: NodeStore, toBlock: bigint): Promise<void> {
  const row = await transaction.selectFrom('checkpoint').selectAll().executeTakeFirst()
  const position = (row && readCheckpoint(row.text).at(-1)?.number) ?? -1n
  await transaction
    .deleteFrom('deal_state')
    .where('block_number', '>', Number(position))
    .where('block_number', '<=', Number(toBlock))
    .execute()
}

async function putCheckpoint(transaction: NodeStore, checkpoint: Checkpoint): Promise<void> {
  const text = writeCheckpoint(checkpoint)
  await transaction
    .insertInto('checkpoint')
    .values({ id: 1, text })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ text }))
    .execute()
}

async function putGas(
  transaction: NodeStore,
  dealId: bigint,
  gas: { readonly open_gas: number } | { readonly close_gas: number },
): Promise<void> {
  await transaction
    .insertInto('deal_gas')
    .values({ deal_id: Number(dealId), open_gas: 0, close_gas: 0, ...gas })
    .onConflict((conflict) => conflict.column('deal_id').doUpdateSet(gas))
    .execute()
}
