/** What no hex digit is worth; others are worth less than 16. */
const NO_DIGIT = 0xff
const DIGITS = new Uint8Array(256).fill(NO_DIGIT)
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  DIGITS[digit.charCodeAt(0)] = value
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value
}
const [ZERO, X] = [0x30, 0x78]
/** Decimals that a number holds exactly. */
const EXACT_DIGITS = 15
/** As many as 2^256 has, less one: with so many it is below. */
const MAX_DIGITS = 77

/**
 * A place in the bytes of a protobuf message. What is not plain is told as such, never thrown; the place is of no meaning then.
 * Beyond the end stand zeros, which are no tag and no text.
 */
export class WireCursor {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get at(): number {
    return this.#at
  }

  goTo(at: number): void {
    this.#at = at
  }

  /** Goes on if this tag is next. */
  tag(tag: number): boolean {
    if (this.#bytes[this.#at] !== tag) return false
    this.#at++
    return true
  }

  /** The same of a tag of two bytes whose second is 1. */
  tag2(tag: number): boolean {
    if (this.#bytes[this.#at] !== tag || this.#bytes[this.#at + 1] !== 1) return false
    this.#at += 2
    return true
  }

  /** A number of one byte; NaN: it has more. */
  small(): number {
    const byte = this.#byte()
    return byte < 0x80 ? byte : Number.NaN
  }

  /** A number below 2^49; NaN: it has more bytes than that. */
  count(): number {
    let value = 0
    for (let factor = 1; factor < 2 ** 49; factor *= 2 ** 7) {
      const byte = this.#byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    return Number.NaN
  }

  /** The length of what follows; it may lie beyond the end. */
  length(): number {
    return this.count()
  }

  /** Whether these bytes follow, at the beginning of which so many are compared. */
  equals(bytes: Buffer, length: number): boolean {
    if (this.length() !== length) return false
    const from = this.#at
    this.#at += length
    return this.#at <= this.#bytes.length && this.#bytes.compare(bytes, 0, length, from, this.#at) === 0
  }

  /** A text of so many bytes, one a character. */
  text(length: number): string | undefined {
    if (this.length() !== length) return undefined
    this.#at += length
    return this.#bytes.toString('latin1', this.#at - length, this.#at)
  }

  /** Reads 0x and so many bytes in hex. */
  hex(length: number, into: Uint8Array, at: number): boolean {
    if (!this.#startsHex(length)) return false
    const bytes = this.#bytes
    let from = this.#at
    let flaw = 0
    for (let to = at; to < at + length; to++) {
      const high = DIGITS[bytes[from]!]!
      const low = DIGITS[bytes[from + 1]!]!
      flaw |= high | low
      into[to] = (high << 4) | low
      from += 2
    }
    this.#at = from
    return flaw < 16 && from <= bytes.length
  }

  /** Whether 0x and so many bytes in hex follow that are all zero. */
  zeroHex(length: number): boolean {
    if (!this.#startsHex(length)) return false
    for (let left = 2 * length; left > 0; left--) if (!this.#is(ZERO)) return false
    return true
  }

  /** Decimal digits, without zeros before them; none are 0. */
  decimal(): number | bigint | undefined {
    const digits = this.length()
    if (!(digits <= MAX_DIGITS)) return undefined
    const from = this.#at
    this.#at += digits
    if (digits > 1 && this.#bytes[from] === ZERO) return undefined
    let value = 0
    for (let at = from; at < this.#at; at++) {
      const digit = this.#bytes[at]! - ZERO
      if (!(digit >= 0 && digit <= 9)) return undefined
      value = value * 10 + digit
    }
    return digits <= EXACT_DIGITS ? value : BigInt(this.#bytes.toString('latin1', from, this.#at))
  }

  /** Reads a number below 2^63 into eight bytes, little-endian. */
  lane(view: DataView, at: number): boolean {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = this.#byte()
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >>> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) {
        view.setUint32(at, low >>> 0, true)
        view.setUint32(at + 4, high >>> 0, true)
        return true
      }
    }
    return false
  }

  #startsHex(length: number): boolean {
    return this.length() === 2 + 2 * length && this.#is(ZERO) && this.#is(X)
  }

  #is(byte: number): boolean {
    return this.#bytes[this.#at++] === byte
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++]
    return byte === undefined ? 0 : byte
  }
}
