import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { parseEndpoint } from '@sonm/network'

/** A plain TCP connection. */
export async function dialTcp(where: string): Promise<Duplex> {
  const socket = connect({ ...parseEndpoint(where), allowHalfOpen: true, noDelay: true })
  await once(socket, 'connect')
  return socket
}

/** Node's TLS with nothing around it. */
export async function dialTls(where: string): Promise<Duplex> {
  const socket = connectTls({
    ...parseEndpoint(where),
    rejectUnauthorized: false,
    ALPNProtocols: ['sonm-tunnel/1'],
  })
  socket.setNoDelay(true)
  await once(socket, 'secureConnect')
  return socket
}

/** Node's HTTP/2 over TLS with nothing around it. */
export async function dialHttp2(where: string): Promise<ClientHttp2Session> {
  const session = connectHttp2(`https://${where}`, { rejectUnauthorized: false })
  await once(session, 'connect')
  return session
}

/** One call as small as can be: a message there and back. */
export function bareCall(session: ClientHttp2Session, body: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': 'POST', ':path': '/x', 'content-type': 'application/proto' })
    const chunks: Buffer[] = []
    stream.once('error', reject)
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.once('end', () => resolve(Buffer.concat(chunks)))
    stream.end(body)
  })
}
