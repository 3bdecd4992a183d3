import { create } from '@bufbuild/protobuf'
import { SearchResponseSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { foundText } from './found.ts'

test.each([true, false])('a truncated search says so, explained or not (%s), and not that nothing fits', (explain) => {
  const text = foundText(create(SearchResponseSchema, { truncated: true, nextCursor: 'abc' }), explain)
  expect(text).toContain('No offer that fits was found so far.')
  expect(text).toContain('--cursor abc')
  expect(text).not.toContain('No offer fits')
})

test('a search that looked at all offers says that none fits', () => {
  const rejections = [{ requirement: 'cores>=8', count: 3 }]
  expect(foundText(create(SearchResponseSchema, { rejections }), true)).toContain('No offer fits.')
})

test.each([true, false])('where everything is rented it says so, explained or not (%s)', (explain) => {
  expect(foundText(create(SearchResponseSchema, {}), explain)).toContain('what there was may be rented')
})

test('what may be nobody’s fault is noted, and what is a lie is warned of', () => {
  const warnings = [
    { code: 'MARKETPLACE_LACKS', what: 'It lacks one.' },
    { code: 'MARKETPLACE_HIDES', what: 'It hides one.' },
  ]
  const text = foundText(create(SearchResponseSchema, { warnings }), false)
  expect(text).toMatch(/\nNote: It lacks one\.\nBeware: It hides one\.$/)
})
