import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePreface, encodePreface, PREFACE_BYTES, readExactly, TOKEN_BYTES } from './preface.ts'

const token = fc.uint8Array({ minLength: TOKEN_BYTES, maxLength: TOKEN_BYTES })

test('a preface is read back as it was written, and is never taken for TLS', () => {
  fc.assert(
    fc.property(token, fc.constantFrom('seen' as const, 'data' as const, 'tunnel' as const), (token, kind) => {
      const bytes = encodePreface({ kind, token })
      expect(bytes).toHaveLength(PREFACE_BYTES)
      // What a TLS connection begins with.
      expect(bytes[0]).not.toBe(0x16)
      expect(decodePreface(bytes)).toEqual({ kind, token })
    }),
  )
})

test('other bytes are no preface', () => {
  const changed = fc.tuple(token, fc.nat(5), fc.integer({ min: 1, max: 255 })).map(([token, at, by]) => {
    const bytes = Buffer.from(encodePreface({ kind: 'data', token }))
    bytes[at] = (bytes[at]! + by) & 0xff
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), changed), (bytes) => {
      const preface = decodePreface(bytes)
      if (preface) expect(Buffer.from(encodePreface(preface)).equals(bytes)).toBe(true)
    }),
  )
})

test('exactly the wanted bytes are taken, however they come, and the rest stays', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      fc.integer({ min: 1, max: 50 }),
      async (wanted, rest, pieceBytes) => {
        const stream = new PassThrough()
        const reading = readExactly(stream as unknown as Socket, wanted.length)
        const all = Buffer.concat([wanted, rest])
        for (let at = 0; at < all.length; at += pieceBytes) {
          stream.write(all.subarray(at, at + pieceBytes))
          await Promise.resolve()
        }
        stream.end()
        expect(new Uint8Array(await reading)).toEqual(wanted)
        const left: Buffer[] = []
        for await (const chunk of stream) left.push(chunk)
        expect(new Uint8Array(Buffer.concat(left))).toEqual(rest)
      },
    ),
  )
})

test('a connection that ends too early, and a signal, end the reading', async () => {
  const ended = new PassThrough()
  const reading = readExactly(ended as unknown as Socket, 5)
  ended.end('abc')
  await expect(reading).rejects.toThrow('too early')
  const controller = new AbortController()
  const waiting = readExactly(new PassThrough() as unknown as Socket, 5, controller.signal)
  const reason = new Error('changed my mind')
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})
