import { formatDealDuration, formatPricePerHour } from '@sonm/model'
import { type MarketplaceRecord, type Offer, orderFromMessage, type StandingBid } from '@sonm/protocol'
import { bidStateText } from './bid-plan.ts'
import { clockText } from './clock-text.ts'
import { offersTable } from './offers.ts'
import { priceNowText } from './prices.ts'
import { table } from './print.ts'

/** Bids as their buyer follows them. */
export function bidsTable(bids: readonly StandingBid[]): string {
  if (bids.length === 0) return 'You have no bids. `sonm bid place -f bid.yaml` places one.'
  const rows = bids.map((standing) => {
    const { orderHash, bid, take, matches, marketplaces } = standing
    const order = orderFromMessage(bid)
    return [
      orderHash,
      bidStateText(standing),
      formatPricePerHour(order.pricePerSecond, order.denomination),
      formatDealDuration(order.durationSeconds),
      String(matches.length),
      String(marketplaces.length),
      take ? 'yes' : 'no',
      new Date(Number(order.expiresAtSeconds) * 1000).toISOString(),
    ]
  })
  const head = ['BID', 'STATE', 'AT MOST', 'DURATION', 'OFFERS', 'MARKETPLACES', 'TAKE', 'UNTIL']
  return table(head, rows, ['OFFERS', 'MARKETPLACES'])
}

/** A bid after each change, as its buyer watches it. @param at when it came, by the clock on the wall */
export function bidNowText(bid: StandingBid, at: Date): string {
  const { matches, usdPerSnm } = bid
  const state = `${clockText(at)} ${bidStateText(bid)}`
  if (matches.length === 0) return `${state}: nothing fits now.`
  const fits = `${matches.length} ${matches.length === 1 ? 'offer fits' : 'offers fit'}`
  return `${state}: ${fits}\n${offersTable(matches, usdPerSnm)}`
}

/** What buyers want, of those who would take an ask. @param usdPerSnm as the node tells it; empty: no rate is known */
export function ordersOfBuyersTable(offers: readonly Offer[], usdPerSnm: string): string {
  if (offers.length === 0) return 'No bid fits this ask now.'
  const rows = offers.map(({ order: signed, orderHash }) => {
    const order = orderFromMessage(signed?.order)
    const { durationSeconds, author, expiresAtSeconds } = order
    return [
      orderHash,
      author,
      priceNowText(order, usdPerSnm),
      formatDealDuration(durationSeconds),
      new Date(Number(expiresAtSeconds) * 1000).toISOString(),
    ]
  })
  return table(['BID', 'BUYER', 'AT MOST', 'DURATION', 'UNTIL'], rows)
}

/** What each marketplace has answered, and what it was found at. */
export function marketplacesTable(marketplaces: readonly MarketplaceRecord[]): string {
  const rows = marketplaces.map(({ address, answers, failures, honesty, faults }) => [
    address,
    String(answers),
    String(failures),
    answers === 0n ? 'no answers yet' : `${(honesty / 100).toFixed(0)}%`,
    faults.map(({ code, count }) => `${code} ${count}`).join(', ') || '-',
  ])
  const lines = marketplaces.flatMap(({ faults }) => faults.map(({ last }) => last))
  const shown = table(['MARKETPLACE', 'ANSWERS', 'FAILURES', 'HONEST', 'FOUND AT'], rows, ['ANSWERS', 'FAILURES'])
  return lines.length === 0 ? shown : `${shown}\n\n${lines.join('\n')}`
}
