import type { Migration, Store } from '@sonm/common'

/**
 * Market data. What is made of the chain's events is kept by each marketplace of a shared store for itself (`member`), as it
 * follows the chain by itself; receipts are everybody's. Money is decimal text.
 */
export interface DataTables {
  data_checkpoint: { member: string; checkpoint: string }
  data_deal: DealRow
  data_trade: TradeRow
  data_bucket: BucketRow
  data_quote: QuoteRow
  start_receipt: ReceiptRow
}

/** A deal after a block. Older states are kept as long as a reorg can bring them back. */
export interface DealRow {
  member: string
  deal_id: number
  block_number: number
  /** See deal-state.ts. */
  state: string
}

/** What buckets are made of, kept as long as a reorg can take it away. */
export interface TradeRow {
  member: string
  block_number: number
  log_index: number
  market_class: string
  at_seconds: number
  unit_price_wei: string | null
  paid_wei: string
  sold_seconds: number
}

export interface BucketRow {
  member: string
  market_class: string
  interval_seconds: number
  start_seconds: number
  open_wei: string | null
  high_wei: string | null
  low_wei: string | null
  close_wei: string | null
  volume_wei: string
  deals: number
  sold_seconds: number
}

/** What the book offered at the end of an interval. */
export interface QuoteRow {
  member: string
  market_class: string
  interval_seconds: number
  start_seconds: number
  best_wei: string | null
  median_wei: string | null
  suppliers: number
  offered_hundredths: number
  sold_hundredths: number
}

export interface ReceiptRow {
  deal_id: number
  task_id: string
  /** started, failed */
  outcome: string
  reason: string
  at_seconds: number
  received_at_seconds: number
  /** Empty: the buyer alone says so. */
  hub_signature: string
  buyer_signature: string
}

export type DataStore = Store<DataTables>

/** Both databases read the same text: SQLite takes BIGINT for the name of its integers outside of strict tables. */
export const dataMigration: Migration = {
  name: 'market data',
  sql: `
    CREATE TABLE data_checkpoint (member TEXT PRIMARY KEY, checkpoint TEXT NOT NULL);
    CREATE TABLE data_deal (
      member TEXT NOT NULL, deal_id BIGINT NOT NULL, block_number BIGINT NOT NULL, state TEXT NOT NULL,
      PRIMARY KEY (member, deal_id, block_number)
    );
    CREATE INDEX data_deal_by_block ON data_deal (member, block_number);
    CREATE TABLE data_trade (
      member TEXT NOT NULL, block_number BIGINT NOT NULL, log_index BIGINT NOT NULL, market_class TEXT NOT NULL,
      at_seconds BIGINT NOT NULL, unit_price_wei TEXT, paid_wei TEXT NOT NULL, sold_seconds BIGINT NOT NULL,
      PRIMARY KEY (member, block_number, log_index, market_class)
    );
    CREATE INDEX data_trade_by_time ON data_trade (member, at_seconds);
    CREATE TABLE data_bucket (
      member TEXT NOT NULL, market_class TEXT NOT NULL, interval_seconds BIGINT NOT NULL, start_seconds BIGINT NOT NULL,
      open_wei TEXT, high_wei TEXT, low_wei TEXT, close_wei TEXT,
      volume_wei TEXT NOT NULL, deals BIGINT NOT NULL, sold_seconds BIGINT NOT NULL,
      PRIMARY KEY (member, market_class, interval_seconds, start_seconds)
    );
    CREATE TABLE data_quote (
      member TEXT NOT NULL, market_class TEXT NOT NULL, interval_seconds BIGINT NOT NULL, start_seconds BIGINT NOT NULL,
      best_wei TEXT, median_wei TEXT,
      suppliers BIGINT NOT NULL, offered_hundredths BIGINT NOT NULL, sold_hundredths BIGINT NOT NULL,
      PRIMARY KEY (member, market_class, interval_seconds, start_seconds)
    );
    CREATE TABLE start_receipt (
      deal_id BIGINT NOT NULL, task_id TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
      at_seconds BIGINT NOT NULL, received_at_seconds BIGINT NOT NULL,
      hub_signature TEXT NOT NULL, buyer_signature TEXT NOT NULL,
      PRIMARY KEY (deal_id, task_id)
    );
    CREATE INDEX start_receipt_by_arrival ON start_receipt (received_at_seconds);
  `,
}
