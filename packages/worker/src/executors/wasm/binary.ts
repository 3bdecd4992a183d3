/** A WebAssembly module that is malformed, or uses what this worker cannot bound. */
export class ModuleError extends Error {}

/** Reads the WebAssembly binary format. */
export class BinaryReader {
  readonly bytes: Uint8Array
  at: number
  readonly end: number

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  byte(): number {
    if (this.at >= this.end) throw new ModuleError('it ends in the middle')
    return this.bytes[this.at++]!
  }

  skip(count: number): void {
    if (count > this.end - this.at) throw new ModuleError('it ends in the middle')
    this.at += count
  }

  /** An unsigned LEB128 of at most 32 bits. */
  u32(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) {
        if (value >= 2 ** 32) break
        return value
      }
    }
    throw new ModuleError('it holds a number that is too long')
  }

  /** Any LEB128 of at most 64 bits, not decoded. */
  skipLeb(): void {
    for (let count = 0; count < 10; count++) if (this.byte() < 0x80) return
    throw new ModuleError('it holds a number that is too long')
  }

  times(read: () => void): void {
    for (let count = this.u32(); count > 0; count--) read()
  }
}

export function leb(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) | 0x80)
  }
}

export function concatBytes(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export interface Section {
  readonly id: number
  readonly content: Uint8Array
}

/** @throws ModuleError */
export function readSections(bytes: Uint8Array): Section[] {
  const magic = [0x00, 0x61, 0x73, 0x6d]
  if (magic.some((byte, index) => bytes[index] !== byte)) throw new ModuleError('it is no WebAssembly file')
  if (bytes[4] !== 1 || bytes[5] !== 0 || bytes[6] !== 0 || bytes[7] !== 0) {
    throw new ModuleError('it is no core module of version 1 (components are not supported)')
  }
  const reader = new BinaryReader(bytes, 8)
  const sections: Section[] = []
  while (reader.at < reader.end) {
    const id = reader.byte()
    const size = reader.u32()
    const start = reader.at
    reader.skip(size)
    sections.push({ id, content: bytes.subarray(start, start + size) })
  }
  return sections
}

export function writeSections(sections: readonly Section[]): Uint8Array {
  return concatBytes([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...sections.flatMap(({ id, content }) => [[id], leb(content.length), content]),
  ])
}
