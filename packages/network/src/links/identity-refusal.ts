import { constants } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { type CodedError, isCoded, messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import { decodeError, encodeError } from '@sonm/protocol'
import { encodeFrame } from '../tunnels/frame.ts'
import { Alpn } from './secure.ts'

/**
 * Tells a caller why we do not believe his certificate, in the form of what he asked to speak, and closes the connection: in TLS 1.3
 * his handshake was over before ours, and he would see no more than that it ended. Nothing of what he sends is looked at.
 */
export function refuseIdentity(socket: TLSSocket, cause: unknown): void {
  const reason = String(isCoded(cause, 'PEER_IDENTITY_INVALID') ? cause.data.reason : messageOf(cause))
  const error = encodeError(fail('OWN_IDENTITY_REFUSED', { reason }))
  const tell = FORMS.get(socket.alpnProtocol)
  if (!tell) {
    socket.destroy()
    return
  }
  // What comes is read away, or the connection would be reset before he has the answer. He closes it when he has it.
  socket.resume()
  socket.end(tell(error))
}

const FRAME_HEADER_BYTES = 9
const SETTINGS = 4
const GOAWAY = 7

/** The first frames of an HTTP/2 server, which are its last: empty settings, and a GOAWAY with what it has to say. */
function goaway(said: Uint8Array): Buffer {
  const settings = Buffer.alloc(FRAME_HEADER_BYTES)
  settings[3] = SETTINGS
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + 8)
  frame.writeUIntBE(8 + said.length, 0, 3)
  frame[3] = GOAWAY
  frame.writeUInt32BE(constants.NGHTTP2_INADEQUATE_SECURITY, FRAME_HEADER_BYTES + 4)
  return Buffer.concat([settings, frame, said])
}

const FORMS: ReadonlyMap<TLSSocket['alpnProtocol'], (error: Uint8Array) => Uint8Array> = new Map([
  [Alpn.tunnel, encodeFrame],
  [Alpn.rpc, goaway],
])

/** What came with a GOAWAY; undefined: it says nothing of our certificate. */
export function readIdentityRefusal(said: Uint8Array | undefined, peer: string): CodedError | undefined {
  const error = said && decodeError(said, peer)
  return isCoded(error, 'OWN_IDENTITY_REFUSED') ? error : undefined
}
