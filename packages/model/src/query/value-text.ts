import { formatDecimal } from '../units/decimal.ts'
import { formatPricePerHour, MONEY_DECIMALS, type Price, SNM_SUPPLY_WEI } from '../units/money.ts'
import type { NumberQueryField } from './fields.ts'
import { LATENCY, SHARE, TIME } from './units.ts'

/** A figure of a field as the language writes it, exactly: reading it again gives the same. */
export function formatFigure({ measure, named }: NumberQueryField, value: bigint): string {
  const name = Object.entries(named ?? {}).find(([, figure]) => figure === value)?.[0]
  if (name !== undefined) return name
  if (measure === SHARE) return formatDecimal(value, 4, 4)
  if (measure === TIME) return value === 0n ? '0s' : formatTime(value)
  if (measure === LATENCY) return value % 1000n === 0n ? `${value / 1000n}ms` : `${value}us`
  const unit = measure.plain
    ? measure.units[0]!
    : (measure.units.find(({ factor }) => value >= factor && value % factor === 0n) ?? measure.units.at(-1)!)
  return `${value / unit.factor}${unit.names[0]}`
}

function formatTime(seconds: bigint): string {
  let rest = seconds
  let text = ''
  for (const { factor, names } of TIME.units.filter(({ names }) => names[0] !== 'w')) {
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
