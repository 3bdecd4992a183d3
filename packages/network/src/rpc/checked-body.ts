import { Code, ConnectError } from '@connectrpc/connect'
import { toConnectError } from '@sonm/protocol'
import type { RequestCheck } from '../network.ts'
import { joined } from './connect-wire.ts'
import { PREFIX_BYTES } from './metered.ts'

/**
 * The body of a unary request, handed on whole once its message was looked at.
 * @throws ConnectError what the check refuses it for, or that it is too large
 */
export async function* checkedBody(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  mostBytes: number,
  check: RequestCheck,
): AsyncGenerator<Uint8Array> {
  const isFramed = !/^application\/(json|proto)/.test(contentType)
  const most = isFramed ? mostBytes + PREFIX_BYTES : mostBytes
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > most) throw new ConnectError(`message size is larger than ${mostBytes}`, Code.ResourceExhausted)
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))
  }
  if (chunks.length === 0) return
  const whole = joined(chunks)
  const message = isFramed ? whole.subarray(PREFIX_BYTES) : whole
  try {
    check(message, /\bjson\b/.test(contentType) ? 'json' : 'proto')
  } catch (error) {
    throw toConnectError(error)
  }
  yield whole
}
