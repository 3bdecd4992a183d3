import type { MinedTransaction, Receipt, SignedVersion } from '@sonm/chain'
import { type Address, type Currency, type Hex, SNM } from '@sonm/model'
import type { MovementRow, NodeStore } from '../store.ts'
import type { SnmMovement } from './movements.ts'

/** Where a page of the history ends: the place of its last movement. */
export type Place = Pick<MovementRow, 'timestamp_seconds' | 'block_number' | 'log_index'>

/** A payment in Ether or another token, of which no event tells this node. */
export interface OwnPayment {
  /** undefined: Ether */
  readonly token: Address | undefined
  readonly currency: Currency
  readonly amount: bigint
  readonly to: Address
}

/** What came to the wallet's account and left it: from the chain's events, and from what this node has sent itself. */
export class HistoryBook {
  readonly #store: NodeStore

  constructor(store: NodeStore) {
    this.#store = store
  }

  /** Stores what the chain says; the same again changes nothing. */
  async put(transaction: NodeStore, movements: readonly SnmMovement[], snm: Address): Promise<void> {
    for (const movement of movements) {
      await transaction
        .insertInto('movement')
        .values(rowOf(movement, snm))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }

  /** Undoes every block above `toBlock`; what this node sent may be mined again, in another. */
  async rollBack(transaction: NodeStore, toBlock: bigint): Promise<void> {
    const above = Number(toBlock)
    await transaction.deleteFrom('movement').where('block_number', '>', above).where('log_index', '>=', 0).execute()
    await transaction
      .updateTable('movement')
      .set({ state: 'pending' })
      .where('block_number', '>', above)
      .where('log_index', '<', 0)
      .execute()
  }

  /** Notes a payment that is signed and not handed over yet: whatever happens then, it is not forgotten. Returns its place. */
  async begin(
    { token, currency, amount, to }: OwnPayment,
    version: SignedVersion,
    nowSeconds: number,
  ): Promise<number> {
    return this.#store.transaction().execute(async (transaction) => {
      const lowest = await transaction
        .selectFrom('movement')
        .select((expression) => expression.fn.min('log_index').as('log_index'))
        .executeTakeFirst()
      const place = Math.min(0, lowest?.log_index ?? 0) - 1
      await transaction
        .insertInto('movement')
        .values({
          block_number: 0,
          log_index: place,
          timestamp_seconds: nowSeconds,
          kind: 'sent',
          token: token ?? '',
          symbol: currency.symbol,
          decimals: currency.decimals,
          amount: amount.toString(),
          counterparty: to,
          deal_id: 0,
          tx_hash: version.txHash,
          state: 'pending',
        })
        .execute()
      await putVersion(transaction, place, version)
      return place
    })
  }

  /** The payment was signed again. */
  async addVersion(place: number, version: SignedVersion): Promise<void> {
    await this.#store.transaction().execute(async (transaction) => {
      await putVersion(transaction, place, version)
      await transaction
        .updateTable('movement')
        .set({ tx_hash: version.txHash })
        .where('log_index', '=', place)
        .where('state', '=', 'pending')
        .execute()
    })
  }

  /** One of these is new; where the others belong to a payment, so does it. */
  async noteReplaced(txHashes: readonly Hex[]): Promise<void> {
    const known = await this.#store
      .selectFrom('payment_version')
      .selectAll()
      .where('tx_hash', 'in', [...txHashes])
      .execute()
    if (known.length === 0) return
    const { place, nonce } = known[0]!
    for (const txHash of txHashes) {
      if (!known.some(({ tx_hash }) => tx_hash === txHash)) await this.addVersion(place, { nonce, txHash })
    }
  }

  /** Nothing was paid, and nothing ever will be by it. */
  async forget(place: number): Promise<void> {
    await this.#store.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('movement').where('log_index', '=', place).execute()
      await transaction.deleteFrom('payment_version').where('place', '=', place).execute()
    })
  }

  async mined(place: number, txHash: string, mined: Omit<MinedTransaction, 'isReverted'>): Promise<void> {
    await this.#set(place, {
      tx_hash: txHash,
      block_number: Number(mined.blockNumber),
      timestamp_seconds: Number(mined.timestampSeconds),
      state: 'mined',
    })
    await this.noteFee({ txHash: txHash as Hex, feeWei: mined.feeWei })
  }

  async #set(place: number, change: Partial<MovementRow>): Promise<void> {
    await this.#store.updateTable('movement').set(change).where('log_index', '=', place).execute()
  }

  async noteFee({ txHash, feeWei }: Pick<Receipt, 'txHash' | 'feeWei'>): Promise<void> {
    await this.#store
      .insertInto('transaction_fee')
      .values({ tx_hash: txHash, fee_wei: feeWei.toString() })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /** The places of own payments that are not known to be mined, with every transaction that they were signed in. */
  async pending(): Promise<ReadonlyMap<number, readonly SignedVersion[]>> {
    const rows = await this.#store
      .selectFrom('payment_version')
      .innerJoin('movement', 'movement.log_index', 'payment_version.place')
      .select(['payment_version.place', 'payment_version.nonce', 'payment_version.tx_hash'])
      .where('movement.state', '=', 'pending')
      .execute()
    const byPlace = Map.groupBy(rows, ({ place }) => place)
    return new Map(
      [...byPlace].map(([place, versions]) => [
        place,
        versions.map(({ nonce, tx_hash }) => ({ nonce, txHash: tx_hash as Hex })),
      ]),
    )
  }

  /** The newest first, those after `after`. */
  async list(limit: number, sinceSeconds: bigint, after: Place | undefined): Promise<readonly MovementRow[]> {
    let query = this.#store
      .selectFrom('movement')
      .selectAll()
      .orderBy('timestamp_seconds', 'desc')
      .orderBy('block_number', 'desc')
      .orderBy('log_index', 'desc')
      .limit(limit)
    if (sinceSeconds > 0n) query = query.where('timestamp_seconds', '>=', Number(sinceSeconds))
    if (after) {
      const { timestamp_seconds: time, block_number: block, log_index: index } = after
      query = query.where(({ eb, or, and }) =>
        or([
          eb('timestamp_seconds', '<', time),
          and([eb('timestamp_seconds', '=', time), eb('block_number', '<', block)]),
          and([eb('timestamp_seconds', '=', time), eb('block_number', '=', block), eb('log_index', '<', index)]),
        ]),
      )
    }
    return query.execute()
  }

  async fees(txHashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (txHashes.length === 0) return new Map()
    const rows = await this.#store
      .selectFrom('transaction_fee')
      .selectAll()
      .where('tx_hash', 'in', [...txHashes])
      .execute()
    return new Map(rows.map(({ tx_hash, fee_wei }) => [tx_hash, fee_wei]))
  }
}

async function putVersion(store: NodeStore, place: number, { nonce, txHash }: SignedVersion): Promise<void> {
  await store.insertInto('payment_version').values({ tx_hash: txHash, place, nonce }).execute()
}

export function rowOf(movement: SnmMovement, snm: Address): MovementRow {
  return {
    block_number: Number(movement.blockNumber),
    log_index: movement.logIndex,
    timestamp_seconds: Number(movement.timestampSeconds),
    kind: movement.kind,
    token: snm,
    symbol: SNM.symbol,
    decimals: SNM.decimals,
    amount: movement.amountWei.toString(),
    counterparty: movement.counterparty ?? '',
    deal_id: Number(movement.dealId),
    tx_hash: movement.txHash,
    state: 'mined',
  }
}

/** Whether a row comes after a place in the list, the newest being first. */
export function isAfter(row: Place, place: Place): boolean {
  const difference =
    row.timestamp_seconds - place.timestamp_seconds ||
    row.block_number - place.block_number ||
    row.log_index - place.log_index
  return difference < 0
}
