import { readFileSync } from 'node:fs'
import { CodedError } from '@sonm/common'
import { expect, it } from 'vitest'
import { queryPage } from './generate-docs.ts'
import { parseQuery } from './parse-query.ts'
import { parseOrder } from './sort-keys.ts'

const page = readFileSync(new URL('../../../../docs/query-language.md', import.meta.url), 'utf8')

it('the page has the fields and the defaults as they are', () => {
  expect(queryPage(page)).toBe(page)
})

it('the queries of the page are read, and its mistake is shown as it is', () => {
  const [good = '', mistakes = ''] = page.split('## Mistakes')
  const queries = [...good.matchAll(/(?:search|--where) '([^'\n]+)'/g)].map(([, query]) => query!)
  expect(queries.length).toBeGreaterThan(3)
  for (const query of queries.filter((query) => query !== 'QUERY')) expect(() => parseQuery(query)).not.toThrow()
  for (const [, order] of good.matchAll(/--order ([\w,-]+)/g)) expect(() => parseOrder(order!)).not.toThrow()
  const wrong = /search '([^'\n]+)'/.exec(mistakes)![1]!
  expect(mistakes).toContain(whatOf(() => parseQuery(wrong)))
})

function whatOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof CodedError) return error.what
  }
  return 'nothing was thrown'
}
