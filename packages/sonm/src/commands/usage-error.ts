import type { CodedError } from '@sonm/common'
import { fail } from '@sonm/model'

/** What the parser of the command line says of wrong words, as an error of ours. */
export function usageError(message: string): CodedError {
  const negative = /unknown option '(-\d[^']*)'/.exec(message)?.[1]
  if (negative !== undefined)
    return fail('USAGE', { reason: `'${negative}' is negative, and no such amount or number is taken` })
  return fail('USAGE', { reason: message.replace(/^error: /, '').replace(/\.$/, '') })
}
