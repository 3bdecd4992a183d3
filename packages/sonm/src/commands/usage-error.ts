import type { CodedError } from '@sonm/common'
import { fail } from '@sonm/model'

/** What the parser of the command line says of wrong words, as an error of ours. */
export function usageError(message: string): CodedError {
  const negative = /unknown option '(-\d[^']*)'/.exec(message)?.[1]
  if (negative !== undefined)
    return fail('USAGE', { reason: `'${negative}' is negative, and no such amount or number is taken` })
  if (/too many arguments for '(search|why|watch)'/.test(message)) {
    const reason =
      'a query is one argument: quote it, as in "cores>=2 ram>=4GiB"; unquoted, the shell takes > and < for files'
    return fail('USAGE', { reason })
  }
  const reason = message
    .replace(/^error: /, '')
    .replace(/^command-argument value ('.*') is invalid for argument '([^']+)'/s, '$1 is no valid <$2>')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '')
  return fail('USAGE', { reason })
}
