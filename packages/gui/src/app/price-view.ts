import { formatAmount } from '@sonm/model'
import type { ClassPrices, HistoryPoint } from '@sonm/protocol'
import { grouped, snm } from './format.ts'

/** A class of machines as people call it. */
export function className(marketClass: string): string {
  if (marketClass === 'all') return 'Everything'
  // In the normal form of a model nothing is left of its case.
  return marketClass === 'cpu' ? 'CPU, one core' : `GPU ${marketClass.slice('gpu:'.length).toUpperCase()}, one card`
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

/** Something that has a figure at each time of a chart. */
export interface Series {
  readonly name: string
  readonly unit: string
  /** A colour of the page's style, such as `--accent`. */
  readonly color: string
  readonly bars?: boolean
  /** So that it shows where another one lies on it. */
  readonly isWide?: boolean
  /** null: there is none at this time. */
  readonly values: readonly (number | null)[]
}

/** What a chart shows at a place; nowhere, or beside the figures: at the latest. */
export function readingAt(times: readonly number[], series: readonly Series[], at: number | undefined) {
  const index = at !== undefined && at >= 0 && at < times.length ? at : times.length - 1
  return {
    seconds: times[index]!,
    readings: series.map(({ name, unit, color, values }) => {
      const value = values[index] ?? null
      return { name, color, text: value === null ? 'none' : `${grouped(figure(value))} ${unit}` }
    }),
  }
}

/** As many digits as amounts have, and never an exponent. */
function figure(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 6, useGrouping: false })
}
