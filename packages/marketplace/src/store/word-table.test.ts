import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WordTable } from './word-table.ts'

test('whatever came before, words are found with the value they were last set with, or not at all', () => {
  // Few values, so that words begin alike.
  const word = fc.constantFrom(0, 1, 2, 2 ** 32 - 1)
  const step = fc.record({ words: fc.tuple(word, word, word), isSet: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = new WordTable<number>(2, 3)
      const last = new Map<string, number>()
      steps.forEach(({ words: [before, ...words], isSet }, at) => {
        // Where it stands in its memory does not matter.
        const memory = Uint32Array.of(before, ...words, before)
        if (isSet) {
          last.set(words.join(), at)
          expect(table.set(memory, 1, at)).toBe(at)
        }
        const found = table.get(memory, 1)
        if (isSet) expect(found).toBe(at)
        else if (found !== undefined) expect(found).toBe(last.get(words.join()))
      })
    }),
  )
})

test('as many are kept as were asked for, and the first gives way', () => {
  const table = new WordTable<string>(1, 2)
  const memory = Uint32Array.of(0, 4, 8)
  for (const [at, value] of ['a', 'b', 'c'].entries()) table.set(memory, at, value)
  expect([0, 1, 2].map((at) => table.get(memory, at))).toEqual([undefined, 'b', 'c'])
})
