import { formatDecimal } from '../units/decimal.ts'
import { formatPricePerHour, MONEY_DECIMALS, type Price, SNM_SUPPLY_WEI } from '../units/money.ts'
import type { Comparison } from './ask-query.ts'
import type { NumberQueryField } from './fields.ts'
import { LATENCY, SHARE, TIME, type Unit } from './units.ts'

/** People write so many digits after the point of a size or a rate. */
const PLACES = 2
const PARTS = 10n ** BigInt(PLACES)
/** A whole number up to here is read at a glance; from here on a larger unit is. */
const GLANCE = 10_000n
const DAY_SECONDS = 86_400n

/** A figure of a field as the language writes it, exactly: reading it again gives the same. */
export function formatFigure({ measure, named }: NumberQueryField, value: bigint): string {
  const name = Object.entries(named ?? {}).find(([, figure]) => figure === value)?.[0]
  if (name !== undefined) return name
  if (measure === SHARE) return formatDecimal(value, 4, 4)
  if (measure === TIME) return value === 0n ? '0s' : formatTime(value)
  if (measure === LATENCY) return value < 1000n ? `${value}us` : `${formatDecimal(value, 3, 3)}ms`
  if (measure.plain) return `${value}${measure.units[0]!.names[0]}`
  const whole = measure.units.find(({ factor }) => value >= factor && value % factor === 0n) ?? measure.units.at(-1)!
  const exact = `${value / whole.factor}${whole.names[0]}`
  if (value / whole.factor < GLANCE) return exact
  const partly = measure.units
    .filter(({ factor }) => value >= factor && (value * PARTS) % factor === 0n)
    .map((unit) => partsText((value * PARTS) / unit.factor, unit))
  return [...partly, exact].reduce((best, text) => (figuresOf(text) < figuresOf(best) ? text : best))
}

/** How much there is to read before the unit. */
function figuresOf(text: string): number {
  return text.search(/[^0-9.]|$/)
}

/**
 * A limit as the language writes it. One that lies between two whole figures, as 18.83GiB does, was read as `>` or `<=` of the lower one, and is
 * written as it was read.
 */
export function formatLimit(field: NumberQueryField, op: Comparison, value: bigint): string {
  const exact = `${op}${formatFigure(field, value)}`
  const { measure } = field
  if ((op !== '>' && op !== '<=') || measure.plain || measure === TIME || measure === LATENCY || measure === SHARE)
    return exact
  for (const unit of measure.units.filter(({ factor }) => factor >= PARTS && factor <= value)) {
    const parts = (value * PARTS) / unit.factor + 1n
    const written = parts * unit.factor
    const limit = `${op === '>' ? '>=' : op}${partsText(parts, unit)}`
    if (written / PARTS === value && written % PARTS !== 0n && limit.length < exact.length) return limit
  }
  return exact
}

function partsText(parts: bigint, { names }: Unit): string {
  return `${formatDecimal(parts, PLACES, PLACES)}${names[0]}`
}

function formatTime(seconds: bigint): string {
  let rest = seconds
  let text = ''
  for (const { factor, names } of TIME.units.filter(({ factor }) => factor <= DAY_SECONDS)) {
    if (rest >= factor) text += `${rest / factor}${names[0]}`
    rest %= factor
  }
  return text
}

/** Per hour, or per second where an hour of it would be more than all SNM. */
export function formatQueryPrice({ pricePerSecond, denomination }: Price): string {
  const text =
    pricePerSecond * 3600n > SNM_SUPPLY_WEI
      ? `${formatDecimal(pricePerSecond, MONEY_DECIMALS, MONEY_DECIMALS)}${denomination}/s`
      : formatPricePerHour(pricePerSecond, denomination, { exact: true })
  return text.replace(' ', '')
}
