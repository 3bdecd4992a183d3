import { type Currency, formatAmount, formatPricePerHour, formatUsd, type Order, SNM } from '@sonm/model'

/** A price as it was signed, and what it costs now in the other currency, as far as a rate is known: "0.02 USD/h (0.4 SNM/h now)". */
export function priceText(
  { pricePerSecond, denomination }: Pick<Order, 'pricePerSecond' | 'denomination'>,
  /** Of a price in USD: in wei of SNM. */
  snmPricePerSecond: bigint,
  /** In 1e-18 USD; empty: no rate is known. */
  usdPerSnm: string,
): string {
  const signed = formatPricePerHour(pricePerSecond, denomination)
  if (denomination === 'USD') return `${signed} (${formatPricePerHour(snmPricePerSecond, 'SNM')} now)`
  return usdPerSnm === '' ? signed : `${signed} (${aboutUsd(pricePerSecond * 3600n, SNM, BigInt(usdPerSnm))}/h)`
}

/** A price as it was signed, and what it is worth at the rate of now. @param usdPerSnm in 1e-18 USD; empty: no rate is known */
export function priceNowText(price: Pick<Order, 'pricePerSecond' | 'denomination'>, usdPerSnm: string): string {
  const { pricePerSecond, denomination } = price
  const rate = BigInt(usdPerSnm || '0')
  if (denomination === 'SNM') return priceText(price, 0n, usdPerSnm)
  return rate === 0n ? formatPricePerHour(pricePerSecond, 'USD') : priceText(price, (pricePerSecond * ONE) / rate, '')
}

const ONE = 10n ** 18n

/** What a price in USD may come to in SNM. Both in wei of SNM for 1 USD. */
export function usdTermsText(snmPerUsd: bigint, snmPerUsdCap: bigint): string {
  return `${formatAmount(snmPerUsd)} now, as each bill finds it; at most ${formatAmount(snmPerUsdCap)}`
}

/** "about 0.42 USD", or "less than 0.01 USD". */
export function aboutUsd(amount: bigint, currency: Currency, price: bigint): string {
  const text = formatUsd(amount, currency, price)
  return text.startsWith('less than') ? text : `about ${text}`
}
