import type { QueryField } from './fields.ts'
import type { QueryReader } from './query-reader.ts'

const OR = /(?:\|\|?|or(?![\p{L}\p{N}_.-]))/iuy
const NOT = /(?:!(?!=)|(?:is\s+)?not(?!\s*-?\s*in(?![\p{L}\p{N}_.-]))(?![\p{L}\p{N}_.-]))/iuy

/** Of two conditions both must hold. @throws QUERY_INVALID where an 'or' stands here */
export function refuseOr(reader: QueryReader, { kind, name }: QueryField): void {
  const { at } = reader
  if (reader.take(OR) === undefined) return
  throw reader.fault(
    at,
    "there is no 'or': an offer must meet every condition of a query",
    kind === 'word'
      ? `Several values of one field are a list: ${name} in [A,B]. Else search once for each side of it.`
      : 'Search twice: once with what stands before it, once with what stands behind it.',
  )
}

/** What is not wanted is said by the sign of its condition. @throws QUERY_INVALID where a 'not' stands here, before one */
export function refuseNegation(reader: QueryReader): void {
  const { at } = reader
  if (reader.take(NOT) === undefined) return
  throw reader.fault(
    at,
    "there is no 'not' before a condition",
    'Turn the sign round: country!=DE, country notin [DE,IT]; and cores<8 where cores>=8 is not wanted.',
  )
}

/** @throws QUERY_INVALID where a 'not' stands here, between a field and what it shall not be */
export function refuseNegatedValue(reader: QueryReader, field: QueryField): void {
  const { at } = reader
  if (reader.take(NOT) === undefined) return
  throw reader.fault(at, "'not' is no sign", `Write it like ${turned(field)}.`)
}

function turned(field: QueryField): string {
  if (field.kind === 'word') return `${field.name}!=A, or ${field.name} notin [A,B]`
  const value = field.kind === 'price' ? '1SNM/h' : field.measure.examples[0]
  return `${field.name}!=${value}, or ${field.name}<${value}`
}

/** All conditions stand side by side. @throws QUERY_INVALID where a bracket opens or closes */
export function refuseGroup(reader: QueryReader): void {
  const { at } = reader
  const bracket = reader.take(/[()[\]]/y)
  if (bracket === undefined) return
  throw reader.fault(
    at,
    'no bracket stands here: an offer must meet every condition',
    'Leave it out; brackets stand around a list alone, as in country in [DE,IT].',
  )
}
