import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './json.ts'

test.each([
  ['a', '{"a":1,"a":2}'],
  ['a', '{"a":1,"b":{},"a":1}'],
  ['a', '{"a":1,"\\u0061":1}'],
  ['a.b', '{"a":{"b":1,\n"b" : 1}}'],
  ['a.b', '{"a":[{"b":1},{"b":{"b":[]},"b":1}]}'],
  ['__proto__', '{"__proto__":1,"__proto__":2}'],
  ['a}', '{"a}":[],"a}":[]}'],
  ['"', String.raw`{"\"":1,"\"":1}`],
])('the key %s that stands twice is refused by its name', (key, text) => {
  expect(() => parseJson(text)).toThrow(`the key '${key}' stands twice`)
})

test('what is no JSON is refused as ever', () => {
  for (const text of ['', '{', '{"a":1,}', '{"a" 1}']) expect(() => parseJson(text)).toThrow(SyntaxError)
})

test('all other JSON is read as JSON.parse reads it, and a key of it that is written once more is found', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(3),
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
      (json, indent, more) => {
        const value: unknown = JSON.parse(json)
        expect(parseJson(JSON.stringify(value, undefined, indent))).toEqual(value)
        const [key] = Object.keys(more)
        const twice = JSON.stringify([value, more])
          .slice(0, -2)
          .concat(`,${JSON.stringify(key)}:1}]`)
        expect(() => parseJson(twice)).toThrow(`the key '${key}' stands twice`)
      },
    ),
  )
})
