import type { FeeQuote, MarketPriceFeed } from '@sonm/chain'
import { type Address, checksumAddress, ETHER, formatDurationMs, formatPayment, formatRoughDuration } from '@sonm/model'

/** A market's price of SNM, as it is shown. */
export interface PriceView extends MarketPriceFeed {
  readonly ageSeconds?: bigint
  /** Whether the market would settle a price in USD by it now. */
  readonly isUsable: boolean
}

const USD = { symbol: 'USD', decimals: 18 }
const exactly = (seconds: bigint) => formatDurationMs(Number(seconds) * 1000)

export function feedText({ feed, answer, ageSeconds, maxAgeSeconds, isUsable }: PriceView): string {
  const where = `the feed ${checksumAddress(feed)}`
  if (answer === undefined || ageSeconds === undefined) return `There is no price of SNM yet at ${where}.`
  const price = formatPayment(answer.usdPerSnm, USD, { exact: true })
  return [
    `1 SNM is ${price}, as ${where} has had it for ${formatRoughDuration(ageSeconds)}.`,
    isUsable
      ? `The market settles prices in USD by it until it is ${exactly(maxAgeSeconds)} old.`
      : `It is no price for the market, which takes none that is older than ${exactly(maxAgeSeconds)}.`,
  ].join('\n')
}

export function reportText(plan: FeeQuote & { readonly usdPerSnm: string; readonly reporter: Address }): string {
  const fee = (wei: bigint) => formatPayment(wei, ETHER)
  return [
    `report    1 SNM is ${plan.usdPerSnm}`,
    `reporter  ${checksumAddress(plan.reporter)}`,
    `fee       about ${fee(plan.feeWei)}, at most ${fee(plan.maxFeeWei)}`,
  ].join('\n')
}
