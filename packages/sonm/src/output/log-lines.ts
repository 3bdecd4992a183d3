import type { LogChunk } from '@sonm/protocol'

/**
 * A task's output as JSON, an object a line: the offset in bytes, the stream, when it arrived, the text. A character
 * that two pieces of a stream share belongs to the later one; bytes that are no UTF-8 become U+FFFD.
 */
export async function* jsonLines(chunks: AsyncIterable<LogChunk>): AsyncGenerator<string> {
  const decoders = new Map<string, { decoder: TextDecoder; offset: number; atMs: number }>()
  for await (const { offset, stream, atMs, data } of chunks) {
    const { decoder } = decoders.get(stream) ?? { decoder: new TextDecoder() }
    const line = { offset: Number(offset), stream, atMs: Number(atMs) }
    decoders.set(stream, { decoder, offset: line.offset + data.length, atMs: line.atMs })
    yield JSON.stringify({ ...line, text: decoder.decode(data, { stream: true }) })
  }
  // What is left of a stream that ended within a character.
  for (const [stream, { decoder, offset, atMs }] of decoders) {
    const text = decoder.decode()
    if (text !== '') yield JSON.stringify({ offset, stream, atMs, text })
  }
}
