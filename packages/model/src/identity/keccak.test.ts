import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from './address.ts'
import { keccak256 as inJavaScript } from './keccak.ts'
import { keccak256 as inWasm } from './keccak-wasm.ts'

test('both hash alike, also what fills whole blocks of 136 bytes', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 1000 }),
    fc.nat(8).chain((blocks) => fc.uint8Array({ minLength: blocks * 136, maxLength: blocks * 136 })),
  )
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(toHex(inWasm(bytes))).toBe(toHex(inJavaScript(bytes)))
    }),
  )
})

test('nothing at all has the hash that the Ethereum yellow paper gives', () => {
  expect(toHex(inWasm(new Uint8Array()))).toBe('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470')
})
