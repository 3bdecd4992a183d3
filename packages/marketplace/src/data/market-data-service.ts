import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { type Address, closest, fail, type Hex } from '@sonm/model'
import {
  type ClassPrices,
  type HistoryPointSchema,
  type MarketDataService,
  type MarketHistoryRequest,
  readCount,
  readHex,
  type StartReceiptService,
  SupplierSchema,
  startReceiptFromMessage,
} from '@sonm/protocol'
import { dataLimits } from './limits.ts'
import { ALL_CLASSES } from './market-class.ts'
import type { MarketData } from './market-data.ts'
import { utilisation } from './quote-rows.ts'
import type { Quote } from './quotes.ts'
import { scoreReasons } from './score-reasons.ts'
import { recordOf } from './supplier-record.ts'
import { type Bucket, INTERVALS_SECONDS, startOf } from './trades.ts'

const DAY = 86_400
const text = (wei: bigint | null | undefined) => (wei === undefined || wei === null ? '' : String(wei))

/** The wire side of market data: reads questions, writes answers. */
export function marketDataService(data: MarketData): ServiceImpl<typeof MarketDataService> {
  const progress = () => {
    const { position, newest } = data.progress
    return { readToBlock: position > 0n ? position : 0n, latestBlock: newest ?? 0n }
  }
  return {
    async getPrices({ marketClass }) {
      // First: what is read after it may go further, and must not have been read before.
      const read = progress()
      const quotes = new Map(data.walk.quotes.map((quote) => [quote.marketClass, quote]))
      const sold = data.soldHundredths()
      const known = [...new Set([...quotes.keys(), ...sold.keys(), ...(await data.records.classes())])].sort()
      if (marketClass !== '' && !known.includes(marketClass)) throw unknownClass(marketClass, known)
      const wanted = marketClass === '' ? known : [marketClass]
      const classes = await Promise.all(
        wanted.map((name) => pricesOf(data, name, quotes.get(name), sold.get(name) ?? 0)),
      )
      return { classes, progress: read, offersAtSeconds: data.walk.atSeconds }
    },
    async getMarketHistory(request) {
      const { marketClass } = request
      const { interval, from, to } = spanOf(request, data.nowSeconds)
      const read = progress()
      return { points: await pointsOf(data, marketClass, interval, from, to), progress: read }
    },
    getSupplier({ address }) {
      return create(SupplierSchema, { ...supplierOf(data, readHex('address', address, 20)), progress: progress() })
    },
    listSuppliers({ limit, cursor }) {
      const ranked = data.scores.ranked()
      // A place by its own figures: so suppliers whose score changes meanwhile neither repeat nor hide another.
      const [reliability, master] = cursor === '' ? [Number.POSITIVE_INFINITY, ''] : readCursor(cursor)
      const isAfter = (one: { master: Address; reliability: number }) =>
        one.reliability < reliability || (one.reliability === reliability && one.master > master)
      const rest = ranked.filter(isAfter)
      const page = rest.slice(0, Math.min(limit || dataLimits.suppliersDefault, dataLimits.suppliersShown))
      const last = page.at(-1)
      return {
        suppliers: page.map((one) => {
          const { deals, earnedWei } = recordOf(data.deals.ofMaster(one.master), () => 'unknown')
          return { ...one, deals: BigInt(deals), earnedWei: String(earnedWei) }
        }),
        progress: progress(),
        nextCursor: last && rest.length > page.length ? `${last.reliability}-${last.master}` : '',
      }
    },
  }
}

/** Where nodes report what became of the starts of their tasks. */
export function startReceiptService(data: MarketData): ServiceImpl<typeof StartReceiptService> {
  return {
    async reportStart(message) {
      const { buyerSignature, ...receipt } = startReceiptFromMessage(message)
      if (!buyerSignature) throw fail('RECEIPT_INVALID', { field: 'buyer_signature', reason: 'it is missing' })
      const isNews = await data.receipts.take({ ...receipt, buyerSignature })
      const master = data.deals.get(Number(receipt.dealId))?.deal.master
      if (isNews && master) data.scores.touch(master)
      return {}
    },
  }
}

function unknownClass(marketClass: string, known: readonly string[]) {
  return fail('MARKET_CLASS_UNKNOWN', { marketClass, closest: closest(marketClass, known) ?? '' })
}

async function pricesOf(
  data: MarketData,
  marketClass: string,
  quote: Quote | undefined,
  soldHundredths: number,
): Promise<Omit<ClassPrices, '$typeName'>> {
  const hour = 3_600
  const to = data.nowSeconds
  const buckets = await data.records.buckets(marketClass, hour, startOf(to - DAY, hour), to)
  const sum = (of: (bucket: Bucket) => bigint) => buckets.reduce((total, bucket) => total + of(bucket), 0n)
  return {
    marketClass,
    bestPerHour: text(quote?.bestWei),
    medianPerHour: text(quote?.medianWei),
    bestUsdPerHour: text(quote?.usd?.best),
    medianUsdPerHour: text(quote?.usd?.median),
    suppliersUsd: quote?.usd?.suppliers ?? 0,
    suppliers: quote?.suppliers ?? 0,
    offeredHundredths: BigInt(quote?.offeredHundredths ?? 0),
    soldHundredths: BigInt(soldHundredths),
    utilisation: utilisation(soldHundredths, quote?.offeredHundredths ?? 0),
    volumeWei: String(sum(({ volumeWei }) => volumeWei)),
    deals: sum(({ deals }) => BigInt(deals)),
    soldSeconds: sum(({ soldSeconds }) => BigInt(soldSeconds)),
    lastPerHour: priced(marketClass, buckets.findLast(({ close }) => close !== undefined)?.close),
  }
}

/** All classes together have no price. */
function priced(marketClass: string, wei: bigint | undefined): string {
  return marketClass === ALL_CLASSES ? '' : text(wei)
}

/** @throws INPUT_INVALID */
function spanOf({ intervalSeconds: interval, fromSeconds, toSeconds }: MarketHistoryRequest, now: number) {
  const invalid = (field: string, reason: string) => fail('INPUT_INVALID', { field, reason })
  if (!INTERVALS_SECONDS.some((each) => each === interval)) {
    throw invalid('interval_seconds', `it must be one of ${INTERVALS_SECONDS.join(', ')}`)
  }
  const to = toSeconds === 0n ? now : readCount('to_seconds', toSeconds)
  const latest = startOf(to, interval) - (dataLimits.historyDefaultPoints - 1) * interval
  const from = fromSeconds === 0n ? Math.max(0, latest) : startOf(readCount('from_seconds', fromSeconds), interval)
  if (from > to) throw invalid('from_seconds', 'it is after the end')
  if ((to - from) / interval > dataLimits.historyPoints) {
    throw invalid('from_seconds', `there would be more than ${dataLimits.historyPoints} intervals`)
  }
  return { interval, from, to }
}

async function pointsOf(data: MarketData, marketClass: string, interval: number, from: number, to: number) {
  const [buckets, quotes] = await Promise.all([
    data.records.buckets(marketClass, interval, from, to),
    data.quoteRows.between(marketClass, interval, from, to),
  ])
  if (buckets.length + quotes.length === 0) {
    const known = [...(await data.records.classes()), ...data.walk.quotes.map((quote) => quote.marketClass)]
    if (!known.includes(marketClass)) throw unknownClass(marketClass, known)
  }
  const points = new Map<number, MessageInitShape<typeof HistoryPointSchema>>()
  for (const bucket of buckets) {
    points.set(bucket.startSeconds, {
      startSeconds: BigInt(bucket.startSeconds),
      openPerHour: priced(marketClass, bucket.open),
      highPerHour: priced(marketClass, bucket.high),
      lowPerHour: priced(marketClass, bucket.low),
      closePerHour: priced(marketClass, bucket.close),
      volumeWei: String(bucket.volumeWei),
      deals: BigInt(bucket.deals),
      soldSeconds: BigInt(bucket.soldSeconds),
    })
  }
  for (const row of quotes) {
    points.set(row.start_seconds, {
      startSeconds: BigInt(row.start_seconds),
      volumeWei: '0',
      ...points.get(row.start_seconds),
      bestPerHour: row.best_wei ?? '',
      medianPerHour: row.median_wei ?? '',
      utilisation: utilisation(row.sold_hundredths, row.offered_hundredths),
    })
  }
  return [...points].sort(([a], [b]) => a - b).map(([, point]) => point)
}

function supplierOf(data: MarketData, address: Hex) {
  const master = data.deals.masterOf(address) ?? address
  const states = data.deals.ofMaster(master)
  const record = recordOf(states, (dealId) => data.receipts.startOf(dealId))
  const { reliability, parts } = data.scores.score(master)
  return {
    master,
    reliability,
    score: {
      priorShare: data.rules.prior,
      prior: parts.priorSnm,
      good: parts.goodSnm,
      earlyEnds: parts.earlyEndsSnm,
      failedStarts: parts.failedStartsSnm,
      exposure: parts.exposureSnm,
      unrelatedBuyers: parts.unrelatedBuyers,
    },
    reasons: [...scoreReasons(record, parts)],
    deals: BigInt(record.deals),
    openDeals: BigInt(record.open),
    completed: BigInt(record.completed),
    endedEarlyBySupplier: BigInt(record.endedEarlyBySupplier),
    endedEarlyByBuyer: BigInt(record.endedEarlyByBuyer),
    secondsSold: record.secondsSold,
    earnedWei: String(record.earnedWei),
    bondsPaidWei: String(record.bondsPaidWei),
    firstDealAtSeconds: record.firstDealAtSeconds,
    lastDealAtSeconds: record.lastDealAtSeconds,
    hubs: [...record.hubs],
    buyers: record.buyers.slice(0, dataLimits.buyersShown).map((one) => ({ ...one, paidWei: String(one.paidWei) })),
    distinctBuyers: record.buyers.length,
    starts: record.starts.started,
    failedStarts: record.starts.failed,
    unansweredStarts: record.starts.unanswered,
  }
}

/** @throws INPUT_INVALID */
function readCursor(cursor: string): readonly [number, string] {
  const [, reliability, master] = /^(\d{1,5})-(0x[0-9a-f]{40})$/.exec(cursor) ?? []
  if (master === undefined) throw fail('INPUT_INVALID', { field: 'cursor', reason: 'it is none of this list' })
  return [Number(reliability), master]
}
