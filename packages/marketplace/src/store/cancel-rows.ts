import type { Hex, SignedCancel } from '@sonm/model'
import type { Transaction } from 'kysely'
import type { MarketplaceStore, MarketplaceTables, SignedCancelRow } from './tables.ts'

export interface KeptCancel {
  readonly cancel: SignedCancel
  readonly keptUntilSeconds: number
}

/** The first that its author signed stays. */
export async function keepCancels(
  transaction: Transaction<MarketplaceTables>,
  kept: readonly KeptCancel[],
): Promise<void> {
  for (const { cancel, keptUntilSeconds } of kept) {
    const { orderHash, atSeconds, signature } = cancel
    await transaction
      .insertInto('signed_cancel')
      .values({ order_hash: orderHash, at_seconds: Number(atSeconds), signature, kept_until_seconds: keptUntilSeconds })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Drops what has expired, and what is older than the newest, so many; those of one second go together. */
export async function expireCancels(
  transaction: Transaction<MarketplaceTables>,
  beforeSeconds: bigint,
  most: number,
): Promise<void> {
  const firstTooMany = await transaction
    .selectFrom('signed_cancel')
    .select('kept_until_seconds')
    .orderBy('kept_until_seconds', 'desc')
    .offset(most)
    .limit(1)
    .executeTakeFirst()
  const lastToGo = Math.max(Number(beforeSeconds) - 1, firstTooMany?.kept_until_seconds ?? 0)
  await transaction.deleteFrom('signed_cancel').where('kept_until_seconds', '<=', lastToGo).execute()
}

/** The newest, at most so many; of those the oldest first. */
export async function readCancels(store: MarketplaceStore, most: number): Promise<readonly KeptCancel[]> {
  const rows = await store
    .selectFrom('signed_cancel')
    .selectAll()
    .orderBy('kept_until_seconds', 'desc')
    .orderBy('order_hash')
    .limit(most)
    .execute()
  return rows.reverse().map(keptCancel)
}

/** Those of these orders. */
export async function readCancelsOf(store: MarketplaceStore, orders: readonly Hex[]): Promise<readonly KeptCancel[]> {
  if (orders.length === 0) return []
  const rows = await store.selectFrom('signed_cancel').selectAll().where('order_hash', 'in', orders).execute()
  return rows.map(keptCancel)
}

function keptCancel({ order_hash, at_seconds, signature, kept_until_seconds }: SignedCancelRow): KeptCancel {
  return {
    cancel: { orderHash: order_hash as Hex, atSeconds: BigInt(at_seconds), signature: signature as Hex },
    keptUntilSeconds: kept_until_seconds,
  }
}
