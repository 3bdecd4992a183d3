import { expect, it } from 'vitest'
import { errorCatalog } from './catalog.ts'
import { errorsPage } from './generate-docs.ts'

it('the page names every error, with an example of each message', () => {
  const page = errorsPage()
  for (const code of Object.keys(errorCatalog)) expect(page).toContain(`\n## ${code}\n`)
  expect(page).not.toMatch(/undefined|\[object|NaN/)
  expect(page.match(/^> /gm)).toHaveLength(Object.keys(errorCatalog).length)
})

it('codes are upper case, and every text ends as a sentence', () => {
  for (const [code, { about }] of Object.entries(errorCatalog)) {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/)
    expect(about).toMatch(/\.$/)
  }
})
