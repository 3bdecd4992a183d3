import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isVisible, visible, visibleWord } from './visible.ts'

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

test.each(['', ' ', '\t', '\u00a0\u3000', '\u2800', '\u3164', '\u115f \uffa0', '\ufe0f', '\u034f'])(
  '%j is nothing to see, alone or beside more of the kind, and stands in no table',
  (blank) => {
    for (const text of [blank, ` ${blank}`, `${blank}\u3000`]) {
      expect(isVisible(text)).toBe(false)
      expect(visibleWord(text)).toBe('unknown')
    }
    expect(isVisible(`H200${blank === '\t' ? '' : blank}`)).toBe(true)
  },
)

test('of any text a table gets a word that can be seen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(isVisible(visibleWord(text))).toBe(true)
      if (isVisible(text)) expect(visibleWord(text)).toBe(text)
    }),
  )
})

test('ordinary text of any language stays as it is', () => {
  for (const text of ['NVIDIA H200', 'Größe 4 × 3', '計算機', 'é']) expect(visible(text)).toBe(text)
})
