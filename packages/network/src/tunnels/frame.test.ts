import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { decodeOpen, encodeFrame, encodeOpen, readFrame } from './frame.ts'

const name = fc.stringMatching(/^[!-~]{1,64}$/)

test('a header is read back as it was written', () => {
  fc.assert(
    fc.property(name, fc.uint8Array({ maxLength: 5000 }), (protocol, payload) => {
      expect(decodeOpen(encodeOpen({ protocol, payload }))).toEqual({ protocol, payload })
    }),
  )
})

test('a header of random bytes is a header or TUNNEL_REFUSED, never another failure', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        expect(decodeOpen(bytes).protocol).toMatch(/^[!-~]{1,64}$/)
      } catch (error) {
        expect(error).toMatchObject({ code: 'TUNNEL_REFUSED' })
      }
    }),
    { numRuns: 1000 },
  )
})

test('a header over the limit is not sent', () => {
  const payload = new Uint8Array(limits.tunnelHeaderMaxBytes)
  expect(() => encodeOpen({ protocol: 'x', payload })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})

test('a frame is read however it is cut up, and what follows stays in the stream', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.array(fc.nat(600), { maxLength: 8 }),
      async (body, rest, cuts) => {
        const bytes = Buffer.concat([encodeFrame(body), rest])
        const stream = new PassThrough()
        const reading = readFrame(stream)
        let from = 0
        for (const to of [...cuts.sort((a, b) => a - b), bytes.length]) {
          stream.write(bytes.subarray(from, to))
          from = Math.min(to, bytes.length)
          await Promise.resolve()
        }
        stream.end()
        expect(await reading).toEqual(body)
        const left: Buffer[] = []
        for await (const chunk of stream) left.push(chunk)
        expect(new Uint8Array(Buffer.concat(left))).toEqual(rest)
      },
    ),
  )
})

test('a frame that is too long is refused by its first four bytes', async () => {
  const stream = new PassThrough()
  const reading = readFrame(stream)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(limits.tunnelHeaderMaxBytes + 1)
  stream.write(length)
  await expect(reading).rejects.toThrow('too long')
})

test('a stream that ends or fails before its frame rejects', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 50 }), fc.nat(), async (body, cut) => {
      const frame = encodeFrame(body)
      const stream = new PassThrough()
      const reading = readFrame(stream)
      stream.end(frame.subarray(0, cut % frame.length))
      await expect(reading).rejects.toThrow('ended')
    }),
  )
  const broken = new PassThrough()
  const reading = readFrame(broken)
  broken.destroy(new Error('reset'))
  await expect(reading).rejects.toThrow('reset')
})
