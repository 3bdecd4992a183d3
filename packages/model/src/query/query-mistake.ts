import { CodedError } from '@sonm/common'
import { parseQuery } from './parse-query.ts'

/** The first mistake of a query, as QUERY_INVALID tells it. */
export interface QueryMistake {
  /** Counted in characters, from 0. */
  readonly at: number
  readonly reason: string
  /** A stretch of the query on one line, and under it a mark at the character. */
  readonly excerpt: string
  readonly caret: string
}

/** undefined: the query can be read. */
export function mistakeInQuery(text: string): QueryMistake | undefined {
  try {
    parseQuery(text)
    return undefined
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'QUERY_INVALID') throw error
    const { position, reason = '', excerpt = '', caret = '' } = error.data
    return { at: Number(position) - 1, reason, excerpt, caret }
  }
}
