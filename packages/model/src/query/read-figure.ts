import { closest } from '../units/closest.ts'
import { type Decimal, excerpt, formatDecimal, scale } from '../units/decimal.ts'
import type { NumberQueryField } from './fields.ts'
import type { QueryReader, Word } from './query-reader.ts'
import { type Measure, RATE, SHARE, SIZE, TIME, type Unit, unitsNamed } from './units.ts'

/** The figure in the base unit, rounded down; `exact` is false where it was rounded. */
export interface Figure {
  readonly value: bigint
  readonly exact: boolean
}

const NUMBER = /[0-9]+(?:\.[0-9]+)?/y
const MAX_DIGITS = 60
/** `Mbit/s`, `%`, `H / s`. */
const UNIT = /(?:[\p{L}]+|%)(?:[ \t]*\/[ \t]*[\p{L}]+)?/uy
const LEAST_TYPED_BYTES = 2n ** 20n

/** The figure that stands here, of this field. */
export function readFigure(reader: QueryReader, { name, measure, most, named, example }: NumberQueryField): Figure {
  const start = reader.at
  const word = reader.sees((each) => each.name()) ? reader.name() : undefined
  if (word !== undefined) {
    const figure = Object.entries(named ?? {}).find(([each]) => each === word.text.toLowerCase())?.[1]
    if (figure !== undefined) return { value: figure, exact: true }
    const known = Object.keys(named ?? {})
    const near = closest(word.text, known)
    const hint = near === undefined ? '' : `; did you mean '${near}'?`
    throw reader.fault(word.at, `'${excerpt(word.text)}' is not ${measure.what}${hint}`, usage(example))
  }
  let value = 0n
  let exact = true
  do {
    const number = readNumber(reader, measure.what, example)
    const unit = readUnit(reader, measure, name, number)
    const scaled = scale(number, unit.factor)
    value += scaled.floor
    exact &&= scaled.exact
    if (value > most) throw reader.fault(start, tooLarge(measure, value))
    // 1d12h is one duration, and so is 1d 12h: no condition begins with a digit.
  } while (measure === TIME && goesOn(reader))
  return { value, exact }
}

function goesOn(reader: QueryReader): boolean {
  const gap = reader.at
  reader.skipSpace()
  if (/[0-9]/.test(reader.text.charAt(reader.at))) return true
  reader.at = gap
  return false
}

const usage = (example: string) => `Write it like ${example}.`

function tooLarge(measure: Measure, value: bigint): string {
  if (measure !== SHARE) return 'the number is too large'
  // 98 of a hundred was meant.
  const meant = value <= 100n * 10_000n ? `; did you mean ${formatDecimal(value, 4, 4)}%?` : ''
  return `a share goes from 0 to 1, or from 0% to 100%${meant}`
}

type Read = Decimal & { readonly at: number; readonly end: number }

/** @throws QUERY_INVALID where none stands */
export function readNumber(reader: QueryReader, what: string, example: string): Read {
  const { at } = reader
  const text = reader.take(NUMBER)
  if (text === undefined)
    throw reader.fault(at, `${reader.here} does not begin ${what}${signHint(reader)}`, usage(example))
  if (text.length > MAX_DIGITS) throw reader.fault(at, 'the number is too long')
  const rest = reader.text.slice(reader.at, reader.at + 3)
  if (/^\.(?!\.)/.test(rest)) throw reader.fault(reader.at, 'digits must follow the point')
  if (/^e[+-]?[0-9]/i.test(rest)) throw reader.fault(reader.at, 'write the number without an exponent')
  if (/^[_',][0-9]/.test(rest)) {
    throw reader.fault(reader.at, 'write the number with a point and without separators')
  }
  if (/^\p{N}/u.test(rest)) throw reader.fault(reader.at, 'write numbers with the digits 0 to 9')
  const [whole = '', fraction = ''] = text.split('.')
  return { digits: BigInt(whole + fraction), decimals: fraction.length, at, end: reader.at }
}

function signHint({ text, at }: QueryReader): string {
  if (/^[-−+]/.test(text.slice(at, at + 1))) return '; write the number without a sign'
  if (/^\p{N}/u.test(text.slice(at, at + 2))) return '; write numbers with the digits 0 to 9'
  return text.charAt(at) === '.' ? '; a digit must stand before the point' : ''
}

/** The unit after a number, which may be none. */
function readUnit(reader: QueryReader, measure: Measure, field: string, number: Read): Unit {
  const gap = reader.at
  reader.skipSpace()
  const at = reader.at
  const text = isNextCondition(reader, gap) ? undefined : reader.take(UNIT)
  if (text === undefined) reader.at = gap
  const found = unitsNamed((text ?? '').replace(/\s/g, ''), measure)
  const [unit, ...others] = found
  if (unit === undefined) {
    if (text === undefined) return unitForgotten(reader, measure, number)
    throw unitUnknown(reader, measure, field, { text, at })
  }
  if (others.length === 0) return unit
  throw reader.fault(at, `'${text}' can be ${found.map(({ names }) => names[0]).join(' or ')}: say which`)
}

/** A word after a space that is followed by a sign, or joins conditions, is no unit. */
export function isNextCondition(reader: QueryReader, gap: number): boolean {
  if (reader.at === gap) return false
  return reader.sees((each) => {
    const name = each.name()
    if (name === undefined) return false
    each.skipSpace()
    // A unit is letters alone; before a range come two points.
    const [word = ''] = name.text.split('..')
    return /^(?:and|or|not)$/i.test(word) || /[.\d_-]/.test(word) || each.operator() !== undefined
  })
}

/** Bytes and nothing else may stand as a number alone, where nobody can have meant a larger unit. */
function unitForgotten(reader: QueryReader, measure: Measure, number: Read): Unit {
  const base = measure.units.find(({ factor }) => factor === 1n)!
  const { floor } = scale(number, 1n)
  if (number.digits === 0n || (measure === SIZE && floor >= LEAST_TYPED_BYTES)) return base
  throw reader.fault(number.end, `${measure.what} needs a unit, as in ${measure.examples.join(' or ')}`)
}

function unitUnknown(reader: QueryReader, measure: Measure, field: string, { text, at }: Word) {
  const letter = text.toUpperCase()
  if (measure === SIZE && /^[KMGTP]$/.test(letter)) {
    return reader.fault(at, `say whether ${letter}iB (powers of 1024) or ${letter}B (powers of 1000) is meant`)
  }
  if (measure === RATE && /^[KMGT]$/.test(letter)) {
    return reader.fault(at, `say whether ${letter}bit/s or ${letter}B/s is meant`)
  }
  const known = measure.units.flatMap(({ names }) => names).filter((name) => name !== '')
  const near = closest(
    text,
    known.filter(({ length }) => length > 1),
  )
  const hint = near === undefined ? '' : `; did you mean '${near}'?`
  const allowed = measure.units.flatMap(({ names }) => (names[0] === '' ? names.slice(1, 2) : [names[0]!]))
  return reader.fault(at, `'${excerpt(text)}' is no unit of ${field}${hint}`, unitsOf(allowed))
}

function unitsOf(allowed: readonly string[]): string {
  return allowed.length === 0 ? 'It has none: write the number alone.' : `Units are ${allowed.join(', ')}.`
}
