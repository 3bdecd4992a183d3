import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer, type Socket } from 'node:net'
import type { ConnectRouter } from '@connectrpc/connect'
import type { CancelTimer, Clock, Logger } from '@sonm/common'
import { fail } from '@sonm/model'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { surviveErrors } from '../links/secure.ts'
import type { PeerHandlers } from '../network.ts'
import type { Endpoint } from '../paths/peer.ts'
import { type NodeHandler, type NodeRequest, type NodeResponse, rpcRoutes } from '../rpc/handler.ts'
import { isLoopbackHost, requireToken } from './access.ts'

export interface LoopbackServer extends Endpoint {
  /** `http://host:port` */
  readonly url: string
  /** Stops listening and cuts the open connections. */
  close(): Promise<void>
}

export interface LoopbackOptions {
  readonly routes: (router: ConnectRouter) => void
  /** As `PeerHandlers` has it; an empty one where no method is named, so that nobody leaves it out by oversight. */
  readonly requestMaxBytes: NonNullable<PeerHandlers['requestMaxBytes']>
  /** 127.0.0.1, ::1 or localhost: there is no TLS here, so nothing else is accepted. */
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** What callers send as `Authorization: Bearer TOKEN`. */
  readonly token: string
  readonly clock: Clock
  readonly logger: Logger
  /** Serves pages that need no token, over HTTP/1.1, on every path that is no RPC. */
  readonly staticHandler?: (request: IncomingMessage, response: ServerResponse) => void
}

/**
 * Serves an API to programs of this machine, on one port: Connect (JSON with `curl`) and gRPC-web over HTTP/1.1, and gRPC
 * over HTTP/2 without TLS. Requests from web pages of other origins are not answered.
 * @throws PORT_TAKEN, INPUT_INVALID when the host is not loopback
 */
export async function serveLoopback(options: LoopbackOptions): Promise<LoopbackServer> {
  const { host, port, clock, logger, staticHandler } = options
  const urlHost = host.includes(':') ? `[${host}]` : host
  if (!isLoopbackHost(urlHost)) {
    throw fail('INPUT_INVALID', { field: 'host', reason: 'it must be 127.0.0.1, ::1 or localhost' })
  }
  const fallback: NodeHandler = (request, response) => {
    if (staticHandler && request.httpVersionMajor === 1) {
      staticHandler(request as IncomingMessage, response as ServerResponse)
    } else {
      answer(response, 404, 'unimplemented', 'nothing is served at this path')
    }
  }
  const { routes, requestMaxBytes } = options
  const rpc = rpcRoutes({ routes, requestMaxBytes, logger, admit: requireToken(options.token), fallback })
  const handler = (request: NodeRequest, response: NodeResponse) => {
    if (isLoopbackHost(hostOf(request))) rpc.handle(request, response)
    else answer(response, 403, 'permission_denied', 'the API answers requests to localhost alone')
  }
  // No limit on the time of a whole request: an upload of a task's input may take long.
  const http1 = createHttpServer({ requestTimeout: 0, maxHeaderSize: limits.headerMaxBytes }, (request, response) => {
    headers.get(request.socket)?.()
    handler(request, response)
  })
  // Node looks for slow headers only in a server that listens itself.
  const headers = new WeakMap<Socket, CancelTimer>()
  const http2 = createHttp2Server(
    { settings: { maxConcurrentStreams: limits.streamsPerConnection, maxHeaderListSize: limits.headerMaxBytes } },
    handler,
  )
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    surviveErrors(socket)
    sniff(socket, clock, (isHttp2) => {
      if (!isHttp2) headers.set(socket, destroyUnless(socket, clock))
      ;(isHttp2 ? http2 : http1).emit('connection', socket)
    })
  })
  const endpoint = await listenOn(server, host, port)
  return {
    ...endpoint,
    url: `http://${urlHost}:${endpoint.port}`,
    async close() {
      const closed = closeServer(server)
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function hostOf(request: NodeRequest): string | undefined {
  return request.headers.host ?? request.headers[':authority']?.toString()
}

function answer(response: NodeResponse, status: number, code: string, message: string): void {
  const plain = response as ServerResponse
  plain.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify({ code, message })}\n`)
}

/** Every HTTP/2 connection begins so, and no HTTP/1.1 request does. */
const HTTP2_PREFACE = Buffer.from('PRI')

/** Cuts a connection that has not shown in time what it wants, unless cancelled. */
function destroyUnless(socket: Socket, clock: Clock): CancelTimer {
  const cancel = clock.after(limits.handshakeTimeoutMs, () => socket.destroy())
  socket.once('close', cancel)
  return cancel
}

/** Reads just enough to tell HTTP/2 from HTTP/1.1, and puts it back. */
function sniff(socket: Socket, clock: Clock, decide: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0)
  const cancelTimeout = destroyUnless(socket, clock)
  const stop = () => {
    cancelTimeout()
    socket.off('readable', onReadable)
    socket.off('close', stop)
  }
  const onReadable = () => {
    const chunk: Buffer | null = socket.read()
    if (chunk === null) return
    seen = Buffer.concat([seen, chunk])
    const known = Math.min(seen.length, HTTP2_PREFACE.length)
    const canBeHttp2 = seen.subarray(0, known).equals(HTTP2_PREFACE.subarray(0, known))
    if (canBeHttp2 && known < HTTP2_PREFACE.length) return
    stop()
    socket.unshift(seen)
    decide(canBeHttp2)
  }
  socket.on('readable', onReadable)
  socket.once('close', stop)
}
