import { BinaryReader, concatBytes, leb, ModuleError, readSections, type Section, writeSections } from './binary.ts'
import { findMemoryGrows, skipValueType } from './instructions.ts'

const sectionIds = { type: 1, import: 2, function: 3, memory: 5, code: 10 } as const

export interface GuardedModule {
  readonly bytes: Uint8Array
  /** What the module takes at once. */
  readonly initialPages: number
  /** The function that stands in for `memory.grow`; a trap in it says that the memory was exhausted. */
  readonly guardFunction?: number
}

/**
 * Rewrites a module so that a `memory.grow` that is refused ends it, where the plain instruction answers -1 and a program may go on for ever.
 * A function is added behind the module's own, which grows the memory and traps on refusal, and each `memory.grow` becomes a call of it.
 * @throws ModuleError for a module that is malformed or cannot be bounded: several memories, 64-bit memories, garbage-collected types
 */
export function guardMemoryGrow(bytes: Uint8Array): GuardedModule {
  const sections = readSections(bytes)
  const content = (id: number) => sections.find((section) => section.id === id)?.content
  const imports = readImports(content(sectionIds.import))
  const memories = [...imports.memories, ...readMemories(content(sectionIds.memory))]
  if (memories.length > 1) throw new ModuleError('it has more than one memory')
  const initialPages = memories[0] ?? 0
  const [types, functions, code] = [content(sectionIds.type), content(sectionIds.function), content(sectionIds.code)]
  if (types === undefined || functions === undefined || code === undefined) return { bytes, initialPages }

  const guardType = countTypes(types)
  const guardFunction = imports.functions + new BinaryReader(functions).u32()
  const bodies = rewriteBodies(code, guardFunction)
  if (bodies === undefined) return { bytes, initialPages }
  // (func (param i32) (result i32) (local i32) the previous size, or a trap when it is -1)
  const guard = [1, 1, 0x7f, 0x20, 0, 0x40, 0, 0x22, 1, 0x41, 0x7f, 0x46, 0x04, 0x40, 0x00, 0x0b, 0x20, 1, 0x0b]
  const replaced: Readonly<Record<number, Uint8Array>> = {
    [sectionIds.type]: append(types, [0x60, 1, 0x7f, 1, 0x7f]),
    [sectionIds.function]: append(functions, leb(guardType)),
    [sectionIds.code]: concatBytes([leb(bodies.length + 1), ...bodies, [guard.length], guard]),
  }
  const rewritten: Section[] = sections
    // Custom sections hold offsets into the code (branch hints, debug lines), which no longer fit.
    .filter(({ id }) => id !== 0)
    .map(({ id, content }) => ({ id, content: replaced[id] ?? content }))
  return { bytes: writeSections(rewritten), initialPages, guardFunction }
}

function append(vector: Uint8Array, entry: readonly number[]): Uint8Array {
  const reader = new BinaryReader(vector)
  const count = reader.u32()
  return concatBytes([leb(count + 1), vector.subarray(reader.at), entry])
}

function countTypes(types: Uint8Array): number {
  const reader = new BinaryReader(types)
  const count = reader.u32()
  for (let index = 0; index < count; index++) {
    if (reader.byte() !== 0x60) throw new ModuleError('it uses garbage-collected types, which this worker cannot bound')
    reader.times(() => skipValueType(reader))
    reader.times(() => skipValueType(reader))
  }
  return count
}

function readImports(content: Uint8Array | undefined): { functions: number; memories: number[] } {
  const found = { functions: 0, memories: [] as number[] }
  if (content === undefined) return found
  const reader = new BinaryReader(content)
  reader.times(() => {
    reader.skip(reader.u32())
    reader.skip(reader.u32())
    const kind = reader.byte()
    if (kind === 0) {
      reader.u32()
      found.functions++
    } else if (kind === 1) {
      skipValueType(reader)
      readLimits(reader)
    } else if (kind === 2) {
      found.memories.push(readLimits(reader))
    } else if (kind === 3) {
      skipValueType(reader)
      reader.skip(1)
    } else if (kind === 4) {
      reader.skip(1)
      reader.u32()
    } else throw new ModuleError('it imports something unknown')
  })
  return found
}

function readMemories(content: Uint8Array | undefined): number[] {
  const found: number[] = []
  if (content === undefined) return found
  const reader = new BinaryReader(content)
  reader.times(() => found.push(readLimits(reader)))
  return found
}

/** The minimum of a memory or a table. */
function readLimits(reader: BinaryReader): number {
  const flags = reader.byte()
  if (flags > 3) throw new ModuleError('it uses a 64-bit or otherwise unusual memory')
  const minimum = reader.u32()
  if ((flags & 1) === 1) reader.u32()
  return minimum
}

/** The bodies with their sizes, or undefined when none of them grows the memory. */
function rewriteBodies(code: Uint8Array, guardFunction: number): Uint8Array[] | undefined {
  const call = [0x10, ...leb(guardFunction)]
  const reader = new BinaryReader(code)
  const bodies: Uint8Array[] = []
  let grows = 0
  reader.times(() => {
    const size = reader.u32()
    const start = reader.at
    reader.skip(size)
    const body = new BinaryReader(code, start, start + size)
    body.times(() => {
      body.u32()
      skipValueType(body)
    })
    const found = findMemoryGrows(body)
    grows += found.length
    const parts: (Uint8Array | number[])[] = []
    let at = start
    for (const grow of found) {
      parts.push(code.subarray(at, grow), call)
      const operand = new BinaryReader(code, grow + 1)
      operand.u32()
      at = operand.at
    }
    parts.push(code.subarray(at, start + size))
    const rewritten = concatBytes(parts)
    bodies.push(concatBytes([leb(rewritten.length), rewritten]))
  })
  return grows === 0 ? undefined : bodies
}
