import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** A field of a protobuf message as it lies on the wire: its number, its type, and the bytes behind its tag. */
export interface WireField {
  readonly number: number
  readonly type: WireType
  readonly bytes: Uint8Array
}

export function fieldsOf(message: Uint8Array): WireField[] {
  const reader = new BinaryReader(message)
  const fields: WireField[] = []
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag()
    const from = reader.pos
    reader.skip(type, number)
    fields.push({ number, type, bytes: message.slice(from, reader.pos) })
  }
  return fields
}

export function messageOf(fields: readonly WireField[]): Uint8Array {
  const writer = new BinaryWriter()
  for (const { number, type, bytes } of fields) writer.tag(number, type).raw(bytes)
  return writer.finish()
}

export function bytesField(number: number, content: Uint8Array): WireField {
  return { number, type: WireType.LengthDelimited, bytes: new BinaryWriter().bytes(content).finish() }
}

export function textField(number: number, text: string): WireField {
  return bytesField(number, Buffer.from(text))
}

export function varintField(number: number, value: bigint): WireField {
  return { number, type: WireType.Varint, bytes: varint(value) }
}

/** @param length of the whole: what is longer than needed means the same */
export function varint(value: bigint, length = 1): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0n || bytes.length < length; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
  bytes[bytes.length - 1]! &= 0x7f
  return Uint8Array.from(bytes)
}

/** What a message field holds. */
export function contentOf({ bytes }: WireField): Uint8Array {
  return new BinaryReader(bytes).bytes()
}
