import type { Duplex } from 'node:stream'
import { fail } from '@sonm/model'
import { limits } from '../limits.ts'
import type { TunnelOpen } from '../network.ts'

/** A frame is a 4-byte big-endian length and so many bytes. A tunnel begins with one each way; after them the bytes are raw. */
const LENGTH_BYTES = 4

export function encodeFrame(body: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(LENGTH_BYTES + body.length)
  frame.writeUInt32BE(body.length)
  frame.set(body, LENGTH_BYTES)
  return frame
}

/**
 * Reads one frame, and leaves the bytes behind it in the stream.
 * @throws Error when the stream ends before, or the frame is longer than `limits.tunnelHeaderMaxBytes`
 */
export function readFrame(stream: Duplex): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let length: number | undefined
    const settle = (action: () => void) => {
      stream.off('readable', onReadable)
      stream.off('end', onEnd)
      stream.off('close', onEnd)
      stream.off('error', onError)
      action()
    }
    const onError = (error: Error) => settle(() => reject(error))
    const onEnd = () => onError(new Error('the connection ended before its first message'))
    const onReadable = () => {
      if (length === undefined) {
        const header: Buffer | null = stream.read(LENGTH_BYTES)
        if (header === null) return
        // At the end of a stream `read` returns what is left, even if it is less.
        if (header.length < LENGTH_BYTES) return onEnd()
        length = header.readUInt32BE()
        if (length > limits.tunnelHeaderMaxBytes) return onError(new Error('the first message is too long'))
      }
      const body: Buffer | null = length === 0 ? Buffer.alloc(0) : stream.read(length)
      if (body === null) return
      if (body.length < length) return onEnd()
      settle(() => resolve(new Uint8Array(body)))
    }
    stream.on('readable', onReadable)
    stream.on('end', onEnd)
    stream.on('close', onEnd)
    stream.on('error', onError)
  })
}

/** The header of a tunnel: a byte with the length of the protocol's name, the name, and the payload. */
export function encodeOpen(open: TunnelOpen): Uint8Array {
  const name = new TextEncoder().encode(open.protocol)
  if (!isProtocolName(open.protocol)) {
    throw fail('INPUT_INVALID', { field: 'protocol', reason: 'it must be 1 to 64 visible ASCII characters' })
  }
  const body = Uint8Array.of(name.length, ...name, ...open.payload)
  if (body.length > limits.tunnelHeaderMaxBytes) {
    throw fail('INPUT_INVALID', { field: 'payload', reason: 'it is too long for the header of a tunnel' })
  }
  return body
}

/** @throws TUNNEL_REFUSED when the bytes are no header */
export function decodeOpen(body: Uint8Array): TunnelOpen {
  const length = body[0] ?? 0
  const protocol = Buffer.from(body.subarray(1, 1 + length)).toString('latin1')
  if (protocol.length !== length || !isProtocolName(protocol)) {
    throw fail('TUNNEL_REFUSED', { protocol: '?', reason: 'the header is malformed' })
  }
  return { protocol, payload: body.slice(1 + length) }
}

function isProtocolName(text: string): boolean {
  return /^[!-~]{1,64}$/.test(text)
}

/** The answer to a header: an empty frame accepts, any other holds the error with which the tunnel is refused. */
export const ACCEPTED = new Uint8Array(0)
