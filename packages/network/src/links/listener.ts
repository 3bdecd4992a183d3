import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls'
import { type Clock, type Logger, messageOf, Seldom } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { Identity } from '../identity/identity.ts'
import { limits } from '../limits.ts'
import type { Endpoint } from '../paths/peer.ts'
import { decodePreface, PREFACE_BEGIN, PREFACE_BYTES, type Preface, readExactly } from '../relay/preface.ts'
import { connectionsOf, hostOf } from './host.ts'
import { refuseIdentity } from './identity-refusal.ts'
import { closeServer, KEEP_ALIVE, listenOn } from './listen.ts'
import { Places } from './places.ts'
import { type Link, provenPeer, serverTlsOptions, surviveErrors } from './secure.ts'

export interface ListenerOptions {
  readonly identity: Identity
  readonly clock: Clock
  readonly logger: Logger
  /** Given every connection whose other end is proven; `link.socket.alpnProtocol` says what it carries. */
  readonly onLink: (link: Link) => void
  /** Given a connection that begins with a preface instead of TLS; undefined: it is refused, as all that is neither. */
  readonly onRaw?: (preface: Preface, socket: Socket) => void
  /** How many connections a host may have; by default as `limits` says. */
  readonly connectionsOf?: (host: string) => number
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
  readonly #handshakePlaces = new Places<string>(() => limits.pendingHandshakesPerHost)
  readonly #connectionPlaces: Places<string>
  readonly #crowded: Seldom
  readonly #hurried: Seldom
  #server: Server | undefined
  #tls: TlsServer | undefined
  #stopRenewing = () => {}

  constructor(options: ListenerOptions) {
    this.#options = options
    const seldom = { clock: options.clock, everyMs: limits.refusalLogMs }
    this.#crowded = new Seldom(seldom)
    this.#hurried = new Seldom(seldom)
    this.#connectionPlaces = new Places(options.connectionsOf ?? connectionsOf)
  }

  /** @returns where it listens; port 0 took a free one. @throws PORT_TAKEN */
  async listen(host: string, port: number): Promise<Endpoint> {
    const tls = createTlsServer({ ...serverTlsOptions, ...(await this.#options.identity.serverOptions()) })
    const server = createServer({ noDelay: true, ...KEEP_ALIVE }, (socket) => this.#accept(socket))
    server.maxConnections = limits.connections
    const endpoint = await listenOn(server, host, port)
    this.#server = server
    this.#tls = tls
    this.#stopRenewing = this.#options.identity.watch((options) => tls.setSecureContext(options))
    tls.on('secureConnection', (socket: TLSSocket) => this.#admit(socket))
    tls.on('tlsClientError', (error, socket) => {
      this.#options.logger.debug({ reason: messageOf(error) }, 'a TLS handshake failed')
      socket.destroy()
    })
    return endpoint
  }

  /**
   * Takes a connection that came another way, as if it had been made to the port.
   * @param relay through which it came: what comes through one counts by itself, and not as of the machine on which the relay is
   */
  adopt(socket: Socket, relay?: Address): void {
    this.#accept(socket, relay && `relay ${relay}`)
  }

  /** Stops listening and cuts what is open. */
  async close(): Promise<void> {
    this.#stopRenewing()
    if (!this.#server) return
    this.#tls = undefined
    const closed = closeServer(this.#server)
    for (const socket of this.#connections) socket.destroy()
    await closed
  }

  #accept(socket: Socket, from?: string): void {
    surviveErrors(socket)
    const tls = this.#tls
    if (!tls) {
      socket.destroy()
      return
    }
    const host = from ?? hostOf(socket.remoteAddress)
    const leavePlace = this.#connectionPlaces.take(host)
    if (!leavePlace) {
      this.#crowded.tell((times) => this.#options.logger.warn({ host, times }, 'a host opens too many connections'))
      socket.destroy()
      return
    }
    socket.once('close', leavePlace)
    const leaveHandshake =
      this.#handshakes.size < limits.pendingHandshakes ? this.#handshakePlaces.take(host) : undefined
    if (!leaveHandshake) {
      const handshakes = this.#handshakes.size
      this.#hurried.tell((times) =>
        this.#options.logger.warn({ host, handshakes, times }, 'too many handshakes at once'),
      )
      socket.destroy()
      return
    }
    const key = connectionKey(socket)
    const cancelTimeout = this.#options.clock.after(limits.handshakeTimeoutMs, () => socket.destroy())
    const end = () => {
      cancelTimeout()
      this.#handshakes.delete(key)
      leaveHandshake()
    }
    const handshake = { transport: socket, end }
    this.#handshakes.set(key, handshake)
    this.#connections.add(socket)
    socket.once('close', () => {
      this.#connections.delete(socket)
      if (this.#handshakes.get(key) === handshake) end()
    })
    const { onRaw } = this.#options
    if (onRaw) this.#sort(socket, tls, end, onRaw).catch(() => socket.destroy())
    else tls.emit('connection', socket)
  }

  /** Tells by the first byte whether TLS begins. Until the preface is whole, it counts as a handshake. */
  async #sort(
    socket: Socket,
    tls: TlsServer,
    end: () => void,
    onRaw: (preface: Preface, socket: Socket) => void,
  ): Promise<void> {
    const first = await readExactly(socket, 1)
    socket.unshift(first)
    if (first[0] !== PREFACE_BEGIN) {
      tls.emit('connection', socket)
      return
    }
    const preface = decodePreface(await readExactly(socket, PREFACE_BYTES))
    end()
    if (!preface) throw new Error('it is no preface')
    socket.allowHalfOpen = true
    onRaw(preface, socket)
  }

  #admit(socket: TLSSocket): void {
    surviveErrors(socket)
    const handshake = this.#handshakes.get(connectionKey(socket))
    if (!handshake) {
      socket.destroy()
      return
    }
    try {
      const peer = provenPeer(socket, this.#options.clock)
      handshake.end()
      this.#options.onLink({ socket, peer, transport: handshake.transport })
    } catch (error) {
      this.#options.logger.debug({ host: socket.remoteAddress, reason: messageOf(error) }, 'a peer was refused')
      // He keeps the place of a handshake, and its time, until he has read why.
      refuseIdentity(socket, error)
    }
  }
}

function connectionKey(socket: Socket): string {
  return `${socket.localAddress} ${socket.localPort} ${socket.remoteAddress} ${socket.remotePort}`
}
