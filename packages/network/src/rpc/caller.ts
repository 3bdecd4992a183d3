import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { Transport } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { type CancelTimer, type Clock, type CodedError, messageOf, sleep } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { codedTransport } from '@sonm/protocol'
import { limits } from '../limits.ts'
import type { TriedWay } from '../links/dial-log.ts'
import type { Dialer, DialledLink } from '../links/dialer.ts'
import { readIdentityRefusal } from '../links/identity-refusal.ts'
import { Alpn } from '../links/secure.ts'
import { plainHost } from '../nat/addresses.ts'
import type { Route } from '../paths/path.ts'
import type { TunnelsBeside } from '../tunnels/tunnels-beside.ts'
import { countCalls } from './calls.ts'
import { keepAlive } from './keep-alive.ts'
import { roundTrip } from './round-trip.ts'
import { callUnary } from './unary-call.ts'

export interface RpcCallerOptions {
  readonly to: Address
  readonly dialer: Dialer
  readonly clock: Clock
  /** Whose lines the connections are pinged for. */
  readonly beside?: TunnelsBeside
}

/** The way by which a peer is reached, and what was tried besides. */
export interface ReachedBy {
  readonly route: Route
  readonly tried: readonly TriedWay[]
}

interface Connection extends ReachedBy {
  readonly session: ClientHttp2Session
  /** Our own address. */
  readonly from: string | undefined
  tried: readonly TriedWay[]
  /** Has it end with its last call. It is pinged until then, which one that is being closed is not. */
  readonly retire: () => void
  /** Told of each call. */
  readonly began: (stream: ClientHttp2Stream) => void
}

/** Calls one peer over one HTTP/2 connection, dialled on the first call, again after a loss, and closed when idle. */
export class RpcCaller {
  readonly transport: Transport
  /** The origin of the requests; the peer does not look at it. A label that starts with 0x would be read as an IP address. */
  readonly authority: string
  readonly #options: RpcCallerOptions
  readonly #closing = new AbortController()
  /** The one for new calls, and those that were replaced by a better path and still have some. */
  readonly #sessions = new Set<ClientHttp2Session>()
  /** Of each that was replaced. */
  readonly #endIfRetired = new Set<() => void>()
  /** Open ones to the same peer: as long as there are any, there is a connection, which is pinged in their stead. */
  readonly #tunnels = new Set<Duplex>()
  #cancelConnect: CancelTimer = () => {}
  #connection: Connection | undefined
  #dialling: Promise<Connection> | undefined
  /** Why the peer does not believe the certificate by which we connected last. */
  #refusal: CodedError | undefined

  constructor(options: RpcCallerOptions) {
    this.#options = options
    this.authority = `https://${options.to.slice(2)}.peer`
    const transport = createConnectTransport({
      httpVersion: '2',
      baseUrl: this.authority,
      sessionManager: this,
      readMaxBytes: limits.messageMaxBytes,
      writeMaxBytes: limits.messageMaxBytes,
      acceptCompression: [],
    })
    const open = (headers: OutgoingHttpHeaders) => this.#request(headers)
    this.transport = codedTransport(
      {
        // A stream lives as long as it lives; a unary call without a deadline would wait for ever for a handler that hangs.
        unary: (method, signal, timeoutMs = limits.callTimeoutMs, header, input) =>
          this.#orRefusal(
            callUnary(method, input, { peer: options.to, open, clock: options.clock, timeoutMs, signal, header }),
          ),
        stream: (...call) => this.#orRefusal(transport.stream(...call)),
      },
      options.to,
    )
  }

  async request(
    method: string,
    path: string,
    headers: OutgoingHttpHeaders,
    options: object,
  ): Promise<ClientHttp2Stream> {
    return this.#request({ ...headers, ':method': method, ':path': path }, options)
  }

  async #request(headers: OutgoingHttpHeaders, options?: object): Promise<ClientHttp2Stream> {
    const connection = await this.#connect()
    const stream = connection.session.request(headers, options)
    connection.began(stream)
    return stream
  }

  /** Part of Connect's session interface; life is watched in `keepAlive`. */
  notifyResponseByteRead(): void {}

  /** Ends the connections and every call on them. Later calls fail. */
  close(): void {
    this.#cancelConnect()
    this.#closing.abort(this.#unreachable('this side is shutting down'))
    for (const session of this.#sessions) session.destroy()
  }

  async #connect(): Promise<Connection> {
    // Two rounds: a connection may be lost between the moment it stands and the moment its waiter gets to run.
    for (let round = 0; ; round++) {
      this.#closing.signal.throwIfAborted()
      if (this.#connection && isOpen(this.#connection)) return this.#connection
      this.#dialling ??= this.#dial().finally(() => {
        this.#dialling = undefined
      })
      const connection = await this.#dialling
      if (isOpen(connection)) return connection
      if (this.#refusal) throw this.#refusal
      if (round === 1) throw this.#unreachable('it closes every connection')
    }
  }

  /** A peer that refuses us ends the connection, with all calls on it: that is why they failed. */
  #orRefusal<Result>(call: Promise<Result>): Promise<Result> {
    return call.catch((error: unknown) => {
      throw this.#refusal ?? error
    })
  }

  /** The way of the connection that stands; undefined: none does. */
  path(): ReachedBy | undefined {
    return this.#connection && isOpen(this.#connection) ? this.#connection : undefined
  }

  /** Ends the connection, if it was made from an address that this machine has no more: nothing comes back to it. */
  dropUnlessFrom(addresses: readonly string[]): void {
    const { session, from } = this.#connection ?? {}
    if (from === undefined || addresses.includes(from)) return
    session?.destroy(this.#unreachable('this machine has another address now'))
  }

  /** Ends the connection, which does not answer; the next call makes another. */
  drop(): void {
    this.#connection?.session.destroy(this.#unreachable('the link does not answer'))
  }

  /** As long as this tunnel to the same peer stands, a connection does, so that a dead line is noticed. */
  keepFor(tunnel: Duplex): void {
    this.#tunnels.add(tunnel)
    tunnel.once('close', () => {
      this.#tunnels.delete(tunnel)
      for (const end of [...this.#endIfRetired]) end()
    })
    this.#connect().catch(() => this.#connectLater())
  }

  /** For tunnels. A peer that closes every connection, or cannot be called at all, is not asked without a pause. */
  #connectLater(): void {
    this.#cancelConnect()
    if (this.#closing.signal.aborted) return
    this.#cancelConnect = this.#options.clock.after(limits.pingIntervalMs, () => {
      if (this.#tunnels.size > 0) this.#connect().catch(() => this.#connectLater())
    })
  }

  /** Connects if need be, and measures a round trip. @throws PEER_UNREACHABLE */
  async ping(): Promise<ReachedBy & { readonly roundTripMs: number }> {
    const { session, route, tried } = await this.#connect()
    const roundTripMs = await roundTrip(session, this.#options.clock).catch((cause: unknown) => {
      session.destroy(this.#unreachable('the link is dead: it does not answer pings'))
      if (this.#refusal) throw this.#refusal
      throw fail('PEER_UNREACHABLE', { address: this.#options.to, reason: messageOf(cause) }, { cause })
    })
    return { route, tried, roundTripMs }
  }

  async #dial(): Promise<Connection> {
    const { to, dialer } = this.#options
    const connection = this.#use(await dialer.dial(to, Alpn.rpc, this.#closing.signal))
    void this.#improve(connection)
    return connection
  }

  /** Looks for a better path as long as the connection is used; new calls go over it, running ones end where they are. */
  async #improve(connection: Connection): Promise<void> {
    const { to, dialer, clock } = this.#options
    const gone = new AbortController()
    connection.session.once('close', () => gone.abort(new Error('the connection has ended')))
    let pauseMs: number = limits.improveFirstMs
    while (connection.route.kind !== 'direct' && this.#connection === connection) {
      const better = await dialer.improve(to, Alpn.rpc, connection.route.kind, gone.signal).catch(() => undefined)
      if (better?.link && this.#connection === connection && isOpen(connection)) {
        this.#use(better.link)
        connection.retire()
        return
      }
      better?.link?.socket.destroy()
      connection.tried = better?.tried ?? connection.tried
      await sleep(clock, pauseMs, gone.signal).catch(() => {})
      pauseMs = Math.min(2 * pauseMs, limits.improveLongestMs)
    }
  }

  #use({ socket, transport, route, tried }: DialledLink): Connection {
    const { clock, to } = this.#options
    const beside = this.#options.beside?.of(to, transport.remoteAddress)
    const from = transport.localAddress && plainHost(transport.localAddress)
    const session = connect(this.authority, {
      createConnection: () => socket,
      settings: { enablePush: false, maxHeaderListSize: limits.headerMaxBytes },
    })
    const calls = countCalls(session, {
      clock,
      idleMs: limits.idleLinkMs,
      isKept: beside?.any,
      onIdle: () => end(),
    })
    let isOver = false
    /** One of both sides wants it so. */
    const end = () => {
      isOver = true
      session.close()
    }
    const endUnused = () => {
      if (!calls.any() && !beside?.any()) end()
    }
    const connection: Connection = {
      session,
      from,
      route,
      tried,
      retire: () => {
        this.#endIfRetired.add(endUnused)
        endUnused()
      },
      began: (stream) => {
        calls.began(stream)
        stream.once('close', () => {
          if (this.#endIfRetired.has(endUnused)) endUnused()
        })
      },
    }
    this.#connection = connection
    this.#refusal = undefined
    this.#sessions.add(session)
    const forget = () => {
      if (this.#connection === connection) this.#connection = undefined
    }
    session.on('error', forget)
    session.once('goaway', (_code, _last, data) => {
      isOver = true
      forget()
      this.#refusal ??= readIdentityRefusal(data, to)
    })
    session.once('close', () => {
      forget()
      this.#sessions.delete(session)
      this.#endIfRetired.delete(endUnused)
      socket.destroy()
      if (!isOver && !this.#closing.signal.aborted) this.#options.dialer.doubt(to, route)
      if (this.#tunnels.size > 0) this.#connectLater()
    })
    keepAlive(session, {
      clock,
      busy: calls.any,
      beside,
      bytesRead: () => socket.bytesRead,
      pingsTalker: false,
      onDead: () => session.destroy(this.#unreachable('the link is dead: it does not answer pings')),
    })
    return connection
  }

  #unreachable(reason: string) {
    return fail('PEER_UNREACHABLE', { address: this.#options.to, reason })
  }
}

/** A session is told of its end only after the calls on it. */
function isOpen({ session }: Connection): boolean {
  return !session.destroyed && !session.closed
}
