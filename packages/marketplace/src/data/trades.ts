import { ALL_CLASSES, type ClassOfAsk, unitPrice } from './market-class.ts'

/** What one event adds to the history of a class. */
export interface Trade {
  readonly blockNumber: number
  readonly logIndex: number
  readonly atSeconds: number
  readonly marketClass: string
  /** Of a deal that was opened: wei of SNM for an hour of one unit. */
  readonly unitPriceWei: bigint | undefined
  readonly paidWei: bigint
  readonly soldSeconds: number
}

/** The trades of one class in one interval of time. */
export interface Bucket {
  readonly marketClass: string
  readonly intervalSeconds: number
  readonly startSeconds: number
  /** Prices of the deals opened, in wei of SNM for an hour of one unit; undefined: none was opened. */
  readonly open: bigint | undefined
  readonly high: bigint | undefined
  readonly low: bigint | undefined
  readonly close: bigint | undefined
  readonly volumeWei: bigint
  readonly deals: number
  readonly soldSeconds: number
}

/** A minute, an hour and a day, in UTC. */
export const INTERVALS_SECONDS = [60, 3_600, 86_400] as const
export const LONGEST_INTERVAL_SECONDS = 86_400

export function startOf(atSeconds: number, intervalSeconds: number): number {
  return atSeconds - (atSeconds % intervalSeconds)
}

type TradeFacts = Pick<Trade, 'blockNumber' | 'logIndex' | 'atSeconds' | 'paidWei' | 'soldSeconds'>

/** A trade counts for its class, and among all. */
export function tradesOf(
  facts: TradeFacts,
  sold: ClassOfAsk | undefined,
  openedAt?: { readonly pricePerSecond: bigint },
): readonly Trade[] {
  // Prices of different things are no series; 0 marks that a deal was opened.
  const all = { ...facts, marketClass: ALL_CLASSES, unitPriceWei: openedAt && 0n }
  if (sold === undefined) return [all]
  const unitPriceWei = openedAt && unitPrice(openedAt.pricePerSecond, sold)
  return [all, { ...facts, marketClass: sold.marketClass, unitPriceWei }]
}

export function bucketKey({ marketClass, intervalSeconds, startSeconds }: BucketPlace): string {
  return `${marketClass} ${intervalSeconds} ${startSeconds}`
}

export type BucketPlace = Pick<Bucket, 'marketClass' | 'intervalSeconds' | 'startSeconds'>

/** The buckets that a trade falls into. */
export function placesOf({ marketClass, atSeconds }: Pick<Trade, 'marketClass' | 'atSeconds'>): readonly BucketPlace[] {
  return INTERVALS_SECONDS.map((intervalSeconds) => ({
    marketClass,
    intervalSeconds,
    startSeconds: startOf(atSeconds, intervalSeconds),
  }))
}

function emptyBucket(place: BucketPlace): Bucket {
  const prices = { open: undefined, high: undefined, low: undefined, close: undefined }
  return { ...place, ...prices, volumeWei: 0n, deals: 0, soldSeconds: 0 }
}

/** The bucket with a trade that comes after all those in it. */
export function addTrade(bucket: Bucket, { unitPriceWei: price, paidWei, soldSeconds }: Trade): Bucket {
  const sums = { volumeWei: bucket.volumeWei + paidWei, soldSeconds: bucket.soldSeconds + soldSeconds }
  if (price === undefined) return { ...bucket, ...sums }
  const { open = price, high = price, low = price } = bucket
  return {
    ...bucket,
    ...sums,
    deals: bucket.deals + 1,
    open,
    high: price > high ? price : high,
    low: price < low ? price : low,
    close: price,
  }
}

/** Adds trades in the chain's order to the buckets that are there, by `bucketKey`; gives back those that changed. */
export function addTrades(buckets: ReadonlyMap<string, Bucket>, trades: readonly Trade[]): ReadonlyMap<string, Bucket> {
  const changed = new Map<string, Bucket>()
  for (const trade of trades) {
    for (const place of placesOf(trade)) {
      const key = bucketKey(place)
      changed.set(key, addTrade(changed.get(key) ?? buckets.get(key) ?? emptyBucket(place), trade))
    }
  }
  return changed
}
