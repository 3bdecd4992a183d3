import type { NodeApi } from '../api/node-api.ts'

/** `--all` stops there: more offers are no list that anybody reads. */
const MOST_OFFERS = 10_000
/** So many empty pages one after the other, each of a whole search's work, and there is nothing, or somebody who says so for ever. */
const MOST_EMPTY_PAGES = 20
const PAGE_SIZE = 100

type Search = NodeApi['market']['search']
type Request = Parameters<Search>[0]

/** All pages as one, also behind empty ones. It is truncated where they were not read to the end. */
export async function searchAll(search: (page: Request) => ReturnType<Search>, request: Request) {
  const found = await search({ ...request, limit: PAGE_SIZE })
  let last = found
  let empty = 0
  // In the order of prices a page goes on where the one before ended; in another, each looks through all.
  const goesOn = !request.orderBy || request.orderBy === 'price'
  let isTruncated = found.truncated
  while (last.nextCursor !== '' && found.offers.length < MOST_OFFERS && empty < MOST_EMPTY_PAGES) {
    last = await search({ ...request, limit: PAGE_SIZE, cursor: last.nextCursor, explain: false })
    empty = last.offers.length === 0 ? empty + 1 : 0
    found.offers.push(...last.offers)
    isTruncated = last.truncated || (isTruncated && !goesOn)
  }
  found.truncated = isTruncated || empty === MOST_EMPTY_PAGES
  found.nextCursor = last.nextCursor
  return found
}
