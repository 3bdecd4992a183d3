import type { Random } from '@sonm/common'

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random.integer(items.length)]!

type ByteChange = (bytes: Uint8Array, random: Random) => Uint8Array

const splice = (bytes: Uint8Array, from: number, to: number, ...between: readonly Uint8Array[]) =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, from), ...between, bytes.subarray(to)]))

const BYTE_CHANGES: readonly ByteChange[] = [
  // One bit.
  (bytes, random) => {
    const changed = Uint8Array.from(bytes)
    const at = random.integer(bytes.length)
    changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(8))
    return changed
  },
  // The end is missing.
  (bytes, random) => bytes.slice(0, random.integer(bytes.length)),
  // Noise within.
  (bytes, random) => {
    const at = random.integer(bytes.length)
    return splice(bytes, at, at, random.bytes(1 + random.integer(16)))
  },
  // A part is missing, or there twice.
  (bytes, random) => {
    const at = random.integer(bytes.length)
    return splice(bytes, at, at + random.integer(16))
  },
  (bytes, random) => {
    const at = random.integer(bytes.length)
    return splice(bytes, at, at, bytes.subarray(at, at + random.integer(bytes.length)))
  },
  // The whole again: each field twice.
  (bytes) => splice(bytes, bytes.length, bytes.length, bytes),
  // A length or a number without end.
  (bytes, random) => {
    const at = random.integer(bytes.length)
    return splice(bytes, at, at + 1, Uint8Array.of(0xff, 0xff, 0xff, 0xff, pick(random, [0x07, 0x0f, 0x7f, 0xff])))
  },
  // Fields that nobody knows, of each wire type.
  (bytes, random) =>
    splice(bytes, 0, 0, Uint8Array.of(0xf8 | random.integer(8), 0x7f), random.bytes(1 + random.integer(8))),
  // Groups within groups.
  (bytes, random) => splice(bytes, 0, 0, new Uint8Array(pick(random, [3, 100, 3000])).fill(0x7b)),
]

/** Well-formed bytes as a hostile sender bends them. */
export function mutateBytes(valid: Uint8Array, random: Random): Uint8Array {
  let bytes = valid
  for (let left = 1 + random.integer(3); left > 0 && bytes.length > 0; left--) {
    bytes = pick(random, BYTE_CHANGES)(bytes, random)
  }
  return bytes
}

const EDGES = [
  '-1',
  '0',
  '-0',
  '1.5',
  '1e400',
  String(2 ** 53 - 1),
  String(2n ** 53n + 1n),
  String(2n ** 64n - 1n),
  String(2n ** 64n),
  String(2n ** 96n),
  String(2n ** 256n - 1n),
  String(2n ** 256n),
  '9'.repeat(1000),
  '0x10',
  'NaN',
] as const
const VALUES = ['null', 'true', '{}', '[]', '""', '"\\ud800"', '"\\u0000"', '[[[[]]]]', '{"__proto__":1}'] as const
const CHARACTERS = [
  '\ud800',
  '\udc00',
  '\u0000',
  '\u202e',
  '\u2028',
  '\ufeff',
  'é',
  '𝔘',
  '"',
  '\\',
  '{',
  '}',
  ' ',
  '\n',
] as const

type TextChange = (text: string, random: Random) => string

/** Replaces one of the places where a pattern fits. */
function replaceOne(text: string, pattern: RegExp, random: Random, by: (found: string) => string): string {
  const places = [...text.matchAll(pattern)]
  if (places.length === 0) return text
  const { index, 0: found } = pick(random, places)
  return text.slice(0, index) + by(found) + text.slice(index + found.length)
}

const TEXT_CHANGES: readonly TextChange[] = [
  (text, random) => text.slice(0, random.integer(text.length)),
  (text, random) => {
    const at = random.integer(text.length)
    return text.slice(0, at) + pick(random, CHARACTERS) + text.slice(at + random.integer(2))
  },
  (text, random) => replaceOne(text, /-?\d+(\.\d+)?/g, random, () => pick(random, EDGES)),
  (text, random) => replaceOne(text, /"[^"]*"/g, random, () => pick(random, VALUES)),
  (text, random) => replaceOne(text, /"[^"]*"/g, random, () => JSON.stringify('x'.repeat(pick(random, [100, 10_000])))),
  // A key twice, with another value.
  (text, random) => replaceOne(text, /"[^"]*":/g, random, (key) => `${key}${pick(random, VALUES)},${key}`),
  (text, random) => replaceOne(text, /[[{]/g, random, (open) => open.repeat(pick(random, [2, 50, 5000]))),
  (text, random) => {
    const at = random.integer(text.length)
    return text.slice(0, at) + text.slice(at + 1 + random.integer(20))
  },
  (text, random) => {
    const at = random.integer(text.length)
    return text.slice(0, at) + text.slice(at, at + random.integer(40)) + text.slice(at)
  },
]

/** Well-formed text, JSON above all, as a hostile sender bends it. */
export function mutateText(valid: string, random: Random): string {
  let text = valid
  for (let left = 1 + random.integer(3); left > 0 && text !== ''; left--)
    text = pick(random, TEXT_CHANGES)(text, random)
  return text
}
