import { formatDecimal } from '../units/decimal.ts'
import { formatPricePerHour } from '../units/money.ts'
import { formatSize } from '../units/sizes.ts'
import { visible } from '../units/visible.ts'
import type { AskFacts, SearchMoment } from './ask-facts.ts'
import type { AskQuery, Condition, NumberField } from './ask-query.ts'
import { askWords } from './ask-words.ts'
import { fieldOf, type NumberQueryField } from './fields.ts'
import { formatCondition } from './format-query.ts'
import { type AskRule, askNumber, satisfies } from './satisfies.ts'
import { LATENCY, SIZE } from './units.ts'
import { formatFigure } from './value-text.ts'

/** What an ask has of that which a condition asks for, for people: "24GiB", "DE", "0.5 SNM/h". */
function offeredText(condition: Condition, facts: AskFacts, moment: SearchMoment): string {
  if (condition.kind === 'price') {
    const { pricePerSecond, denomination } = facts.order
    return formatPricePerHour(pricePerSecond, denomination).replace(' ', '')
  }
  if (condition.kind === 'word') {
    const isDoubtful = facts.isCountryContradicted && (condition.field === 'country' || condition.field === 'region')
    const words = askWords(condition.field, facts).map(visible).join(', ') || 'nothing'
    return isDoubtful ? `${words}, but the hub was seen elsewhere` : words
  }
  return figureText(condition.field, askNumber(condition.field, facts, moment))
}

function figureText(field: NumberField, value: bigint | undefined): string {
  if (value === undefined) return 'not known'
  const figure = fieldOf(field) as NumberQueryField
  if (figure.measure === SIZE) return formatSize(Number(value)).replace(' ', '')
  if (figure.measure === LATENCY) return `${formatDecimal(value, 3, 1)}ms`
  return formatFigure(figure, value)
}

/** Why an ask is no answer, as a phrase. */
export function unmetText(reason: AskRule | Condition, facts: AskFacts, moment: SearchMoment): string {
  if (typeof reason === 'string') return reason
  return `${formatCondition(reason)} (offered: ${offeredText(reason, facts, moment)})`
}

/** For each condition that the ask satisfies, the figure that does. */
export function satisfiedTexts({ conditions }: AskQuery, facts: AskFacts, moment: SearchMoment): readonly string[] {
  return conditions
    .filter((condition) => satisfies(condition, facts, moment))
    .map((condition) => `${formatCondition(condition)}: ${offeredText(condition, facts, moment)}`)
}
