import type { CodedError } from '@sonm/common'
import { fail } from '../errors/catalog.ts'
import type { Denomination } from '../orders/order.ts'
import { closest } from './closest.ts'
import { excerpt, formatDecimal, readQuantity, scale } from './decimal.ts'
import { secondsOf } from './times.ts'

/** Decimals of SNM, and of a USD price. */
export const MONEY_DECIMALS = 18
const ONE = 10n ** 18n
/** All SNM that exist. */
export const SNM_SUPPLY_WEI = 444_000_000n * ONE

export interface Price {
  readonly denomination: Denomination
  /** In 1e-18 of the denomination. */
  readonly pricePerSecond: bigint
}

type Invalid = (text: string, reason: string) => CodedError
const invalid: Invalid = (text, reason) => fail('MONEY_INVALID', { text: excerpt(text), reason })
const invalidPrice: Invalid = (text, reason) => fail('MONEY_INVALID', { text: excerpt(text), reason, isPrice: true })

/**
 * Reads an amount of SNM: "12.5 SNM", "12.5".
 * @returns wei of SNM
 * @throws MONEY_INVALID
 */
export function parseAmount(text: string): bigint {
  const { unit, value } = readMoney(text, invalid)
  if (unit.includes('/')) throw invalid(text, 'it must be an amount, without a unit of time')
  if (unit !== '' && denominationOf(text, unit, invalid) !== 'SNM') throw invalid(text, 'it must be in SNM')
  return value(1n).floor
}

/** What is paid in: its sign, and how many decimals its smallest unit has. */
export interface Currency {
  readonly symbol: string
  readonly decimals: number
}

export const SNM: Currency = { symbol: 'SNM', decimals: MONEY_DECIMALS }
export const ETHER: Currency = { symbol: 'ETH', decimals: 18 }

/**
 * Reads an amount that shall be paid: "0.1 ETH", "12.5"; more than nothing, in the currency that is meant, and no more of
 * SNM than there is.
 * @returns in the smallest unit of the currency
 * @throws MONEY_INVALID
 */
export function parsePayment(text: string, { symbol, decimals }: Currency): bigint {
  const quantity = readQuantity(text)
  if ('reason' in quantity) throw invalid(text, quantity.reason)
  const { unit } = quantity
  if (unit.includes('/')) throw invalid(text, 'it must be an amount, without a unit of time')
  if (unit !== '' && unit.toUpperCase() !== symbol.toUpperCase()) {
    throw invalid(text, symbol === '' ? 'write the number alone' : `it must be in ${symbol}`)
  }
  if (quantity.decimals > decimals) {
    const least = decimals === 0 ? 'only whole numbers can be paid' : `${symbol || 'it'} has ${decimals} decimals`
    throw invalid(text, `it has ${quantity.decimals} decimals, and ${least}`)
  }
  const amount = scale(quantity, 10n ** BigInt(decimals)).floor
  if (amount === 0n) throw invalid(text, 'it must be more than 0')
  if (amount > MAX_UINT256) throw invalid(text, 'it is more than any token can hold')
  if (symbol === SNM.symbol && amount > SNM_SUPPLY_WEI) throw invalid(text, MORE_THAN_ALL)
  return amount
}

const MAX_UINT256 = 2n ** 256n - 1n
const MORE_THAN_ALL = 'it is more than all SNM that exist, 444,000,000'

/** What stands between a currency and a unit of time: "USD/h", "USD per hour", "SNM an hour". */
const PER = /\s*\/\s*|\s+(?:per|an?)\s+/i

/**
 * Reads a price: "0.02 USD/h", "$0.02 per hour", "1 SNM/min"; without a unit of time it is per hour. Units: s, min, h, d, week, month (30
 * days), year (365), in all their spellings.
 * A price that is no whole number of 1e-18 a second is rounded up, for every side: who writes 1 SNM/h in a bid or a search meets
 * who writes 1 SNM/h in an ask.
 * @throws MONEY_INVALID
 */
export function parsePrice(text: string): Price {
  const [, dollars] = /^\s*\$\s*([0-9][^$]*)$/s.exec(text) ?? []
  const { unit, value } = readMoney(dollars ?? text, (_, reason) => invalidPrice(text, reason))
  const [named = '', ...per] = unit.split(PER)
  const currency = dollars === undefined ? named : `$${named}`
  const denomination = denominationOf(text, currency === '$' ? 'USD' : currency, invalidPrice)
  const perText = per.length === 0 ? 'h' : per.join('/')
  if (perText.toLowerCase() === 'm') throw invalidPrice(text, `say whether '${perText}' is min or month`)
  const perSeconds = secondsOf(perText)
  if (perSeconds === undefined) {
    const written = excerpt(perText)
    throw invalidPrice(text, `'${written}' is no unit of time of a price; use s, min, h, d, week, month or year`)
  }
  const { floor, exact } = value(perSeconds)
  return { denomination, pricePerSecond: exact ? floor : floor + 1n }
}

function readMoney(text: string, invalid: Invalid) {
  const quantity = readQuantity(text)
  if ('reason' in quantity) throw invalid(text, quantity.reason)
  if (quantity.decimals > MONEY_DECIMALS) throw invalid(text, `it has more than ${MONEY_DECIMALS} decimals`)
  const { digits, decimals } = quantity
  const value = (perSeconds: bigint) => {
    const whole = scale({ digits, decimals }, ONE).floor
    if (whole > SNM_SUPPLY_WEI) throw invalid(text, MORE_THAN_ALL)
    return { floor: whole / perSeconds, exact: whole % perSeconds === 0n }
  }
  return { unit: quantity.unit, value }
}

function denominationOf(text: string, unit: string, invalid: Invalid): Denomination {
  const upper = unit.toUpperCase()
  if (upper === 'SNM' || upper === 'USD') return upper
  if (unit === '') throw invalid(text, 'say in what: SNM or USD')
  const near = closest(upper, ['SNM', 'USD'])
  throw invalid(text, `'${excerpt(unit)}' is no currency here; use ${near ?? 'SNM or USD'}`)
}

export interface FormatMoneyOptions {
  /** All decimals, so that reading the text again gives the same amount. */
  readonly exact?: boolean
}

/**
 * An amount for people: "12.5 SNM". At most 6 decimals; an amount below 1 keeps 6 significant digits.
 * @param wei in 1e-18 of the denomination; may be negative (a difference)
 */
export function formatAmount(
  wei: bigint,
  denomination: Denomination = 'SNM',
  options: FormatMoneyOptions = {},
): string {
  return `${formatDecimal(wei, MONEY_DECIMALS, options.exact ? MONEY_DECIMALS : placesFor(wei))} ${denomination}`
}

/** An amount of any currency for people, rounded as SNM is, or exactly: "0.1 ETH". */
export function formatPayment(amount: bigint, currency: Currency, options: FormatMoneyOptions = {}): string {
  const { symbol, decimals } = currency
  const text = formatDecimal(amount, decimals, options.exact ? decimals : placesFor(amount, decimals))
  return symbol === '' ? text : `${text} ${symbol}`
}

/**
 * What an amount is worth in USD, for people: "0.42 USD". Cents alone, and "less than 0.01 USD" below one.
 * @param usdPrice of one whole unit, in 1e-18 USD
 */
export function formatUsd(amount: bigint, { decimals }: Currency, usdPrice: bigint): string {
  const usd = (amount * usdPrice) / 10n ** BigInt(decimals)
  const isTiny = amount > 0n && usd < ONE / 100n
  return isTiny ? 'less than 0.01 USD' : `${formatDecimal(usd, MONEY_DECIMALS, 2)} USD`
}

/** A price for people: "0.02 USD/h". Rounded as amounts are; `exact` gives the shortest text that reads as the same price. */
export function formatPricePerHour(
  pricePerSecond: bigint,
  denomination: Denomination,
  options: FormatMoneyOptions = {},
): string {
  const perHour = options.exact ? roundestPerHour(pricePerSecond) : pricePerSecond * 3600n
  return `${formatAmount(perHour, denomination, options)}/h`
}

/** Of all the prices of an hour that are rounded up to this price of a second, the one with the fewest digits. */
function roundestPerHour(pricePerSecond: bigint): bigint {
  const most = pricePerSecond * 3600n
  for (let step = 10n ** BigInt(most.toString().length - 1); step > 1n; step /= 10n) {
    const rounded = most - (most % step)
    if (most - rounded < 3600n) return rounded
  }
  return most
}

/** Digits after the point that keep 6 significant ones. */
function placesFor(wei: bigint, decimals = MONEY_DECIMALS): number {
  const absolute = wei < 0n ? -wei : wei
  if (absolute >= 10n ** BigInt(decimals)) return 6
  return decimals - absolute.toString().length + 6
}
