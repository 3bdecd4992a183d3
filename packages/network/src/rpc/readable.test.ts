import { BytesValueSchema } from '@bufbuild/protobuf/wkt'
import { Code } from '@connectrpc/connect'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readable } from './readable.ts'

/** A BytesValue. */
const good = (content: Uint8Array) => Buffer.concat([Buffer.of(0x0a, content.length), content])
/** A field that is longer than what follows. */
const BAD = Buffer.of(0x0a, 100, 1)

function prefixed(message: Uint8Array, flags = 0): Buffer {
  const prefix = Buffer.alloc(5)
  prefix[0] = flags
  prefix.writeUInt32BE(message.length, 1)
  return Buffer.concat([prefix, message])
}

/** Reads it, cut into pieces of these sizes. @returns what came out */
async function read(whole: Buffer, sizes: readonly number[], isStream: boolean): Promise<Buffer> {
  async function* body() {
    for (let at = 0, turn = 0; at < whole.length; turn++) {
      const size = sizes[turn % sizes.length]!
      yield whole.subarray(at, at + size)
      at += size
    }
  }
  const out: Uint8Array[] = []
  for await (const piece of readable(body(), BytesValueSchema, isStream)) out.push(piece)
  return Buffer.concat(out)
}

const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })
const messages = fc.array(fc.uint8Array({ maxLength: 50 }).map(good), { minLength: 1, maxLength: 10 })
const refused = expect.objectContaining({ code: Code.InvalidArgument })

test('however a body is cut, it comes out as it was when every message can be read, and is refused when one cannot', async () => {
  await fc.assert(
    fc.asyncProperty(messages, cuts, fc.nat(), async (sent, sizes, at) => {
      const stream = Buffer.concat(sent.map((message) => prefixed(message)))
      expect((await read(stream, sizes, true)).equals(stream)).toBe(true)
      expect((await read(sent[0]!, sizes, false)).equals(sent[0]!)).toBe(true)
      const bent = sent.map((message, place) => prefixed(place === at % sent.length ? BAD : message))
      await expect(read(Buffer.concat(bent), sizes, true)).rejects.toEqual(refused)
      await expect(read(BAD, sizes, false)).rejects.toEqual(refused)
    }),
  )
})

test('an empty message can be read, and of one with flags nothing is', async () => {
  expect(await read(Buffer.alloc(0), [1], false)).toHaveLength(0)
  expect(await read(prefixed(BAD, 1), [100], true)).toHaveLength(8)
})
