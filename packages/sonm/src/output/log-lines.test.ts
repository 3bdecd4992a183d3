import { create } from '@bufbuild/protobuf'
import { LogChunkSchema } from '@sonm/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonLines } from './log-lines.ts'

interface Piece {
  readonly stream: string
  readonly data: Uint8Array<ArrayBuffer>
}

async function linesOf(pieces: readonly Piece[]) {
  async function* chunks() {
    let offset = 0n
    for (const { stream, data } of pieces) {
      yield create(LogChunkSchema, { offset, stream, atMs: 1_767_225_600_000n, data })
      offset += BigInt(data.length)
    }
  }
  const lines: { offset: number; stream: string; atMs: number; text: string }[] = []
  for await (const line of jsonLines(chunks())) {
    expect(line).not.toContain('\n')
    lines.push(JSON.parse(line))
  }
  return lines
}

const bytes = (text: string) => new TextEncoder().encode(text)

test('a piece of output is one line, with its place, stream and time', async () => {
  expect(
    await linesOf([
      { stream: 'stdout', data: bytes('two\nlines\n') },
      { stream: 'stderr', data: bytes('oh') },
    ]),
  ).toEqual([
    { offset: 0, stream: 'stdout', atMs: 1_767_225_600_000, text: 'two\nlines\n' },
    { offset: 10, stream: 'stderr', atMs: 1_767_225_600_000, text: 'oh' },
  ])
})

test('the text of a stream is whole, wherever its bytes were cut and whatever the other stream said in between', async () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  const cuts = fc.array(fc.nat(60), { maxLength: 6 })
  const cut = (data: Uint8Array<ArrayBuffer>, at: readonly number[]) => {
    const places = [0, ...at.filter((place) => place < data.length).sort((a, b) => a - b), data.length]
    return places.slice(1).map((end, index) => data.slice(places[index]!, end))
  }
  await fc.assert(
    fc.asyncProperty(text, text, cuts, cuts, async (out, err, outCuts, errCuts) => {
      const outs = cut(bytes(out), outCuts).map((data) => ({ stream: 'stdout', data }))
      const errs = cut(bytes(err), errCuts).map((data) => ({ stream: 'stderr', data }))
      const mixed = Array.from({ length: Math.max(outs.length, errs.length) }, (_, at) => [outs[at], errs[at]])
      const lines = await linesOf(mixed.flat().filter((piece) => piece !== undefined))
      const of = (stream: string) =>
        lines
          .filter((line) => line.stream === stream)
          .map((line) => line.text)
          .join('')
      expect(of('stdout')).toBe(out)
      expect(of('stderr')).toBe(err)
    }),
  )
})

test('bytes that are no text are shown as such, also at the very end', async () => {
  const lines = await linesOf([{ stream: 'stdout', data: new Uint8Array([0x61, 0xff, 0xe2, 0x82]) }])
  expect(lines.map(({ text }) => text).join('')).toBe('a\u{fffd}\u{fffd}')
  expect(lines.at(-1)).toMatchObject({ offset: 4, stream: 'stdout' })
})
