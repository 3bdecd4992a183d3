import type { BucketRow, TradeRow } from './schema.ts'
import type { Bucket, Trade } from './trades.ts'

const text = (wei: bigint | undefined) => (wei === undefined ? null : String(wei))
const wei = (value: string | null) => (value === null ? undefined : BigInt(value))

export function tradeToRow(member: string, trade: Trade): TradeRow {
  return {
    member,
    block_number: trade.blockNumber,
    log_index: trade.logIndex,
    market_class: trade.marketClass,
    at_seconds: trade.atSeconds,
    unit_price_wei: text(trade.unitPriceWei),
    paid_wei: String(trade.paidWei),
    sold_seconds: trade.soldSeconds,
  }
}

export function tradeFromRow(row: TradeRow): Trade {
  return {
    blockNumber: row.block_number,
    logIndex: row.log_index,
    marketClass: row.market_class,
    atSeconds: row.at_seconds,
    unitPriceWei: wei(row.unit_price_wei),
    paidWei: BigInt(row.paid_wei),
    soldSeconds: row.sold_seconds,
  }
}

export function bucketToRow(member: string, bucket: Bucket): BucketRow {
  return {
    member,
    market_class: bucket.marketClass,
    interval_seconds: bucket.intervalSeconds,
    start_seconds: bucket.startSeconds,
    open_wei: text(bucket.open),
    high_wei: text(bucket.high),
    low_wei: text(bucket.low),
    close_wei: text(bucket.close),
    volume_wei: String(bucket.volumeWei),
    deals: bucket.deals,
    sold_seconds: bucket.soldSeconds,
  }
}

export function bucketFromRow(row: BucketRow): Bucket {
  return {
    marketClass: row.market_class,
    intervalSeconds: row.interval_seconds,
    startSeconds: row.start_seconds,
    open: wei(row.open_wei),
    high: wei(row.high_wei),
    low: wei(row.low_wei),
    close: wei(row.close_wei),
    volumeWei: BigInt(row.volume_wei),
    deals: row.deals,
    soldSeconds: row.sold_seconds,
  }
}
