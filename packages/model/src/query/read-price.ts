import { CodedError } from '@sonm/common'
import { type Price, parsePrice } from '../units/money.ts'
import type { QueryReader } from './query-reader.ts'
import { isNextCondition, readNumber } from './read-figure.ts'

const CURRENCY = /\p{L}+|\$/uy
const PER = /[ \t]*\/[ \t]*|[ \t]+(?:per|an?)[ \t]+/iuy
const TIME = /\p{L}+/uy

/** The price that stands here; the smallest part of a price is 1e-18 a second. */
export function readQueryPrice(reader: QueryReader): Price {
  const start = reader.at
  const dollars = reader.take(/\$\s*/y) !== undefined
  const number = readNumber(reader, 'a price', 'price<0.5USD/h')
  const written = reader.text.slice(number.at, number.end)
  const { currency, at: currencyAt } = dollars ? { currency: '$', at: start } : readCurrency(reader)
  const time = currency === undefined ? undefined : readTime(reader)
  const read = (text: string) => {
    try {
      return parsePrice(text)
    } catch (error) {
      if (error instanceof CodedError) return error
      throw error
    }
  }
  const price = read(`${written} ${currency ?? ''}${time === undefined ? '' : `/${time.text}`}`)
  if (!(price instanceof CodedError)) return price
  // What is surely right shows which part is not.
  const isRight = (unit: string) => !(read(`${written} ${unit}`) instanceof CodedError)
  const at = !isRight('SNM/s')
    ? start
    : currency === undefined || !isRight(`${currency}/s`)
      ? currencyAt
      : (time?.at ?? start)
  throw reader.fault(at, price.data.reason ?? price.what, 'Write a price like 0.5USD/h or 2SNM/h.')
}

/** Where none stands, the place is that behind the number. */
function readCurrency(reader: QueryReader) {
  const gap = reader.at
  reader.skipSpace()
  const { at } = reader
  const currency = isNextCondition(reader, gap) ? undefined : reader.take(CURRENCY)
  if (currency !== undefined) return { currency, at }
  reader.at = gap
  return { currency, at: gap }
}

function readTime(reader: QueryReader) {
  if (reader.take(PER) === undefined) return undefined
  const { at } = reader
  const text = reader.take(TIME)
  if (text !== undefined) return { text, at }
  throw reader.fault(at, `a unit of time must stand here, not ${reader.here}`, 'Write a price like 0.5USD/h or 2SNM/h.')
}
