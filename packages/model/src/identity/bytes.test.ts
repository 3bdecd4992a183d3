import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as inNode from './bytes-node.ts'
import * as portable from './bytes-portable.ts'

test('both hash and write alike, also what fills whole blocks of 136 bytes, and a part of a buffer', () => {
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 1000 }),
    fc.nat(8).chain((blocks) => fc.uint8Array({ minLength: blocks * 136, maxLength: blocks * 136 })),
    fc.tuple(fc.uint8Array({ minLength: 9, maxLength: 99 }), fc.nat(8)).map(([bytes, from]) => bytes.subarray(from)),
  )
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(inNode.hexOf(bytes)).toBe(portable.hexOf(bytes))
      expect(inNode.hexOf(inNode.keccak256(bytes))).toBe(portable.hexOf(portable.keccak256(bytes)))
    }),
  )
})

test('nothing at all has the hash that the Ethereum yellow paper gives', () => {
  expect(inNode.hexOf(inNode.keccak256(new Uint8Array()))).toBe(
    'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
  )
})
