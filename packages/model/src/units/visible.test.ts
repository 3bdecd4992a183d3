import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isVisible, visible } from './visible.ts'

test('what is shown of any text is on one line, of the same length, and moves no cursor', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = visible(text)
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect([...shown]).toHaveLength([...text].length)
      expect(visible(shown)).toBe(shown)
    }),
  )
})

test.each(['\u001b[31m', '\u001b]0;title\u0007', 'a\r\nFAKE ROW', '\u202ereversed', 'zero\u200bwidth'])(
  '%j is not visible',
  (text) => {
    expect(isVisible(text)).toBe(false)
  },
)

test('ordinary text of any language stays as it is', () => {
  for (const text of ['NVIDIA H200', 'Größe 4 × 3', '計算機', 'é']) expect(visible(text)).toBe(text)
})
