import { type Address, checksumAddress, formatAmount, formatRoughDuration } from '@sonm/model'
import type {
  DataProgress,
  GetPricesResponse,
  ListSuppliersResponse,
  MarketHistoryResponse,
  SupplierMessage,
} from '@sonm/protocol'
import { table } from './print.ts'
import { withWarnings } from './warnings.ts'

const snm = (wei: string) => (wei === '' ? '-' : formatAmount(BigInt(wei)))
const perHour = (wei: string) => (wei === '' ? '-' : `${snm(wei)}/h`)
const usdPerHour = (usd: string) => (usd === '' ? '-' : `${formatAmount(BigInt(usd), 'USD')}/h`)
const percent = (tenThousandths: number) => `${(tenThousandths / 100).toFixed(1)}%`
const units = (hundredths: bigint) => (Number(hundredths) / 100).toString()
const time = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')

/** How an hour of a class is called. */
function unitOf(marketClass: string): string {
  if (marketClass === 'all') return ''
  return marketClass === 'cpu' ? 'core' : 'card'
}

export function pricesTable({ classes, warnings, offersAtSeconds, progress }: GetPricesResponse): string {
  if (classes.length === 0) return withWarnings('Nothing has been offered or sold yet.', warnings)
  const asOf = asOfText(offersAtSeconds, progress)
  const head = [
    'CLASS',
    'UNIT',
    'BEST',
    'MEDIAN',
    'BEST IN USD',
    'MEDIAN IN USD',
    'LAST DEAL',
    'SUPPLIERS',
    'OFFERED',
    'SOLD',
    'IN USE',
    'PAID 24H',
    'DEALS 24H',
  ]
  const rows = classes.map((one) => [
    one.marketClass,
    unitOf(one.marketClass) || '-',
    perHour(one.bestPerHour),
    perHour(one.medianPerHour),
    usdPerHour(one.bestUsdPerHour),
    usdPerHour(one.medianUsdPerHour),
    perHour(one.lastPerHour),
    // Cores and cards of all models are not counted together.
    ...(one.marketClass === 'all'
      ? ['-', '-', '-', '-']
      : [String(one.suppliers), units(one.offeredHundredths), units(one.soldHundredths), percent(one.utilisation)]),
    snm(one.volumeWei),
    String(one.deals),
  ])
  return withWarnings(`${table(head, rows, head.slice(2))}\n\n${asOf}`, warnings)
}

/** Offers are looked at in rounds, and deals come from the chain: the one may be newer than the other. */
function asOfText(offersAtSeconds: bigint, progress: DataProgress | undefined): string {
  const offers =
    offersAtSeconds === 0n
      ? 'Offers have not been looked at yet'
      : `Offers as of ${new Date(Number(offersAtSeconds) * 1000).toISOString().slice(11, 19)} UTC, looked at every ten seconds or so`
  return `${offers}; deals as of block ${progress?.readToBlock ?? 0}.`
}

export function historyTable({ points, warnings }: MarketHistoryResponse): string {
  if (points.length === 0) return withWarnings('Nothing was sold or offered in this time.', warnings)
  const head = ['FROM (UTC)', 'OPEN', 'HIGH', 'LOW', 'CLOSE', 'DEALS', 'PAID', 'BEST OFFER', 'MEDIAN OFFER', 'IN USE']
  const rows = points.map((point) => [
    time(point.startSeconds),
    perHour(point.openPerHour),
    perHour(point.highPerHour),
    perHour(point.lowPerHour),
    perHour(point.closePerHour),
    String(point.deals),
    snm(point.volumeWei),
    perHour(point.bestPerHour),
    perHour(point.medianPerHour),
    percent(point.utilisation),
  ])
  return withWarnings(table(head, rows, head.slice(1)), warnings)
}

/** With whole addresses: the command that shows one supplier wants them. */
export function suppliersTable({ suppliers, nextCursor, warnings }: ListSuppliersResponse): string {
  if (suppliers.length === 0) return withWarnings('Nobody has had a deal yet.', warnings)
  const rows = suppliers.map(({ master, reliability, deals, earnedWei }) => [
    checksumAddress(master as Address),
    (reliability / 10_000).toFixed(4),
    String(deals),
    snm(earnedWei),
  ])
  const list = table(['SUPPLIER', 'RELIABILITY', 'DEALS', 'EARNED'], rows, ['RELIABILITY', 'DEALS', 'EARNED'])
  return withWarnings(nextCursor === '' ? list : `${list}\n\nMore with --cursor ${nextCursor}.`, warnings)
}

export function supplierText(supplier: SupplierMessage): string {
  const { deals, completed, endedEarlyBySupplier, endedEarlyByBuyer, openDeals, buyers, warnings } = supplier
  const lines = [
    `supplier     ${checksumAddress(supplier.master as Address)}`,
    `reliability  ${(supplier.reliability / 10_000).toFixed(4)}`,
    ...supplier.reasons.map((reason) => `             ${reason}`),
    `deals        ${deals}: ${openDeals} open, ${completed} completed, ${endedEarlyBySupplier} ended early by the supplier, ${endedEarlyByBuyer} by the buyer`,
    `sold         ${formatRoughDuration(supplier.secondsSold)} for ${snm(supplier.earnedWei)}`,
    `starts       ${supplier.starts} good, ${supplier.failedStarts} failed, ${supplier.unansweredStarts} that the buyer alone reports as failed`,
    ...(supplier.bondsPaidWei === '0' ? [] : [`bonds paid   ${snm(supplier.bondsPaidWei)}`]),
    `hubs         ${supplier.hubs.map((hub) => checksumAddress(hub as Address)).join(', ') || '-'}`,
    `rented by    ${supplier.distinctBuyers} ${supplier.distinctBuyers === 1 ? 'buyer' : 'buyers'}`,
  ]
  if (buyers.length === 0) return withWarnings(lines.join('\n'), warnings)
  const rows = buyers.map(({ buyer, deals: count, paidWei }) => [
    checksumAddress(buyer as Address),
    String(count),
    snm(paidWei),
  ])
  const renters = table(['BUYER', 'DEALS', 'PAID'], rows, ['DEALS', 'PAID'])
  return withWarnings(`${lines.join('\n')}\n\n${renters}`, warnings)
}
