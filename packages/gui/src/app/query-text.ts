import { CodedError } from '@sonm/common'
import { fieldNamed, formatOrder, parseOrder, parseQuery } from '@sonm/model'
import type { Problem } from './api.ts'

/** A mistake in a query, and where it is. */
export interface QueryMistake extends Problem {
  /** A stretch of the query on one line, and under it a mark at the character. */
  readonly excerpt: string
  readonly caret: string
  /** Counted in characters, from 0. */
  readonly at: number
}

/** What is wrong with a query; undefined: nothing. */
export function mistakeIn(text: string): QueryMistake | undefined {
  try {
    parseQuery(text)
    return undefined
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'QUERY_INVALID') throw error
    const { position, reason, excerpt, caret } = error.data
    const what = `At character ${position}: ${reason?.endsWith('?') ? reason : `${reason}.`}`
    return {
      code: error.code,
      what,
      todo: error.todo,
      excerpt: excerpt ?? '',
      caret: caret ?? '',
      at: Number(position) - 1,
    }
  }
}

/** The order of results after a press on a column's head: by it, then the other way round, then as at first. */
export function nextOrder(order: string, name: string): string {
  const field = fieldNamed(name)
  if (field === undefined || field.kind === 'word') return order
  const target = field.kind === 'price' ? 'price' : field.field
  const current = parseOrder(order)[0]
  if (current?.field !== target) return formatOrder([{ field: target, descending: target !== 'price' }])
  const isTurned = current.descending !== (target !== 'price')
  return isTurned ? '' : formatOrder([{ field: target, descending: !current.descending }])
}

/** How a column is sorted by this order. */
export function sortOf(order: string, name: string): 'ascending' | 'descending' | 'none' {
  const field = fieldNamed(name)
  const current = parseOrder(order)[0]
  const target =
    field === undefined || field.kind === 'word' ? undefined : field.kind === 'price' ? 'price' : field.field
  if (target === undefined || current?.field !== target) return 'none'
  return current.descending ? 'descending' : 'ascending'
}
