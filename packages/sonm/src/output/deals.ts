import { type Deal, dueAt, formatAmount, formatDealDuration, formatDurationMs, formatPricePerHour } from '@sonm/model'
import { type DealStatus, dealFromMessage } from '@sonm/protocol'
import { shortAddress } from './offers.ts'
import { priceText } from './prices.ts'
import { table } from './print.ts'

export function dealsTable(deals: readonly DealStatus[]): string {
  if (deals.length === 0) return 'No deals. `sonm deal list --all` shows closed ones too; `sonm run` opens one.'
  const head = ['DEAL', 'STATE', 'SUPPLIER', 'KIND', 'PRICE/H', 'BILLED', 'PAID', 'HELD AHEAD']
  const rows = deals.map((status) => {
    const deal = dealFromMessage(status.deal)
    return [
      deal.id.toString(),
      status.state,
      shortAddress(deal.master),
      deal.durationSeconds === 0n ? 'spot' : 'forward',
      priceOf(deal),
      secondsText(status.billedSeconds),
      formatAmount(BigInt(status.paidWei || '0'), 'SNM'),
      formatAmount(deal.lockedWei, 'SNM'),
    ]
  })
  return table(head, rows, ['DEAL', 'PRICE/H', 'BILLED', 'PAID', 'HELD AHEAD'])
}

/** One deal in full. */
export function dealText(status: DealStatus, nowSeconds: bigint): string {
  const deal = dealFromMessage(status.deal)
  const amount = (wei: string) => formatAmount(BigInt(wei || '0'), 'SNM')
  const lines = [
    `Deal ${deal.id}: ${status.state}`,
    `  hub         ${deal.hub}`,
    `  supplier    ${deal.master}`,
    `  buyer       ${deal.buyer}`,
    `  kind        ${deal.durationSeconds === 0n ? 'spot' : `forward, ${formatDealDuration(deal.durationSeconds)}`}`,
    `  price       ${priceOf(deal)}`,
    ...(deal.usdPerSecond > 0n ? [`  1 USD is    at most ${formatAmount(deal.snmPerUsdCap)}`] : []),
    ...(deal.bondWei > 0n ? [`  bond        ${formatAmount(deal.bondWei)}, yours if the supplier leaves early`] : []),
    `  billed      ${secondsText(status.billedSeconds)}`,
    `  paid        ${amount(status.paidWei)}`,
  ]
  if (status.state === 'closed') lines.push(`  returned    ${amount(status.returnedWei)}`)
  else {
    const due = dueAt(deal, nowSeconds)
    lines.push(
      `  so far      about ${formatAmount(due.paidWei, 'SNM')} more, for ${secondsText(due.untilSeconds - deal.billedUntilSeconds)} not billed yet`,
    )
    lines.push(`  held ahead  ${formatAmount(deal.lockedWei, 'SNM')}`)
  }
  return lines.join('\n')
}

/** Of a deal in USD the price in SNM is that of its latest bill. */
function priceOf({ pricePerSecond, usdPerSecond }: Deal): string {
  if (usdPerSecond === 0n) return formatPricePerHour(pricePerSecond, 'SNM')
  return priceText({ pricePerSecond: usdPerSecond, denomination: 'USD' }, pricePerSecond, '')
}

function secondsText(seconds: bigint): string {
  return formatDurationMs(Number(seconds) * 1000)
}
