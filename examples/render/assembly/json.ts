// A strict reader of JSON (RFC 8259) that remembers lines, with limits on depth, length and count, since scenes come
// from strangers. A wrong text ends the program with the line and what was expected.
import { EXIT_WRONG_INPUT, exitWith } from './system'

export const JSON_NULL: i32 = 0
export const JSON_BOOLEAN: i32 = 1
export const JSON_NUMBER: i32 = 2
export const JSON_STRING: i32 = 3
export const JSON_ARRAY: i32 = 4
export const JSON_OBJECT: i32 = 5

const DEPTH_LIMIT: i32 = 16
const VALUES_LIMIT: i32 = 500_000
const STRING_LIMIT_BYTES: i32 = 200
const NUMBER_LIMIT_BYTES: i32 = 40

const noKeys: string[] = []
const noItems: Json[] = []

export class Json {
  number: f64 = 0
  text: string = ''
  keys: string[] = noKeys
  /** The elements of an array, or the values of an object in the order of `keys`. */
  items: Json[] = noItems
  constructor(
    public kind: i32,
    public line: i32,
  ) {}

  /** The value of an object's field, or null. */
  field(name: string): Json | null {
    const at = this.keys.indexOf(name)
    return at < 0 ? null : this.items[at]
  }
}

/** Reports a wrong scene: a line on standard error, exit code 2. */
export function wrong(line: i32, message: string): void {
  exitWith(EXIT_WRONG_INPUT, `scene line ${line}: ${message}`)
}

/** Text from the scene, made fit to stand in a message of one line. */
export function quoted(text: string): string {
  let shown = ''
  for (let i = 0; i < min(text.length, 40); i++) {
    const code = text.charCodeAt(i)
    shown += code < 32 || code === 34 || code > 126 ? '?' : text.charAt(i)
  }
  return `"${shown}${text.length > 40 ? '...' : ''}"`
}

export function parseJson(bytes: StaticArray<u8>): Json {
  return new Parser(bytes).document()
}

class Parser {
  at: i32 = 0
  line: i32 = 1
  values: i32 = 0
  constructor(public bytes: StaticArray<u8>) {}

  document(): Json {
    const value = this.value(0)
    if (this.next() !== -1) wrong(this.line, 'more text after the end of the scene')
    return value
  }

  peek(): i32 {
    return this.at < this.bytes.length ? <i32>this.bytes[this.at] : -1
  }

  /** Skips white space and looks at the next byte; -1 at the end. */
  next(): i32 {
    while (true) {
      const c = this.peek()
      if (c === 10) this.line++
      else if (c !== 32 && c !== 9 && c !== 13) return c
      this.at++
    }
  }

  unexpected(wanted: string): void {
    const c = this.peek()
    if (c === -1) wrong(this.line, `the scene ends where ${wanted} was expected`)
    wrong(this.line, `expected ${wanted}, found ${quoted(String.fromCharCode(c))}`)
  }

  value(depth: i32): Json {
    if (depth > DEPTH_LIMIT) wrong(this.line, `nested deeper than ${DEPTH_LIMIT} levels`)
    if (++this.values > VALUES_LIMIT) wrong(this.line, `more than ${VALUES_LIMIT} values`)
    const c = this.next()
    if (c === 123) return this.object(depth)
    if (c === 91) return this.array(depth)
    if (c === 34) {
      const value = new Json(JSON_STRING, this.line)
      value.text = this.string()
      return value
    }
    if (c === 45 || isDigit(c)) return this.numeral()
    if (c === 116) return this.word('true', JSON_BOOLEAN, 1)
    if (c === 102) return this.word('false', JSON_BOOLEAN, 0)
    if (c === 110) return this.word('null', JSON_NULL, 0)
    this.unexpected('a value')
    return unreachable()
  }

  object(depth: i32): Json {
    const value = new Json(JSON_OBJECT, this.line)
    value.keys = []
    value.items = []
    this.at++
    if (this.next() === 125) {
      this.at++
      return value
    }
    while (true) {
      if (this.next() !== 34) this.unexpected('a field name in double quotes')
      const key = this.string()
      if (value.keys.includes(key)) wrong(this.line, `field ${quoted(key)} stands twice`)
      if (this.next() !== 58) this.unexpected('":"')
      this.at++
      value.keys.push(key)
      value.items.push(this.value(depth + 1))
      const c = this.next()
      if (c !== 44 && c !== 125) this.unexpected('"," or "}"')
      this.at++
      if (c === 125) return value
    }
  }

  array(depth: i32): Json {
    const value = new Json(JSON_ARRAY, this.line)
    value.items = []
    this.at++
    if (this.next() === 93) {
      this.at++
      return value
    }
    while (true) {
      value.items.push(this.value(depth + 1))
      const c = this.next()
      if (c !== 44 && c !== 93) this.unexpected('"," or "]"')
      this.at++
      if (c === 93) return value
    }
  }

  /** A string without escapes: names in a scene need none. */
  string(): string {
    const from = ++this.at
    while (true) {
      const c = this.peek()
      if (c === 34) break
      if (c === -1) this.unexpected('the end of a string')
      if (c < 32) wrong(this.line, 'a control character in a string')
      if (c === 92) wrong(this.line, 'escapes in strings are not supported')
      if (this.at - from >= STRING_LIMIT_BYTES) wrong(this.line, `a string longer than ${STRING_LIMIT_BYTES} bytes`)
      this.at++
    }
    const text = String.UTF8.decodeUnsafe(changetype<usize>(this.bytes) + <usize>from, <usize>(this.at - from))
    this.at++
    return text
  }

  numeral(): Json {
    const from = this.at
    if (this.peek() === 45) this.at++
    if (this.peek() === 48) this.at++
    else this.digits()
    if (this.peek() === 46) {
      this.at++
      this.digits()
    }
    if (this.peek() === 101 || this.peek() === 69) {
      this.at++
      if (this.peek() === 43 || this.peek() === 45) this.at++
      this.digits()
    }
    const length = this.at - from
    if (length > NUMBER_LIMIT_BYTES) wrong(this.line, `a number of more than ${NUMBER_LIMIT_BYTES} characters`)
    const value = new Json(JSON_NUMBER, this.line)
    value.number = parseFloat(String.UTF8.decodeUnsafe(changetype<usize>(this.bytes) + <usize>from, <usize>length))
    if (!isFinite(value.number)) wrong(this.line, 'a number too large')
    return value
  }

  digits(): void {
    if (!isDigit(this.peek())) this.unexpected('a digit')
    while (isDigit(this.peek())) this.at++
  }

  word(text: string, kind: i32, number: f64): Json {
    for (let i = 0; i < text.length; i++) {
      if (this.peek() !== text.charCodeAt(i)) this.unexpected(text)
      this.at++
    }
    const value = new Json(kind, this.line)
    value.number = number
    return value
  }
}

function isDigit(c: i32): bool {
  return c >= 48 && c <= 57
}
