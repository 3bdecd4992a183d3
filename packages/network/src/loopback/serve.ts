import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type Http2Session } from 'node:http2'
import { createServer, type Socket } from 'node:net'
import { type ConnectRouter, createContextKey, createContextValues } from '@connectrpc/connect'
import type { Clock, Logger } from '@sonm/common'
import { fail } from '@sonm/model'
import { limits } from '../limits.ts'
import { closeServer, listenOn } from '../links/listen.ts'
import { surviveErrors } from '../links/secure.ts'
import type { PeerHandlers } from '../network.ts'
import type { Endpoint } from '../paths/peer.ts'
import { countCalls } from '../rpc/calls.ts'
import { type NodeHandler, type NodeRequest, type NodeResponse, rpcRoutes } from '../rpc/handler.ts'
import { watchResets } from '../rpc/resets.ts'
import { isLoopbackHost, requireToken } from './access.ts'
import { Connections } from './connections.ts'
import { Deadline } from './deadline.ts'
import { apiLimits } from './limits.ts'

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
  const connections = new Connections(clock)
  const requireTokenOf = requireToken(options.token)
  const rpc = rpcRoutes({
    routes: options.routes,
    requestMaxBytes: options.requestMaxBytes,
    logger,
    contextValues: (request) => createContextValues().set(socketKey, socketOf(request)),
    async admit(method, context) {
      await requireTokenOf(method, context)
      const socket = context.values.get(socketKey)
      if (socket) connections.keep(socket)
    },
    fallback,
  })
  const handler = (request: NodeRequest, response: NodeResponse) => {
    if (isLoopbackHost(hostOf(request))) rpc.handle(request, response)
    else answer(response, 403, 'permission_denied', 'the API answers requests to localhost alone')
  }
  // No limit on the time of a whole request: an upload of a task's input may take long. A connection that waits for its next request
  // is closed by the deadline alone.
  const times = { requestTimeout: 0, keepAliveTimeout: 0 }
  const http1 = createHttpServer({ ...times, maxHeaderSize: limits.headerMaxBytes }, (request, response) => {
    const deadline = deadlines.get(request.socket)!
    deadline.began()
    response.once('close', () => deadline.ended(apiLimits.nextRequestMs))
    handler(request, response)
  })
  // Node looks for slow headers only in a server that listens itself.
  const deadlines = new WeakMap<Socket, Deadline>()
  const http2 = createHttp2Server(
    {
      settings: { maxConcurrentStreams: limits.streamsPerConnection, maxHeaderListSize: limits.headerMaxBytes },
      // Node stops reading then, and lets the connection stand: ours is to count first.
      streamResetBurst: 2 * limits.streamResetBurst,
      streamResetRate: limits.streamResetsPerSecond,
    },
    handler,
  )
  const sessions = new WeakMap<Http2Session, Socket>()
  const socketOf = (request: NodeRequest) =>
    'stream' in request ? request.stream.session && sessions.get(request.stream.session) : request.socket
  const server = createServer({ noDelay: true }, (socket) => {
    surviveErrors(socket)
    connections.add(socket)
    const deadline = new Deadline(socket, clock)
    deadline.within(limits.handshakeTimeoutMs)
    sniff(socket, (isHttp2) => {
      if (isHttp2) {
        deadline.began()
        // Node makes the session, and emits this, within the call of `emit`.
        http2.once('session', (session) => {
          sessions.set(session, socket)
          watchSession(session, socket, clock)
        })
      } else {
        deadline.within(limits.handshakeTimeoutMs)
        deadlines.set(socket, deadline)
      }
      ;(isHttp2 ? http2 : http1).emit('connection', socket)
    })
  })
  const endpoint = await listenOn(server, host, port)
  return {
    ...endpoint,
    url: `http://${urlHost}:${endpoint.port}`,
    async close() {
      const closed = closeServer(server)
      connections.cutAll()
      await closed
    },
  }
}

/** By which connection a call came. */
const socketKey = createContextKey<Socket | undefined>(undefined)

/** Over HTTP/2 requests come side by side: a connection without any is closed in time, and one that floods is cut. */
function watchSession(session: Http2Session, socket: Socket, clock: Clock): void {
  const cut = () => socket.destroy()
  const onIdle = () => {
    session.close()
    // A client that does not close his side would keep his place.
    session.once('close', clock.after(limits.closeGraceMs, cut))
  }
  const calls = countCalls(session, { clock, idleMs: apiLimits.idleSessionMs, onIdle })
  session.on('stream', calls.began)
  watchResets(session, clock, cut)
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

/** Reads just enough to tell HTTP/2 from HTTP/1.1, and puts it back. */
function sniff(socket: Socket, decide: (isHttp2: boolean) => void): void {
  let seen: Buffer = Buffer.alloc(0)
  const stop = () => {
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
