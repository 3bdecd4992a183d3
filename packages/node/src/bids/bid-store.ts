import { fromBinary, toBinary } from '@bufbuild/protobuf'
import type { Hex, SignedOrder } from '@sonm/model'
import { SignedOrderSchema, signedOrderFromMessage, signedOrderToMessage } from '@sonm/protocol'
import type { NodeStore } from '../store.ts'

/** A bid of the buyer: what he has said of it, and what the chain has. */
export interface BidRecord {
  readonly hash: Hex
  readonly signed: SignedOrder
  readonly take: boolean
  /** By the buyer, at the marketplaces or in the contract. */
  readonly isCancelled: boolean
  /** By the buyer in the contract, which makes no deal of it any more. */
  readonly isVoid: boolean
  /** Of the deal that the contract made of it; 0: none. */
  readonly dealId: bigint
  readonly problem: string
}

/** The buyer's bids on disk. */
export class BidStore {
  readonly #store: NodeStore

  constructor(store: NodeStore) {
    this.#store = store
  }

  async put({ hash, signed, take, isCancelled, isVoid, dealId, problem }: BidRecord): Promise<void> {
    const message = toBinary(SignedOrderSchema, signedOrderToMessage(signed))
    const state = isVoid ? 'void' : isCancelled ? 'cancelled' : 'standing'
    const row = { message, take: take ? 1 : 0, state, deal_id: Number(dealId), problem } as const
    const expires = Number(signed.order.expiresAtSeconds)
    await this.#store
      .insertInto('standing_bid')
      .values({ order_hash: hash, expires_at_seconds: expires, ...row })
      .onConflict((conflict) => conflict.column('order_hash').doUpdateSet(row))
      .execute()
  }

  /** The newest expiry first. */
  async all(): Promise<readonly BidRecord[]> {
    const rows = await this.#store
      .selectFrom('standing_bid')
      .selectAll()
      .orderBy('expires_at_seconds', 'desc')
      .orderBy('order_hash')
      .execute()
    return rows.map((row) => ({
      hash: row.order_hash as Hex,
      signed: signedOrderFromMessage(fromBinary(SignedOrderSchema, row.message)),
      take: row.take === 1,
      isCancelled: row.state !== 'standing',
      isVoid: row.state === 'void',
      dealId: BigInt(row.deal_id),
      problem: row.problem,
    }))
  }

  async forget(expiredBeforeSeconds: number): Promise<void> {
    await this.#store.deleteFrom('standing_bid').where('expires_at_seconds', '<', expiredBeforeSeconds).execute()
  }
}
