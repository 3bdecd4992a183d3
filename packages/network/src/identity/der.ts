/** The part of DER (ITU-T X.690) that an identity needs. The reader refuses everything that has a shorter or another encoding. */

export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  extensions: 0xa3,
} as const

export interface DerValue {
  readonly tag: number
  readonly content: Uint8Array
}

export class DerError extends Error {}

/** Reads exactly one value that fills all the bytes. @throws DerError */
export function readDer(bytes: Uint8Array, tag: number): Uint8Array {
  const values = readDerList(bytes)
  const value = values[0]
  if (values.length !== 1 || value === undefined || value.tag !== tag) throw new DerError('unexpected structure')
  return value.content
}

/** Reads values until the bytes end. @throws DerError */
export function readDerList(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at++]!
    if ((tag & 0x1f) === 0x1f) throw new DerError('long tags are not used')
    const first = bytes[at++]
    if (first === undefined) throw new DerError('cut off')
    let length = first
    if (first >= 0x80) {
      const count = first & 0x7f
      if (count === 0 || count > 2 || at + count > bytes.length) throw new DerError('a length is not canonical')
      length = 0
      for (let i = 0; i < count; i++) length = length * 256 + bytes[at++]!
      if (length < 0x80 || (count === 2 && length < 0x100)) throw new DerError('a length is not canonical')
    }
    if (at + length > bytes.length) throw new DerError('cut off')
    values.push({ tag, content: bytes.subarray(at, at + length) })
    at += length
  }
  return values
}

export function writeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, content) => sum + content.length, 0)
  if (length > 0xffff) throw new DerError('too long')
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Uint8Array.from(Buffer.concat([Uint8Array.from(header), ...contents]))
}

/** A non-negative integer of 32 bytes, as a minimal DER INTEGER. */
export function writeDerInteger(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const minimal = bytes.subarray(start)
  return writeDer(Tag.integer, minimal[0]! >= 0x80 ? Uint8Array.of(0) : new Uint8Array(), minimal)
}

/** The content of a DER INTEGER as 32 bytes. @throws DerError when it is negative, padded, or larger */
export function integerTo32Bytes(content: Uint8Array): Uint8Array {
  const [first, second] = content
  if (first === undefined || first >= 0x80) throw new DerError('an integer is negative')
  if (first === 0 && second !== undefined && second < 0x80) throw new DerError('an integer is padded')
  const digits = first === 0 ? content.subarray(1) : content
  if (digits.length > 32) throw new DerError('an integer is too large')
  const out = new Uint8Array(32)
  out.set(digits, 32 - digits.length)
  return out
}
