import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileWasm } from '../../testing/compile-wasm.ts'
import { BinaryReader, leb, ModuleError } from './binary.ts'
import { guardMemoryGrow } from './memory-guard.ts'

const probe = await compileWasm('probe')
const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content]

/** A module with one function (i32) -> i32, exported as `f`, and a memory of 1 to `maxPages` pages. */
function moduleOf(body: number[], maxPages: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...header,
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7f]),
    ...section(3, [1, 0]),
    ...section(5, [1, 1, 1, ...leb(maxPages)]),
    ...section(7, [1, 1, 0x66, 0, 0]),
    ...section(10, [1, body.length + 2, 0, ...body, 0x0b]),
  ])
}

const functionOf = (bytes: Uint8Array) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>))
  return exports.f as (argument: number) => number
}

test('a real program stays valid, and keeps its imports and exports', () => {
  const { bytes, guardFunction } = guardMemoryGrow(probe)
  const [before, after] = [probe, bytes].map((code) => new WebAssembly.Module(code as Uint8Array<ArrayBuffer>))
  expect(guardFunction).toBeGreaterThan(0)
  expect(WebAssembly.Module.imports(after!)).toEqual(WebAssembly.Module.imports(before!))
  expect(WebAssembly.Module.exports(after!)).toEqual(WebAssembly.Module.exports(before!))
})

// local.get 0; memory.grow
const growBy = [0x20, 0, 0x40, 0]

test('growing within the limit answers as before; beyond it the module traps in the guard', () => {
  const { bytes, guardFunction, initialPages } = guardMemoryGrow(moduleOf(growBy, 10))
  expect(initialPages).toBe(1)
  const grow = functionOf(bytes)
  expect([grow(0), grow(2), grow(7)]).toEqual([1, 1, 3])
  let stack = ''
  try {
    grow(1)
  } catch (error) {
    stack = (error as Error).stack ?? ''
  }
  expect(stack.split('\n')[1]).toContain(`wasm-function[${guardFunction}]`)
})

test('the byte of memory.grow inside a number or an address is left alone', () => {
  // i32.const 64 is 41 C0 00; i64.const 0x2000 is 42 80 C0 00; i32.load offset=64 is 28 02 40
  const body = [0x41, 0xc0, 0x00, 0x1a, 0x42, 0x80, 0xc0, 0x00, 0x1a, 0x20, 0, 0x28, 2, 0x40]
  const module = moduleOf(body, 10)
  expect(guardMemoryGrow(module)).toEqual({ bytes: module, initialPages: 1 })
})

test('whatever is grown by whatever steps, a guarded module answers as a plain one until the plain one answers -1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.array(fc.nat(60), { maxLength: 12 }), (maxPages, steps) => {
      const [plain, guarded] = [moduleOf(growBy, maxPages), guardMemoryGrow(moduleOf(growBy, maxPages)).bytes]
      const [growPlain, growGuarded] = [functionOf(plain), functionOf(guarded)]
      for (const step of steps) {
        const expected = growPlain(step)
        if (expected === -1) {
          expect(() => growGuarded(step)).toThrow(WebAssembly.RuntimeError)
          return
        }
        expect(growGuarded(step)).toBe(expected)
      }
    }),
  )
})

test('damaged bytes are refused, or make a module that the engine judges; nothing else is thrown', () => {
  fc.assert(
    fc.property(fc.nat(probe.length - 1), fc.nat(255), fc.nat(probe.length), (at, byte, length) => {
      const damaged = probe.slice(0, length)
      if (at < length) damaged[at] = byte
      try {
        guardMemoryGrow(damaged)
      } catch (error) {
        expect(error).toBeInstanceOf(ModuleError)
      }
    }),
    { numRuns: 500 },
  )
})

test('numbers are read as they are written', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (value) => {
      expect(new BinaryReader(Uint8Array.from(leb(value))).u32()).toBe(value)
    }),
  )
})
