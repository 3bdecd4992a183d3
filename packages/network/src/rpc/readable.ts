import type { DescMessage } from '@bufbuild/protobuf'
import { toConnectError } from '@sonm/protocol'
import { joined, readMessage } from './connect-wire.ts'
import { PREFIX_BYTES } from './metered.ts'

/**
 * The body of a request in binary form, of which every message can be read. Connect's handlers would take one that cannot for a
 * fault of this side.
 * @param isStream messages with prefixes; else the whole body is one message
 * @throws ConnectError of INPUT_INVALID
 */
export async function* readable(
  body: AsyncIterable<Uint8Array>,
  input: DescMessage,
  isStream: boolean,
): AsyncGenerator<Uint8Array> {
  let open: Buffer[] = []
  let length = 0
  let needed = isStream ? PREFIX_BYTES : Number.POSITIVE_INFINITY
  for await (const chunk of body) {
    open.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    length += chunk.length
    if (length >= needed) {
      const { rest, wholeAt } = checkWhole(Buffer.concat(open), input)
      open = [rest]
      length = rest.length
      needed = wholeAt
    }
    yield chunk
  }
  if (!isStream) check(input, open)
}

/** Checks the messages that have come whole. @returns what is left, and how long it is when the next one is whole */
function checkWhole(bytes: Buffer, input: DescMessage): { readonly rest: Buffer; readonly wholeAt: number } {
  let rest = bytes
  while (rest.length >= PREFIX_BYTES) {
    const wholeAt = PREFIX_BYTES + rest.readUInt32BE(1)
    if (rest.length < wholeAt) return { rest, wholeAt }
    // One with flags is packed, which nobody here unpacks, or the end of a stream.
    if (rest[0] === 0) check(input, [rest.subarray(PREFIX_BYTES, wholeAt)])
    rest = rest.subarray(wholeAt)
  }
  return { rest, wholeAt: PREFIX_BYTES }
}

function check(input: DescMessage, message: readonly Buffer[]): void {
  try {
    readMessage(input, joined(message))
  } catch (error) {
    throw toConnectError(error)
  }
}
