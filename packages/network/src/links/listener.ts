import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import { type Clock, type Logger, messageOf } from '@sonm/common'
import type { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import type { Endpoint } from '../paths/peer.ts'
import { closeServer, listenOn } from './listen.ts'
import { type Link, provenPeer, serverTlsOptions, surviveErrors } from './secure.ts'

export interface ListenerOptions {
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  /** Given every connection whose other end is proven; `link.socket.alpnProtocol` says what it carries. */
  readonly onLink: (link: Link) => void
}

interface Handshake {
  readonly transport: Socket
  /** Stops its timer and frees its place. */
  readonly end: () => void
}

/** Accepts links: one TCP port for RPC and tunnels. Nobody gets past it without proving an Ethereum key. */
export class Listener {
  readonly #options: ListenerOptions
  readonly #connections = new Set<Socket>()
  /** Handshakes under way, by the connection's four numbers: all that a TLS socket shows of the TCP socket below it. */
  readonly #handshakes = new Map<string, Handshake>()
  readonly #handshakesOfHost = new Map<string, number>()
  #server: Server | undefined
  #stopRenewing = () => {}

  constructor(options: ListenerOptions) {
    this.#options = options
  }

  /** @returns where it listens; port 0 took a free one. @throws PORT_TAKEN */
  async listen(host: string, port: number): Promise<Endpoint> {
    const tls = createTlsServer({ ...serverTlsOptions, ...(await this.#options.identity.serverOptions()) })
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => this.#accept(tls, socket))
    server.maxConnections = limits.connections
    const endpoint = await listenOn(server, host, port)
    this.#server = server
    this.#stopRenewing = this.#options.identity.watch((options) => tls.setSecureContext(options))
    tls.on('secureConnection', (socket: TLSSocket) => this.#admit(socket))
    tls.on('tlsClientError', (error, socket) => {
      this.#options.logger.debug({ reason: messageOf(error) }, 'a TLS handshake failed')
      socket.destroy()
    })
    return endpoint
  }

  /** Stops listening and cuts what is open. */
  async close(): Promise<void> {
    this.#stopRenewing()
    if (!this.#server) return
    const closed = closeServer(this.#server)
    for (const socket of this.#connections) socket.destroy()
    await closed
  }

  #accept(tls: TlsServer, socket: Socket): void {
    surviveErrors(socket)
    const host = socket.remoteAddress ?? ''
    const ofHost = this.#handshakesOfHost.get(host) ?? 0
    if (this.#handshakes.size >= limits.pendingHandshakes || ofHost >= limits.pendingHandshakesPerHost) {
      this.#options.logger.warn({ host, handshakes: this.#handshakes.size }, 'too many handshakes at once')
      socket.destroy()
      return
    }
    const key = connectionKey(socket)
    const cancelTimeout = this.#options.clock.after(limits.handshakeTimeoutMs, () => socket.destroy())
    const end = () => {
      cancelTimeout()
      this.#handshakes.delete(key)
      const left = this.#handshakesOfHost.get(host)! - 1
      if (left > 0) this.#handshakesOfHost.set(host, left)
      else this.#handshakesOfHost.delete(host)
    }
    const handshake = { transport: socket, end }
    this.#handshakes.set(key, handshake)
    this.#handshakesOfHost.set(host, ofHost + 1)
    this.#connections.add(socket)
    socket.once('close', () => {
      this.#connections.delete(socket)
      if (this.#handshakes.get(key) === handshake) end()
    })
    tls.emit('connection', socket)
  }

  #admit(socket: TLSSocket): void {
    surviveErrors(socket)
    const handshake = this.#handshakes.get(connectionKey(socket))
    if (!handshake) {
      socket.destroy()
      return
    }
    handshake.end()
    try {
      const peer = provenPeer(socket, this.#options.clock)
      this.#options.onLink({ socket, peer, transport: handshake.transport })
    } catch (error) {
      this.#options.logger.debug({ host: socket.remoteAddress, reason: messageOf(error) }, 'a peer was refused')
      socket.destroy()
    }
  }
}

function connectionKey(socket: Socket): string {
  return `${socket.localAddress} ${socket.localPort} ${socket.remoteAddress} ${socket.remotePort}`
}
