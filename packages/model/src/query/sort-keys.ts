import { closest } from '../units/closest.ts'
import { excerpt } from '../units/decimal.ts'
import type { SortKey } from './ask-query.ts'
import { fieldNamed, fieldOf, QUERY_FIELDS } from './fields.ts'
import { queryFault } from './query-fault.ts'

const MAX_KEYS = 8
const SORTABLE: readonly string[] = QUERY_FIELDS.filter(({ kind }) => kind !== 'word').map(({ name }) => name)

/**
 * Reads the order of results: "price,-reliability"; a minus puts the largest first.
 * @throws QUERY_INVALID with the place of the first mistake
 */
export function parseOrder(text: string): readonly SortKey[] {
  if (text.trim() === '') return []
  const keys: SortKey[] = []
  let at = 0
  for (const part of text.split(',')) {
    const start = at + (part.length - part.trimStart().length)
    at += part.length + 1
    const key = keyOf(text, start, part.trim())
    if (keys.some(({ field }) => field === key.field))
      throw queryFault(text, start, `'${excerpt(part.trim())}' stands twice`, HELP)
    if (keys.length === MAX_KEYS) throw queryFault(text, start, `there are more than ${MAX_KEYS} keys`, HELP)
    keys.push(key)
  }
  return keys
}

const HELP = 'Write an order like price,-reliability: a minus puts the largest first.'

function keyOf(text: string, start: number, part: string): SortKey {
  const [sign = '', name = ''] = /^([-+]?)(.*)$/s.exec(part)?.slice(1) ?? []
  if (name === '') throw queryFault(text, start, 'a field must stand here', HELP)
  const field = fieldNamed(name.trim())
  const place = start + sign.length
  if (field === undefined) {
    const near = closest(name, SORTABLE)
    throw queryFault(text, place, `'${excerpt(name)}' is no field${near ? `; did you mean '${near}'?` : ''}`, HELP)
  }
  if (field.kind === 'word')
    throw queryFault(text, place, `${field.name} is a word, and results cannot be sorted by it`, HELP)
  return { field: field.kind === 'price' ? 'price' : field.field, descending: sign === '-' }
}

/** Reading it gives the same order again. */
export function formatOrder(keys: readonly SortKey[]): string {
  return keys.map(({ field, descending }) => `${descending ? '-' : ''}${fieldOf(field).name}`).join(',')
}
