import { CodedError } from '@sonm/common'
import { parseAddress } from '../identity/address.ts'
import { NET_FLAGS } from '../orders/order.ts'
import { closest } from '../units/closest.ts'
import { excerpt } from '../units/decimal.ts'
import { isVisible } from '../units/visible.ts'
import type { WordField } from './ask-query.ts'
import type { WordQueryField } from './fields.ts'
import { normalWord } from './normal-word.ts'
import type { QueryReader, Word } from './query-reader.ts'

const MAX_WORD = 80
const CHOICES: Partial<Record<WordField, readonly string[]>> = {
  executor: ['container', 'wasm', 'noop'],
  net: Object.keys(NET_FLAGS),
}

/** One value of a field of words, in its normal form. */
export function readWord(reader: QueryReader, field: WordQueryField): string {
  const at = reader.at
  const word = reader.value()
  if (word === undefined)
    throw reader.fault(at, `a value of ${field.name} must stand here, not ${reader.here}`, usage(field))
  return checked(reader, field, word)
}

/** `[DE, IT]`. */
export function readList(reader: QueryReader, field: WordQueryField): readonly string[] {
  const open = reader.at
  const bracket = reader.take(/[[(]/y)
  if (bracket === undefined) {
    throw reader.fault(
      open,
      `a list must stand here, such as ${field.name} in [${field.example.split(/=|\[|,/)[1] ?? ''}]`,
    )
  }
  const close = bracket === '[' ? /\]/y : /\)/y
  const values: string[] = []
  for (;;) {
    reader.skipSpace()
    if (reader.isAtEnd) throw reader.fault(open, 'the list is not closed')
    values.push(readWord(reader, field))
    reader.skipSpace()
    if (reader.take(close) !== undefined) return [...new Set(values)]
    if (reader.isAtEnd) throw reader.fault(open, 'the list is not closed')
    if (reader.take(/,/y) === undefined) {
      throw reader.fault(reader.at, `a comma or the end of the list must stand here, not ${reader.here}`)
    }
  }
}

const usage = ({ example }: WordQueryField) => `Write it like ${example}.`

function checked(reader: QueryReader, field: WordQueryField, { text, at }: Word): string {
  const fault = (reason: string) => reader.fault(at, reason, usage(field))
  if (text.length > MAX_WORD) throw fault('the word is too long')
  const word = normalWord(field.field, text)
  if (word === '') throw fault('the word says nothing')
  if (!isVisible(text) || !text.isWellFormed()) throw fault('the word holds a character that cannot be shown')
  switch (field.field) {
    case 'country':
      if (!/^[A-Z]{2}$/.test(word)) throw fault(`'${excerpt(text)}' is no country; write its two letters, such as DE`)
      return word
    case 'region':
      if (!/^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(word)) throw fault(`'${excerpt(text)}' is no region; write it like DE-BY`)
      return word
    case 'executor':
    case 'net': {
      const choices = CHOICES[field.field]!
      if (choices.includes(word)) return word
      const near = closest(word, choices)
      const hint = near === undefined ? '' : `; did you mean '${near}'?`
      throw fault(`'${excerpt(text)}' is none of ${choices.join(', ')}${hint}`)
    }
    case 'hub':
    case 'supplier':
      return address(text, fault)
    default:
      return word
  }
}

function address(text: string, fault: (reason: string) => CodedError): string {
  try {
    return parseAddress(text)
  } catch (error) {
    if (error instanceof CodedError) throw fault(error.what.replace(/\.$/, ''))
    throw error
  }
}
