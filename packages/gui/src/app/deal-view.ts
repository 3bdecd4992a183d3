import { formatPricePerHour } from '@sonm/model'
import type { DealStatus } from '@sonm/protocol'
import { grouped } from './format.ts'

type Deal = NonNullable<DealStatus['deal']>

/** Of a deal in USD with what it costs in SNM since its latest bill. */
export function priceTexts({ pricePerSecond, usdPerSecond }: Deal): readonly string[] {
  const inSnm = grouped(formatPricePerHour(BigInt(pricePerSecond), 'SNM'))
  const usd = BigInt(usdPerSecond || '0')
  return usd === 0n ? [inSnm] : [grouped(formatPricePerHour(usd, 'USD')), `${inSnm} now`]
}

/** The one that was rented last. */
export function newestOpen(deals: readonly DealStatus[]): Deal | undefined {
  const open = deals.flatMap(({ deal, state }) => (deal && state === 'open' ? [deal] : []))
  return open.sort((a, b) => Number(b.id - a.id))[0]
}
