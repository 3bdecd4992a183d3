import { defineError } from '@sonm/common'

/** What people type: amounts, sizes, files. */
export const inputErrors = {
  MONEY_INVALID: defineError<{ text: string; reason: string; isPrice?: boolean }>({
    kind: 'invalid',
    about: 'A text that should be an amount of money or a price is none.',
    what: ({ text, reason }) => `'${text}' is no amount of money: ${reason}.`,
    todo: ({ isPrice }) =>
      isPrice
        ? 'Write a price like 0.02 USD/h or 1 SNM/h.'
        : 'Write an amount as a number and its sign, like 12.5 SNM.',
  }),
  QUANTITY_INVALID: defineError<{ what: string; text: string; reason: string }>({
    kind: 'invalid',
    about: 'A text that should be a size or a duration is none.',
    what: ({ what, text, reason }) => `'${text}' is no ${what}: ${reason}.`,
    todo: 'Write a size like 64MiB, or a duration like 1d12h.',
  }),
  QUERY_INVALID: defineError<{ position: number; reason: string; excerpt: string; caret: string; hint?: string }>({
    kind: 'invalid',
    about: 'A search of the market, or the order of its results, is not written as the query language wants it.',
    what: ({ position, reason, excerpt, caret }) =>
      `At character ${position} of the query: ${reason.endsWith('?') ? reason : `${reason}.`}\n  ${excerpt}\n  ${caret}`,
    todo: ({ hint }) => hint ?? 'Correct it there; `sonm market fields` lists the fields with their units.',
  }),
  SPEC_INVALID: defineError<{ file: string; position: string; field: string; reason: string }>({
    kind: 'invalid',
    about: 'A task, bid or ask plan file has a mistake; the message names file, line and column, and field.',
    what: ({ file, position, field, reason }) =>
      `${file}${position === '' ? '' : `:${position}`}: ${field === '' ? '' : `${field}: `}${reason}.`,
    todo: 'Correct the file there and try again.',
  }),
  SPEC_UNSUPPORTED: defineError<{ file: string; position: string; field: string; reason: string }>({
    kind: 'invalid',
    about: 'A file uses a field of the original SONM that cannot be served yet. Nothing is ignored in silence.',
    what: ({ file, position, field, reason }) =>
      `${file}${position === '' ? '' : `:${position}`}: ${field} is not supported: ${reason}.`,
    todo: 'Remove the field from the file.',
  }),
}
