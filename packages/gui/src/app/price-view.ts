import { formatAmount } from '@sonm/model'
import type { ClassPrices, HistoryPoint } from '@sonm/protocol'
import { grouped, snm } from './format.ts'

/** A class of machines as people call it. */
export function className(marketClass: string): string {
  if (marketClass === 'all') return 'Everything'
  return marketClass === 'cpu' ? 'CPU, one core' : `GPU ${marketClass.slice('gpu:'.length)}, one card`
}

/** A price of a unit for an hour, from its wire form; none is a dash. */
export function perHour(wei: string): string {
  return wei === '' ? '–' : `${snm(wei)}/h`
}

/** The same, of what is priced in USD. */
export function usdPerHour(usd: string): string {
  return usd === '' ? '–' : `${grouped(formatAmount(BigInt(usd), 'USD'))}/h`
}

export function percent(tenThousandths: number): string {
  return `${(tenThousandths / 100).toFixed(1)} %`
}

/** In SNM, for a chart: good for the eye, not for a sum. */
export function chartValue(wei: string): number | null {
  return wei === '' ? null : Number(BigInt(wei) / 10n ** 10n) / 1e8
}

/** The columns of a chart, oldest first. */
export function chartOf(points: readonly HistoryPoint[]) {
  return {
    times: points.map(({ startSeconds }) => Number(startSeconds)),
    deals: points.map(({ closePerHour }) => chartValue(closePerHour)),
    median: points.map(({ medianPerHour }) => chartValue(medianPerHour)),
    paid: points.map(({ volumeWei }) => chartValue(volumeWei)),
  }
}

/** What is shown first: something that has a price. */
export function firstClass(classes: readonly ClassPrices[]): string | undefined {
  return (classes.find(({ marketClass }) => marketClass !== 'all') ?? classes[0])?.marketClass
}
