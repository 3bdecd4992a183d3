import { closest } from '../units/closest.ts'
import { excerpt } from '../units/decimal.ts'
import type { Comparison, Condition } from './ask-query.ts'
import { FIELD_NAMES, fieldNamed, type NumberQueryField, type QueryField, type WordQueryField } from './fields.ts'
import { QueryReader, type Word } from './query-reader.ts'
import { type Figure, readFigure } from './read-figure.ts'
import { readQueryPrice } from './read-price.ts'
import { readList, readWord } from './read-words.ts'
import { refuseGroup, refuseNegatedValue, refuseNegation, refuseOr } from './refuse-logic.ts'

/** How much a query may say. */
export interface QueryLimits {
  readonly characters: number
  readonly conditions: number
}

/** What people may write. */
export const QUERY_LIMITS: QueryLimits = { characters: 2000, conditions: 64 }
/** What a node makes of it: its defaults stand in it too, and every figure is written exactly. */
export const WIRE_QUERY_LIMITS: QueryLimits = { characters: 8000, conditions: 72 }

/** What the text of a query says. */
export interface ParsedQuery {
  readonly conditions: readonly Condition[]
  /** Fields of which anything is welcome (`reliability=any`): no default is put in for them. */
  readonly any: readonly string[]
}

type Operator = Comparison | 'in' | 'not-in'

/**
 * Reads a query: `gpu.model=RTX_4090 gpu.count>=2 price<0.5USD/h country in [DE,IT]`; docs/query-language.md has the grammar.
 * @throws QUERY_INVALID with the place of the first mistake
 */
export function parseQuery(text: string, limits: QueryLimits = QUERY_LIMITS): ParsedQuery {
  const reader = new QueryReader(text)
  if (text.length > limits.characters) {
    throw reader.fault(limits.characters, `the query is longer than ${limits.characters} characters`)
  }
  const conditions: Condition[] = []
  const any = new Set<string>()
  let last: QueryField | undefined
  while (!reader.isAtEnd) {
    const { at } = reader
    last = readCondition(reader, last, conditions, any)
    if (conditions.length > limits.conditions) {
      throw reader.fault(at, `there are more than ${limits.conditions} conditions`)
    }
    readSeparator(reader, last)
  }
  return { conditions, any: [...any] }
}

/** Conditions stand beside each other; a comma, a semicolon, `and` or `&` may stand between them. */
function readSeparator(reader: QueryReader, last: QueryField): void {
  reader.skipSpace()
  refuseOr(reader, last)
  const { at } = reader
  if (reader.take(/,|;|&&?|and(?![\p{L}\p{N}_.-])/iuy) === undefined) return
  reader.skipSpace()
  if (reader.isAtEnd) throw reader.fault(at, 'a condition must follow')
}

function readCondition(
  reader: QueryReader,
  last: QueryField | undefined,
  conditions: Condition[],
  any: Set<string>,
): QueryField {
  refuseGroup(reader)
  refuseNegation(reader)
  const field = readField(reader, last)
  reader.skipSpace()
  refuseNegatedValue(reader, field)
  const { op, at } = readOperator(reader, field)
  reader.skipSpace()
  if (reader.isAtEnd)
    throw reader.fault(reader.at, `a value of ${field.name} is missing`, `Write it like ${field.example}.`)
  if (reader.sees((each) => each.take(/any(?![\p{L}\p{N}_.-])/iuy) ?? each.take(/\*(?=[\s,;]|$)/y))) {
    if (op !== '=') throw reader.fault(at, `'any' goes with '=' alone, as in ${field.name}=any`)
    reader.take(/any|\*/iy)
    any.add(field.name)
    return field
  }
  switch (field.kind) {
    case 'price':
      conditions.push(...priceConditions(reader, numeric(reader, field, op, at)))
      break
    case 'number':
      conditions.push(...numberConditions(reader, field, numeric(reader, field, op, at)))
      break
    case 'word':
      conditions.push(wordCondition(reader, field, op, at))
  }
  return field
}

function readField(reader: QueryReader, last: QueryField | undefined): QueryField {
  const { at } = reader
  const name = reader.name()
  if (name === undefined) {
    throw reader.fault(at, `a field must stand here, not ${reader.here}`, spacesHint(last))
  }
  const field = fieldNamed(name.text)
  if (field !== undefined) return field
  const near = closest(name.text, FIELD_NAMES)
  const isSpare = reader.sees((each) => {
    each.skipSpace()
    return each.operator() === undefined
  })
  if (isSpare && last?.kind === 'word')
    throw reader.fault(at, `'${excerpt(name.text)}' is no condition`, spacesHint(last))
  const hint = near === undefined ? '' : `; did you mean '${near}'?`
  throw reader.fault(at, `'${excerpt(name.text)}' is no field${hint}`)
}

function spacesHint(last: QueryField | undefined): string | undefined {
  if (last?.kind !== 'word') return undefined
  const list = `Write several values as a list: ${last.name} in [A,B].`
  return last.field === 'gpu.model'
    ? `Write a name of several words with _ or in quotes: gpu.model=RTX_4090, gpu.model="RTX 4090". ${list}`
    : list
}

const SPELLINGS: Readonly<Record<string, Operator>> = { '==': '=', '<>': '!=', '≤': '<=', '≥': '>=', '≠': '!=' }

function readOperator(reader: QueryReader, field: QueryField): { readonly op: Operator; readonly at: number } {
  const { at } = reader
  const found: Word | undefined = reader.operator()
  if (found === undefined) {
    const signs = field.kind === 'word' ? '=, !=, in or notin' : '<, <=, =, !=, >= or >'
    throw reader.fault(
      at,
      `${signs} must stand after ${field.name}, not ${reader.here}`,
      `Write it like ${field.example}.`,
    )
  }
  const text = found.text.toLowerCase()
  if (text === '=>' || text === '=<') throw reader.fault(at, `write ${text[1]}= and not ${text}`)
  if (text === 'in') return { op: 'in', at }
  if (text.startsWith('not')) return { op: 'not-in', at }
  return { op: SPELLINGS[text] ?? (text as Comparison), at }
}

function numeric(reader: QueryReader, field: QueryField, op: Operator, at: number): Comparison {
  if (op !== 'in' && op !== 'not-in') return op
  throw reader.fault(at, `'in' goes with words, and ${field.name} is a number`, `Write it like ${field.example}.`)
}

function wordCondition(reader: QueryReader, field: WordQueryField, op: Operator, at: number): Condition {
  const { field: target } = field
  switch (op) {
    case '=':
    case '!=':
      return { kind: 'word', field: target, op: op === '=' ? 'in' : 'not-in', values: [readWord(reader, field)] }
    case 'in':
    case 'not-in':
      return { kind: 'word', field: target, op, values: readList(reader, field) }
    default:
      throw reader.fault(at, `${field.name} is a word and has no order`, `Write it like ${field.example}.`)
  }
}

function numberConditions(reader: QueryReader, field: NumberQueryField, op: Comparison): readonly Condition[] {
  const condition = (sign: Comparison, { value, exact }: Figure): Condition => ({
    kind: 'number',
    field: field.field,
    op: exact ? sign : ROUNDED_DOWN[sign],
    value,
  })
  const least = readFigure(reader, field)
  if (!readRange(reader, op)) return [condition(op, least)]
  return [condition('>=', least), condition('<=', readFigure(reader, field))]
}

function priceConditions(reader: QueryReader, op: Comparison): readonly Condition[] {
  const least: Condition = { kind: 'price', op, price: readQueryPrice(reader) }
  if (!readRange(reader, op)) return [least]
  return [
    { ...least, op: '>=' },
    { ...least, op: '<=', price: readQueryPrice(reader) },
  ]
}

/** A limit that lies between two figures of the market, and was rounded down to the lower one, asks the same of them with this sign. */
const ROUNDED_DOWN: Readonly<Record<Comparison, Comparison>> = {
  '<': '<=',
  '<=': '<=',
  '=': '=',
  '!=': '!=',
  '>=': '>',
  '>': '>',
}

/** `24GiB..80GiB`. */
function readRange(reader: QueryReader, op: Comparison): boolean {
  reader.skipSpace()
  const { at } = reader
  if (reader.take(/\.\.\.?\s*/y) === undefined) return false
  if (op !== '=') throw reader.fault(at, "a range goes with '=' alone, as in ram=4GiB..8GiB")
  return true
}
