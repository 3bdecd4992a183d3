import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  type ConnectionOptions,
  connect,
  createServer,
  type SecureContext,
  type SecureContextOptions,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls'
import type { Clock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { verifyCertificate } from '../identity/verify.ts'

/** What a TLS connection carries; the protocols of ALPN. */
export const Alpn = { rpc: 'h2', tunnel: 'sonm-tunnel/1' } as const
export type AlpnName = (typeof Alpn)[keyof typeof Alpn]

/** A connection of which the other end is proven. */
export interface Link {
  readonly socket: TLSSocket
  readonly peer: Address
  /** What the TLS runs on. */
  readonly transport: Socket
}

/** The server's half of every rule in this file. Certificates are checked by `provenPeer`, not by a list of authorities. */
export const serverTlsOptions: TlsOptions = {
  ALPNProtocols: [Alpn.rpc, Alpn.tunnel],
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.3',
  // A resumed session would show a certificate of the past.
  secureOptions: constants.SSL_OP_NO_TICKET,
}

/** The other end of `secure`: answers TLS 1.3 on a socket and proves who began it. Rejects, with the socket destroyed, when the signal aborts. */
export function secureAsServer(
  transport: Socket,
  options: { serverOptions: SecureContextOptions; clock: Clock; signal: AbortSignal },
): Promise<Link> {
  const { serverOptions, clock, signal } = options
  return new Promise((resolve, reject) => {
    // It never listens: it is Node's way to take the server's part on a socket.
    const server = createServer({ ...serverTlsOptions, ...serverOptions })
    surviveErrors(transport)
    const settle = (action: () => void) => {
      signal.removeEventListener('abort', onAbort)
      transport.off('close', onClose)
      action()
    }
    const refuse = (error: unknown) =>
      settle(() => {
        transport.destroy()
        reject(error)
      })
    const onAbort = () => refuse(signal.reason)
    const onClose = () => refuse(new Error('the connection was closed in the TLS handshake'))
    server.once('tlsClientError', refuse)
    server.once('secureConnection', (socket) => {
      surviveErrors(socket)
      try {
        const peer = provenPeer(socket, clock)
        settle(() => resolve({ socket, peer, transport }))
      } catch (error) {
        refuse(error)
      }
    })
    transport.once('close', onClose)
    if (signal.aborted) onAbort()
    else {
      signal.addEventListener('abort', onAbort, { once: true })
      server.emit('connection', transport)
    }
  })
}

/** Runs TLS 1.3 over a path's socket and proves who answers. Rejects, with the socket destroyed, when the signal aborts. */
export function secure(
  transport: Socket,
  options: { secureContext: SecureContext; alpn: AlpnName; clock: Clock; signal: AbortSignal },
): Promise<Link> {
  const { secureContext, alpn, clock, signal } = options
  return new Promise((resolve, reject) => {
    const tlsOptions: ConnectionOptions = {
      socket: transport,
      secureContext,
      ALPNProtocols: [alpn],
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    }
    const socket = connect(tlsOptions)
    // Else it would be taken from the transport; see `endAsTunnel`.
    socket.allowHalfOpen = false
    surviveErrors(socket)
    const settle = (action: () => void) => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', refuse)
      socket.off('close', onClose)
      action()
    }
    const refuse = (error: unknown) =>
      settle(() => {
        socket.destroy()
        transport.destroy()
        reject(error)
      })
    const onAbort = () => refuse(signal.reason)
    const onClose = () => refuse(new Error('the connection was closed in the TLS handshake'))
    socket.once('error', refuse)
    socket.once('close', onClose)
    socket.once('secureConnect', () => {
      try {
        if (socket.alpnProtocol !== alpn) throw new Error(`it does not speak ${alpn}`)
        const peer = provenPeer(socket, clock)
        settle(() => resolve({ socket, peer, transport }))
      } catch (error) {
        refuse(error)
      }
    })
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

/**
 * Who is at the other end of a finished handshake. Call it before a byte of the connection is read.
 * @throws PEER_IDENTITY_INVALID
 */
export function provenPeer(socket: TLSSocket, clock: Clock): Address {
  if (socket.getProtocol() !== 'TLSv1.3') throw fail('PEER_IDENTITY_INVALID', { reason: 'it does not speak TLS 1.3' })
  if (socket.isSessionReused()) throw fail('PEER_IDENTITY_INVALID', { reason: 'it resumed an old session' })
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) throw fail('PEER_IDENTITY_INVALID', { reason: 'it showed no certificate' })
  if (certificate.issuerCertificate) throw fail('PEER_IDENTITY_INVALID', { reason: 'it showed several certificates' })
  return verifyCertificate(certificate.raw, clock)
}

/** A stranger may reset a connection at any moment; whoever uses the socket learns it by its close. */
export function surviveErrors(socket: Socket): void {
  socket.on('error', () => {})
}

/**
 * Gives a link the ways to end of a tunnel: each half by itself, and `destroy` of a half that has not ended resets the
 * connection. Without a reset the other side would see the same as after `end`, and take what was cut off for the whole.
 * Until here, as for RPC, the end of one half is the end of the link.
 */
export function endAsTunnel({ socket, transport }: Link): void {
  socket.allowHalfOpen = true
  const destroy = socket.destroy.bind(socket)
  socket.destroy = (error) => {
    if (!socket.writableFinished) transport.resetAndDestroy()
    return destroy(error)
  }
  socket.once('end', () => {
    if (!socket.writableEnded) checkEnd(transport, (reset) => reset && socket.destroy(reset))
  })
}

const NOTHING = Buffer.alloc(0)

/**
 * Whether a connection of which one half has ended was reset. A reset behind bytes that were not read yet is told as an end (by
 * libuv, as a hang-up after the last of them), and who reads would take what he has for the whole. To write nothing fails then.
 */
export function checkEnd(socket: Socket, onChecked: (reset: Error | null | undefined) => void): void {
  socket.write(NOTHING, onChecked)
}
