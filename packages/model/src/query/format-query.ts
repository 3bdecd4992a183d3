import type { Condition } from './ask-query.ts'
import { fieldOf, type NumberQueryField } from './fields.ts'
import type { ParsedQuery } from './parse-query.ts'
import { formatLimit, formatQueryPrice } from './value-text.ts'

/** The text of a query: reading it gives the same query again. */
export function formatQuery({ conditions, any }: ParsedQuery): string {
  return [...conditions.map(formatCondition), ...any.map((field) => `${field}=any`)].join(' ')
}

/** One condition as the language writes it: `ram>=64GiB`. It is also the name of the condition where offers are turned away for it. */
export function formatCondition(condition: Condition): string {
  if (condition.kind === 'price') return `price${condition.op}${formatQueryPrice(condition.price)}`
  const { name } = fieldOf(condition.field)
  if (condition.kind === 'number') {
    return `${name}${formatLimit(fieldOf(condition.field) as NumberQueryField, condition.op, condition.value)}`
  }
  const { op, values } = condition
  const [only, ...others] = values
  if (only !== undefined && others.length === 0) return `${name}${op === 'in' ? '=' : '!='}${wordText(only)}`
  return `${name} ${op === 'in' ? 'in' : 'notin'} [${values.map(wordText).join(',')}]`
}

function wordText(word: string): string {
  const isBare = /^[\p{L}\p{N}_.:/+@-]+$/u.test(word) && word.toLowerCase() !== 'any'
  return isBare ? word : `"${word.replace(/["\\]/g, '\\$&')}"`
}
