import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WordTable } from './word-table.ts'

test('whatever came before, words are found with the value they were last set with, or not at all', () => {
  // Few values, so that many meet in a place.
  const word = fc.constantFrom(0, 1, 8, 2 ** 32 - 1)
  const step = fc.record({ words: fc.tuple(word, word, word), isSet: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const table = new WordTable<number>(2, 8)
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

test('of those that meet in a place the first four are found, and then the fifth for the first', () => {
  const table = new WordTable<string>(2, 8)
  const memory = Uint32Array.of(8, 1, 16, 1, 24, 1, 32, 1, 40, 1)
  const found = () => [0, 1, 2, 3, 4].map((at) => table.get(memory, at * 2))
  for (const [at, value] of ['a', 'b', 'c', 'd'].entries()) table.set(memory, at * 2, value)
  expect(found()).toEqual(['a', 'b', 'c', 'd', undefined])
  table.set(memory, 8, 'e')
  expect(found()).toEqual([undefined, 'b', 'c', 'd', 'e'])
})
