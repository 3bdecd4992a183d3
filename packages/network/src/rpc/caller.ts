import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2'
import type { Transport } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import type { Clock } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { codedTransport } from '@sonm/protocol'
import { limits } from '../limits.ts'
import type { Dialer } from '../links/dialer.ts'
import { Alpn } from '../links/secure.ts'
import { countCalls } from './calls.ts'
import { keepAlive } from './keep-alive.ts'
import { callUnary } from './unary-call.ts'

export interface RpcCallerOptions {
  readonly to: Address
  readonly dialer: Dialer
  readonly clock: Clock
}

interface Connection {
  readonly session: ClientHttp2Session
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
  #connection: Connection | undefined
  #dialling: Promise<Connection> | undefined

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
          callUnary(method, input, { peer: options.to, open, clock: options.clock, timeoutMs, signal, header }),
        stream: transport.stream,
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

  /** Ends the connection and every call on it. Later calls fail. */
  close(): void {
    this.#closing.abort(this.#unreachable('this side is shutting down'))
    this.#connection?.session.destroy()
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
      if (round === 1) throw this.#unreachable('it closes every connection')
    }
  }

  async #dial(): Promise<Connection> {
    const { to, dialer, clock } = this.#options
    const { socket } = await dialer.dial(to, Alpn.rpc, this.#closing.signal)
    const session = connect(this.authority, {
      createConnection: () => socket,
      settings: { enablePush: false, maxHeaderListSize: limits.headerMaxBytes },
    })
    const calls = countCalls(session, { clock, idleMs: limits.idleLinkMs, onIdle: () => session.close() })
    const connection = { session, began: calls.began }
    this.#connection = connection
    const forget = () => {
      if (this.#connection === connection) this.#connection = undefined
    }
    session.on('error', forget)
    session.once('goaway', forget)
    session.once('close', () => {
      forget()
      socket.destroy()
    })
    keepAlive(session, {
      clock,
      busy: calls.any,
      bytesRead: () => socket.bytesRead,
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
