import { create } from '@bufbuild/protobuf'
import { SearchResponseSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { searchAll } from './search-all.ts'

/** Pages that are empty but for the one with this number, each ended by its bound of work. */
function pages(at: number, last: number) {
  let asked = 0
  const search = async ({ cursor = '' }: { cursor?: string }) => {
    asked++
    const page = Number(cursor)
    const offers = page === at ? [{ orderHash: '0x1' }] : []
    const truncated = page < last
    return create(SearchResponseSchema, { offers, truncated, nextCursor: truncated ? String(page + 1) : '' })
  }
  return { search, asked: () => asked }
}

test('all pages are read behind empty ones, and what was looked at whole is not truncated', async () => {
  const { search } = pages(5, 7)
  const found = await searchAll(search, { limit: 20 })
  expect(found.offers).toHaveLength(1)
  expect(found).toMatchObject({ truncated: false, nextCursor: '' })
})

test('empty pages without an end are read no further than a bound, which is told', async () => {
  const { search, asked } = pages(-1, Number.POSITIVE_INFINITY)
  expect(await searchAll(search, {})).toMatchObject({ truncated: true, nextCursor: '21' })
  expect(asked()).toBe(21)
})
