import type { CodedError } from '@sonm/common'
import { fail } from '../errors/catalog.ts'
import type { Denomination, Side } from '../orders/order.ts'
import { closest } from './closest.ts'
import { excerpt, formatDecimal, readQuantity, scale } from './decimal.ts'

/** Decimals of SNM, and of a USD price. */
export const MONEY_DECIMALS = 18
const ONE = 10n ** 18n
/** All SNM that exist. */
export const SNM_SUPPLY_WEI = 444_000_000n * ONE

const SECONDS_OF: Readonly<Record<string, bigint>> = {
  s: 1n,
  sec: 1n,
  second: 1n,
  min: 60n,
  minute: 60n,
  h: 3600n,
  hour: 3600n,
  d: 86_400n,
  day: 86_400n,
  month: 30n * 86_400n,
}

export interface Price {
  readonly denomination: Denomination
  /** In 1e-18 of the denomination. */
  readonly pricePerSecond: bigint
  /** How the written price was rounded, where it is no whole number of 1e-18 a second. */
  readonly rounded?: 'up' | 'down'
}

const invalid = (text: string, reason: string): CodedError => fail('MONEY_INVALID', { text: excerpt(text), reason })

/**
 * Reads an amount of SNM: "12.5 SNM", "12.5".
 * @returns wei of SNM
 * @throws MONEY_INVALID
 */
export function parseAmount(text: string): bigint {
  const { unit, value } = readMoney(text)
  if (unit.includes('/')) throw invalid(text, 'it must be an amount, without a unit of time')
  if (unit !== '' && denominationOf(text, unit) !== 'SNM') throw invalid(text, 'it must be in SNM')
  return value(1n).floor
}

/**
 * Reads a price: "0.02 USD/h", "1 SNM/min"; without a unit of time it is per hour. Units: s, min, h, d, month (30 days).
 * A price that is no whole number of 1e-18 a second is rounded in favour of him who writes it: a bid's down, an ask's up.
 * @throws MONEY_INVALID
 */
export function parsePrice(text: string, side: Side): Price {
  const { unit, value } = readMoney(text)
  const slash = unit.indexOf('/')
  const denomination = denominationOf(text, (slash < 0 ? unit : unit.slice(0, slash)).trim())
  const perText = slash < 0 ? 'h' : unit.slice(slash + 1).trim()
  const perSeconds = Object.hasOwn(SECONDS_OF, perText) ? SECONDS_OF[perText] : undefined
  if (perSeconds === undefined) {
    throw invalid(text, `'${excerpt(perText)}' is no unit of time of a price; use s, min, h, d or month`)
  }
  const { floor, exact } = value(perSeconds)
  if (exact) return { denomination, pricePerSecond: floor }
  if (side === 'ask') return { denomination, pricePerSecond: floor + 1n, rounded: 'up' }
  if (floor === 0n) throw invalid(text, 'it is less than the smallest price, 1e-18 a second')
  return { denomination, pricePerSecond: floor, rounded: 'down' }
}

function readMoney(text: string) {
  const quantity = readQuantity(text)
  if ('reason' in quantity) throw invalid(text, quantity.reason)
  if (quantity.decimals > MONEY_DECIMALS) throw invalid(text, `it has more than ${MONEY_DECIMALS} decimals`)
  const { digits, decimals } = quantity
  const value = (perSeconds: bigint) => {
    const whole = scale({ digits, decimals }, ONE).floor
    if (whole > SNM_SUPPLY_WEI) throw invalid(text, 'it is more than all SNM that exist, 444,000,000')
    return { floor: whole / perSeconds, exact: whole % perSeconds === 0n }
  }
  return { unit: quantity.unit, value }
}

function denominationOf(text: string, unit: string): Denomination {
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

/** A price for people: "0.02 USD/h". Rounded as amounts are; `exact` gives all decimals. */
export function formatPricePerHour(
  pricePerSecond: bigint,
  denomination: Denomination,
  options: FormatMoneyOptions = {},
): string {
  return `${formatAmount(pricePerSecond * 3600n, denomination, options)}/h`
}

/** Digits after the point that keep 6 significant ones. */
function placesFor(wei: bigint): number {
  const absolute = wei < 0n ? -wei : wei
  if (absolute >= ONE) return 6
  return MONEY_DECIMALS - absolute.toString().length + 6
}
