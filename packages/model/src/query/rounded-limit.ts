import { SNM_SUPPLY_WEI } from '../units/money.ts'
import type { Condition } from './ask-query.ts'
import { fieldOf, type NumberQueryField } from './fields.ts'
import { formatCondition } from './format-query.ts'
import { HASHES, LATENCY, RATE, SIZE } from './units.ts'

/** What has no more digits than people read at a glance stands as it is. */
const DIGITS = 4

/** The limit as people would write it: a little weaker where that is shorter, and never stronger, so that whoever meets the one meets the other. */
export function roundedLimit(condition: Condition): Condition {
  if (condition.kind === 'word' || (condition.op !== '>=' && condition.op !== '<=')) return condition
  const [, figure = ''] = /[<>]=([0-9.]*)/.exec(formatCondition(condition)) ?? []
  if (figure.replace('.', '').replace(/^0+/, '').length <= DIGITS) return condition
  return condition.kind === 'price' ? roundedPrice(condition) : roundedFigure(condition)
}

function roundedPrice(condition: Condition & { kind: 'price' }): Condition {
  const { op, price } = condition
  const perHour = price.pricePerSecond * 3600n
  // So dear that it is written by the second.
  if (perHour > SNM_SUPPLY_WEI) return condition
  const step = 10n ** BigInt(Math.max(0, perHour.toString().length - DIGITS))
  const rounded = op === '<=' ? roundUp(perHour, step) : perHour - (perHour % step)
  // Rounded up to a whole figure of a second, as all prices that are read.
  return { ...condition, price: { ...price, pricePerSecond: (rounded + 3599n) / 3600n } }
}

function roundedFigure(condition: Condition & { kind: 'number' }): Condition {
  const { op, value } = condition
  const { measure, most } = fieldOf(condition.field) as NumberQueryField
  if (measure === LATENCY) {
    const step = 100n
    const rounded = op === '<=' ? roundUp(value, step) : value - (value % step)
    return rounded > most ? condition : { ...condition, value: rounded }
  }
  if (measure !== SIZE && measure !== RATE && measure !== HASHES) return condition
  const unit = measure.units.find(({ factor }) => factor >= 1000n && factor <= value)
  if (unit === undefined) return condition
  // In hundredths of the unit.
  const parts = op === '<=' ? roundUp(value * 100n, unit.factor) / unit.factor : (value * 100n) / unit.factor
  const whole = (parts * unit.factor) / 100n
  if (whole > most) return condition
  const isBetween = (parts * unit.factor) % 100n !== 0n
  return { ...condition, op: isBetween && op === '>=' ? '>' : op, value: whole }
}

function roundUp(value: bigint, step: bigint): bigint {
  return ((value + step - 1n) / step) * step
}
