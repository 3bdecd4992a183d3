import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { systemClock, systemRandom } from '@sonm/common'
import type { Signer } from '@sonm/model'
import { createCertificate } from '../identity/certificate.ts'
import type { Endpoint } from '../paths/peer.ts'

/** The frames of HTTP/2 (RFC 9113, section 6). */
export const Frame = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const
export const Flag = { endStream: 1, ack: 1, endHeaders: 4 } as const

export function frame(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A header as HPACK writes it plainly (RFC 7541, section 6.2.2), or so that it enters the table (6.2.1). */
export function header(name: string, value: string, indexed = false): Buffer {
  return Buffer.concat([Buffer.of(indexed ? 0x40 : 0), text(name), text(value)])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1')
  return Buffer.concat([integer(bytes.length), bytes])
}

function integer(value: number): Buffer {
  if (value < 127) return Buffer.of(value)
  const bytes = [127]
  let rest = value - 127
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

/** The headers of a unary call of the echo service. */
export function callHeaders(...more: Buffer[]): Buffer {
  return Buffer.concat([
    header(':method', 'POST'),
    header(':scheme', 'https'),
    header(':path', '/sonm.testing.EchoService/Unary'),
    header(':authority', 'x'),
    header('content-type', 'application/proto'),
    ...more,
  ])
}

/** The length and the field of the echo service's message. */
export function message(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x0a, text.length), Buffer.from(text)])
}

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** TLS to a peer with a good certificate, and nothing said yet. */
export async function dialRaw(to: Endpoint, signer: Signer, protocol: string): Promise<TLSSocket> {
  const { certPem, keyPem } = await createCertificate({ signer, clock: systemClock, random: systemRandom })
  const options = { ...to, cert: certPem, key: keyPem, ALPNProtocols: [protocol], rejectUnauthorized: false }
  const socket = connect(options)
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  return socket
}

/** The same with HTTP/2 begun. @param settings the payload of our SETTINGS frame */
export async function dialHttp2(to: Endpoint, signer: Signer, settings = Buffer.alloc(0)): Promise<TLSSocket> {
  const socket = await dialRaw(to, signer, 'h2')
  socket.write(Buffer.concat([PREFACE, frame(Frame.settings, 0, 0, settings), frame(Frame.settings, Flag.ack, 0)]))
  return socket
}

/** Writes what `next` gives until the other side closes, or there is no more. */
export async function flood(socket: Socket, next: (turn: number) => Buffer | undefined): Promise<void> {
  for (let turn = 0; !socket.destroyed; turn++) {
    const bytes = next(turn)
    if (!bytes) return
    if (!socket.write(bytes)) await either(socket, 'drain', 'close')
  }
}

/** Waits for one of two events; an error of the socket is followed by its close. */
export function either(socket: Socket, ...events: readonly [string, string]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) socket.off(event, done)
      resolve()
    }
    if (socket.closed) return resolve()
    for (const event of events) socket.on(event, done)
  })
}
