import { formatDealDuration, formatPricePerHour } from '@sonm/model'
import { type MarketplaceRecord, type Offer, orderFromMessage, type StandingBid } from '@sonm/protocol'
import { bidStateText, timeText, wantedText } from './bid-plan.ts'
import { clockText } from './clock-text.ts'
import { offersTable, shortHash } from './offers.ts'
import { priceNowText } from './prices.ts'
import { table } from './print.ts'
import { withWarnings } from './warnings.ts'

/** What a terminal shows in one line. */
const LINE_WIDTH = 100
const SHORTEST_WANTED = 10
const BETWEEN = 2

/** Bids as their buyer follows them, within the width of a terminal: what is wanted gets the room that is left. */
export function bidsTable(bids: readonly StandingBid[]): string {
  if (bids.length === 0) return 'You have no bids. `sonm bid place -f bid.yaml` places one.'
  const head = ['BID', 'STATE', 'AT MOST', 'OFFERS', 'TAKE', 'UNTIL']
  const rows = bids.map((standing) => {
    const order = orderFromMessage(standing.bid)
    return [
      shortHash(standing.orderHash),
      bidStateText(standing),
      formatPricePerHour(order.pricePerSecond, order.denomination),
      String(standing.matches.length),
      standing.take ? 'yes' : 'no',
      timeText(order),
    ]
  })
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]!.length)))
  const left = LINE_WIDTH - widths.reduce((sum, width) => sum + width + BETWEEN, 0)
  const wanted = bids.map(({ bid }) => cut(wantedText(orderFromMessage(bid)), Math.max(SHORTEST_WANTED, left)))
  const withWanted = (row: readonly string[], text: string) => row.toSpliced(2, 0, text)
  const lines = rows.map((row, at) => withWanted(row, wanted[at]!))
  return table(withWanted(head, 'WANTED'), lines, ['OFFERS'])
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

/** A bid after each change, as its buyer watches it. @param at when it came, by the clock on the wall */
export function bidNowText(bid: StandingBid, at: Date): string {
  const { matches, usdPerSnm } = bid
  const state = `${clockText(at)} ${bidStateText(bid)}`
  if (bid.state !== 'standing') return `${state}. Nothing more comes of it, and the watch ends.`
  if (matches.length === 0) return withWarnings(`${state}: nothing fits now.`, bid.warnings)
  const fits = `${matches.length} ${matches.length === 1 ? 'offer fits' : 'offers fit'}`
  return withWarnings(`${state}: ${fits}\n${offersTable(matches, usdPerSnm)}`, bid.warnings)
}

/** What of a bid is news to whoever watches it: rates and latencies are not. */
export function bidNews(bid: StandingBid): string {
  const warnings = bid.warnings.map(({ marketplace, code }) => `${marketplace} ${code}`)
  return [bidStateText(bid), bid.problem, ...bid.matches.map(({ orderHash }) => orderHash), ...warnings].join(' ')
}

/** What buyers want, of those who would take an ask. @param usdPerSnm as the node tells it; empty: no rate is known */
export function ordersOfBuyersTable(offers: readonly Offer[], usdPerSnm: string): string {
  if (offers.length === 0) return 'No bid fits this ask now.'
  const rows = offers.map(({ order: signed, orderHash }) => {
    const order = orderFromMessage(signed?.order)
    const { durationSeconds, author } = order
    return [orderHash, author, priceNowText(order, usdPerSnm), formatDealDuration(durationSeconds), timeText(order)]
  })
  return table(['BID', 'BUYER', 'AT MOST', 'DURATION', 'UNTIL'], rows)
}

/** What each marketplace has answered, and what it was found at. */
export function marketplacesTable(marketplaces: readonly MarketplaceRecord[]): string {
  const rows = marketplaces.map(({ address, answers, failures, honesty, faults, ...record }) => [
    address,
    standingText(record),
    String(answers),
    String(failures),
    answers === 0n ? 'no answers yet' : `${(honesty / 100).toFixed(0)}%`,
    faults.map(({ code, count }) => `${code} ${count}`).join(', ') || '-',
  ])
  const lines = marketplaces.flatMap(({ faults }) => faults.map(({ last }) => last))
  const shown = table(['MARKETPLACE', 'NOW', 'ANSWERS', 'FAILURES', 'HONEST', 'FOUND AT'], rows, [
    'ANSWERS',
    'FAILURES',
  ])
  return lines.length === 0 ? shown : `${shown}\n\n${lines.join('\n')}`
}

/** Whether a marketplace answers, as far as the node knows, by the clock on the wall. */
export function standingText({
  answeredAtMs,
  silentSinceMs,
}: Pick<MarketplaceRecord, 'answeredAtMs' | 'silentSinceMs'>): string {
  if (silentSinceMs > 0n) return `does not answer since ${clockText(new Date(Number(silentSinceMs)))}`
  return answeredAtMs > 0n ? `answered at ${clockText(new Date(Number(answeredAtMs)))}` : 'not asked yet'
}
