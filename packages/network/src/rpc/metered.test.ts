import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSigner } from '../testing/loopback.ts'
import { HeldBytes } from './held-bytes.ts'
import { metered } from './metered.ts'

const peer = testSigner(1).address

/** Messages with their prefixes, cut anywhere. */
function cut(messages: readonly Uint8Array[], sizes: readonly number[]): Uint8Array[] {
  const whole = Buffer.concat(
    messages.map((message) => {
      const prefix = Buffer.alloc(5)
      prefix.writeUInt32BE(message.length, 1)
      return Buffer.concat([prefix, message])
    }),
  )
  const pieces: Uint8Array[] = []
  for (let at = 0, turn = 0; at < whole.length; turn++) {
    const size = sizes[turn % sizes.length]!
    pieces.push(whole.subarray(at, at + size))
    at += size
  }
  return pieces
}

test('however a stream is cut, it comes out as it was, and only what is unfinished is held', async () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 })
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(messages, sizes, async (sent, cuts) => {
      const held = new HeldBytes({ all: 1000, perHost: 1000, perPeer: 1000 })
      const pieces = cut(sent, cuts)
      const out: Uint8Array[] = []
      async function* body() {
        yield* pieces
      }
      for await (const piece of metered(body(), true, held.open(peer, 'a host'))) {
        out.push(piece)
        expect(held.total).toBeLessThanOrEqual(50)
      }
      expect(out).toEqual(pieces)
      expect(held.total).toBe(0)
    }),
  )
})

test.each([
  [true, 'a message that never ends'],
  [false, 'a body that never ends'],
])('%s %s is refused when there is no more room', async (isStream) => {
  const held = new HeldBytes({ all: 1000, perHost: 1000, perPeer: 100 })
  async function* body() {
    yield Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff)
    for (;;) yield new Uint8Array(30)
  }
  const read = async () => {
    for await (const _ of metered(body(), isStream, held.open(peer, 'a host')));
  }
  await expect(read()).rejects.toThrow('too many bytes')
  expect(held.total).toBe(0)
})
