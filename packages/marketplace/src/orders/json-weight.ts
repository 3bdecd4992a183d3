const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c

/** How much a JSON text would make, told from its bytes: nothing is made to find out. */
export interface JsonWeight {
  readonly objects: number
  /** No fewer than there are, objects and lists included. */
  readonly values: number
  /** The longest text between quotes, in bytes, as it is written. */
  readonly longestTextBytes: number
}

/** Of what is no JSON it tells something: whoever reads it will refuse it. */
export function jsonWeight(bytes: Uint8Array): JsonWeight {
  let objects = 0
  let values = 1
  let longestTextBytes = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) {
      const from = at + 1
      at = endOfText(bytes, from)
      longestTextBytes = Math.max(longestTextBytes, at - from)
    } else if (byte === OPEN_BRACE) {
      objects++
      values++
    } else if (byte === COMMA || byte === OPEN_BRACKET) values++
  }
  return { objects, values, longestTextBytes }
}

/** Where the quote stands that ends it, or the end of all. */
function endOfText(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return Math.min(at, bytes.length)
}
