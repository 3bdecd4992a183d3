import { type AskQuery, fail, IDENTITY_LEVELS, parseOrder, parseQuery, WIRE_QUERY_LIMITS } from '@sonm/model'
import type { SearchRequest } from './gen/sonm/v1/marketplace_pb.js'
import { readHex } from './read.ts'

/** A cursor is a place in an order of results: numbers, and no text. */
const MAX_CURSOR = 500

/** A search as it comes over the wire. */
export interface Search {
  readonly query: AskQuery
  /** 0: whatever the server likes. */
  readonly limit: number
  readonly cursor: string | undefined
  readonly explain: boolean
}

/** @throws QUERY_INVALID with the place of the mistake, INPUT_INVALID naming the field */
export function searchFromMessage(request: SearchRequest): Search {
  const { buyer, query, orderBy, limit, cursor, explain, buyerIdentity } = request
  if (buyerIdentity > IDENTITY_LEVELS.professional) {
    throw fail('INPUT_INVALID', { field: 'buyer_identity', reason: 'it is not 0 to 4' })
  }
  if (cursor.length > MAX_CURSOR) throw fail('INPUT_INVALID', { field: 'cursor', reason: 'it is too long' })
  return {
    query: {
      buyer: buyer === '' ? undefined : readHex('buyer', buyer, 20),
      buyerIdentity: buyerIdentity || IDENTITY_LEVELS.anonymous,
      conditions: parseQuery(query, WIRE_QUERY_LIMITS).conditions,
      order: parseOrder(orderBy),
    },
    limit,
    cursor: cursor === '' ? undefined : cursor,
    explain,
  }
}
