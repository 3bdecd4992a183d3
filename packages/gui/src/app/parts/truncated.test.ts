import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Truncated } from './truncated.tsx'

const shown = (found: Parameters<typeof Truncated>[0]['found']) =>
  renderToStaticMarkup(createElement(Truncated, { found, onMore: () => {} }))

test('a search that ended early says that offers may be missing, and offers to go on where it can', () => {
  const some = shown({ offers: [{} as never], nextCursor: 'x' })
  expect(some).toContain('some that fit may be missing')
  expect(some).toMatch(/or look further\..*<button[^>]*>Look further<\/button>/)
  expect(some).not.toContain('No offer')
  expect(shown({ offers: [], nextCursor: 'x' })).toContain('No offer that fits was found so far')
  expect(shown({ offers: [], nextCursor: '' })).not.toMatch(/further|<button/)
})
