import { type DescMessage, fromBinary } from '@bufbuild/protobuf'
import { messageOf } from '@sonm/common'
import { fail } from '@sonm/model'

/** The content type of a unary call of the Connect protocol in binary form. */
export const PROTO = 'application/proto'

/** Headers of Node's HTTP/2 as those of the web. */
export function toWebHeaders(headers: NodeJS.Dict<string | string[] | number>): Headers {
  const web = new Headers()
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || name.startsWith(':')) continue
    for (const one of Array.isArray(value) ? value : [value]) web.append(name, String(one))
  }
  return web
}

/** The whole of what came in pieces, as plain bytes: a message's fields are views of it, and a Buffer's `slice` does not copy. */
export function joined(chunks: readonly Buffer[]): Uint8Array {
  const { buffer, byteOffset, length } = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  return new Uint8Array(buffer, byteOffset, length)
}

/** What is no field of the message is passed over, and not kept. @throws INPUT_INVALID when these are no bytes of such a message */
export function readMessage<Desc extends DescMessage>(desc: Desc, bytes: Uint8Array) {
  try {
    return fromBinary(desc, bytes, { readUnknownFields: false })
  } catch (error) {
    throw fail('INPUT_INVALID', { field: 'request', reason: `it cannot be read: ${messageOf(error)}` })
  }
}
