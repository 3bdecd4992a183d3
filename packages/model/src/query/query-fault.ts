import type { CodedError } from '@sonm/common'
import { fail } from '../errors/catalog.ts'

/** How much of a query stands around the fault when it is shown. */
const SHOWN_BEFORE = 50
const SHOWN_AFTER = 30
/** What takes no place on a line, or another than one. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{M}\p{Cs}\p{Cn}\p{Co}]/u

/** A fault of a query, pointing at the character. @param at an index into the text */
export function queryFault(text: string, at: number, reason: string, todo: string = ''): CodedError {
  const [before, after] = [[...text.slice(0, at)], [...text.slice(at)]]
  const start = Math.max(0, before.length - SHOWN_BEFORE)
  const lead = `${start > 0 ? '…' : ''}${oneLine(before.slice(start))}`
  const tail = `${oneLine(after.slice(0, SHOWN_AFTER))}${after.length > SHOWN_AFTER ? '…' : ''}`
  return fail('QUERY_INVALID', {
    position: before.length + 1,
    reason,
    excerpt: `${lead}${tail}`,
    caret: `${' '.repeat([...lead].length)}^`,
    ...(todo === '' ? {} : { hint: todo }),
  })
}

/** Each character in one place. */
function oneLine(characters: readonly string[]): string {
  return characters.map((character) => (UNSHOWABLE.test(character) ? ' ' : character)).join('')
}
