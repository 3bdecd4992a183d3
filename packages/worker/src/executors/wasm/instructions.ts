import { type BinaryReader, ModuleError } from './binary.ts'

const memoryGrow = 0x40

/**
 * Reads a function body's instructions to their end and returns where each `memory.grow` stands.
 * @throws ModuleError for an instruction that is unknown here
 */
export function findMemoryGrows(reader: BinaryReader): number[] {
  const found: number[] = []
  while (reader.at < reader.end) {
    const at = reader.at
    const opcode = reader.byte()
    if (opcode === memoryGrow) found.push(at)
    skipImmediates(reader, opcode)
  }
  return found
}

export function skipValueType(reader: BinaryReader): void {
  const type = reader.byte()
  if (type === 0x63 || type === 0x64) reader.skipLeb()
  else if (type < 0x69) throw new ModuleError(`it uses the unknown type ${hex(type)}`)
}

function skipBlockType(reader: BinaryReader): void {
  const type = reader.bytes[reader.at]
  if (type === 0x63 || type === 0x64) skipValueType(reader)
  else reader.skipLeb()
}

function skipMemoryArgument(reader: BinaryReader): void {
  const alignment = reader.u32()
  if (alignment >= 64) reader.u32()
  reader.skipLeb()
}

type Immediates = (reader: BinaryReader) => void

const none: Immediates = () => {}
const index: Immediates = (reader) => {
  reader.u32()
}
const number: Immediates = (reader) => reader.skipLeb()
const twoIndices: Immediates = (reader) => {
  index(reader)
  index(reader)
}
const branchTable: Immediates = (reader) => {
  reader.times(() => index(reader))
  index(reader)
}
const typedSelect: Immediates = (reader) => reader.times(() => skipValueType(reader))
const tryTable: Immediates = (reader) => {
  skipBlockType(reader)
  reader.times(() => {
    if (reader.byte() < 2) index(reader)
    index(reader)
  })
}

/** What follows each opcode, as the specification's list of instructions has it. */
const immediatesOf: ReadonlyMap<number, Immediates> = new Map<number, Immediates>([
  // unreachable, nop, else, throw_ref, end, return, catch_all, drop, select, ref.is_null, ref.eq, ref.as_non_null
  ...opcodes(none, 0x00, 0x01, 0x05, 0x0a, 0x0b, 0x0f, 0x19, 0x1a, 0x1b, 0xd1, 0xd3, 0xd4),
  // comparisons, arithmetic and conversions
  ...opcodes(none, ...Array.from({ length: 0xc4 - 0x45 + 1 }, (_, offset) => 0x45 + offset)),
  // block, loop, if, try
  ...opcodes(skipBlockType, 0x02, 0x03, 0x04, 0x06),
  // catch, throw, rethrow, br, br_if, call, return_call, call_ref, return_call_ref, delegate
  ...opcodes(index, 0x07, 0x08, 0x09, 0x0c, 0x0d, 0x10, 0x12, 0x14, 0x15, 0x18),
  // local.get to global.set, table.get, table.set, memory.size, memory.grow, ref.func, br_on_null, br_on_non_null
  ...opcodes(index, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, memoryGrow, 0xd2, 0xd5, 0xd6),
  // call_indirect, return_call_indirect
  ...opcodes(twoIndices, 0x11, 0x13),
  [0x0e, branchTable],
  [0x1c, typedSelect],
  [0x1f, tryTable],
  // loads and stores
  ...opcodes(skipMemoryArgument, ...Array.from({ length: 0x3e - 0x28 + 1 }, (_, offset) => 0x28 + offset)),
  // i32.const, i64.const, ref.null, f32.const, f64.const
  ...opcodes(number, 0x41, 0x42, 0xd0),
  [0x43, (reader) => reader.skip(4)],
  [0x44, (reader) => reader.skip(8)],
  [0xfc, skipMisc],
  [0xfd, skipVector],
  [0xfe, skipAtomic],
])

function opcodes(immediates: Immediates, ...codes: readonly number[]): [number, Immediates][] {
  return codes.map((code) => [code, immediates])
}

function skipImmediates(reader: BinaryReader, opcode: number): void {
  const skip = immediatesOf.get(opcode)
  if (skip === undefined)
    throw new ModuleError(`it uses the instruction ${hex(opcode)}, which this worker does not know`)
  skip(reader)
}

function skipMisc(reader: BinaryReader): void {
  const opcode = reader.u32()
  if (opcode <= 7) return
  if (opcode > 17) throw new ModuleError(`it uses the instruction 0xfc ${hex(opcode)}, which this worker does not know`)
  reader.u32()
  if ([8, 10, 12, 14].includes(opcode)) reader.u32()
}

function skipVector(reader: BinaryReader): void {
  const opcode = reader.u32()
  if (opcode <= 11 || opcode === 92 || opcode === 93) skipMemoryArgument(reader)
  else if (opcode === 12 || opcode === 13) reader.skip(16)
  else if (opcode >= 21 && opcode <= 34) reader.skip(1)
  else if (opcode >= 84 && opcode <= 91) {
    skipMemoryArgument(reader)
    reader.skip(1)
  }
}

function skipAtomic(reader: BinaryReader): void {
  if (reader.u32() === 3) reader.skip(1)
  else skipMemoryArgument(reader)
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`
}
