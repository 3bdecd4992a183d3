import {
  constants,
  createServer,
  Http2ServerRequest,
  Http2ServerResponse,
  type Http2Session,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { type ConnectRouter, createContextValues } from '@connectrpc/connect'
import type { Clock, Logger } from '@sonm/common'
import type { Address } from '@sonm/model'
import { limits } from '../limits.ts'
import { hostOf } from '../links/host.ts'
import type { Link } from '../links/secure.ts'
import { callerHostKey, callerKey, type PeerHandlers } from '../network.ts'
import type { TunnelsBeside } from '../tunnels/tunnels-beside.ts'
import { countCalls } from './calls.ts'
import { rpcRoutes } from './handler.ts'
import { HeldBytes } from './held-bytes.ts'
import { keepAlive } from './keep-alive.ts'
import { watchResets } from './resets.ts'
import { type SlowCall, SlowCalls } from './slow-calls.ts'
import { UnaryHandler } from './unary-handler.ts'

/** Serves RPC on links whose other end is proven already. */
export interface RpcServer {
  accept(link: Link): void
  /** Lets running calls end for `limits.closeGraceMs`, then cuts them off. */
  close(): Promise<void>
}

export function createRpcServer(options: {
  routes: (router: ConnectRouter) => void
  admit?: PeerHandlers['admit'] | undefined
  bytes?: PeerHandlers['bytes'] | undefined
  requestMaxBytes?: PeerHandlers['requestMaxBytes'] | undefined
  checks?: PeerHandlers['checks'] | undefined
  /** Whose lines the links are pinged for. */
  beside?: TunnelsBeside
  clock: Clock
  logger: Logger
}): RpcServer {
  const { clock, logger } = options
  const callers = new WeakMap<object, { readonly peer: Address; readonly host: string }>()
  const sessions = new Map<ServerHttp2Session, TLSSocket>()
  const valuesOf = (session: Http2Session | undefined) => {
    const caller = session && callers.get(session)
    // A stream whose session is gone has nobody to answer to.
    if (!caller) throw new Error('the connection is gone')
    return createContextValues().set(callerKey, caller.peer).set(callerHostKey, caller.host)
  }
  const routes = rpcRoutes({
    routes: options.routes,
    admit: options.admit,
    requestMaxBytes: options.requestMaxBytes,
    checks: options.checks,
    logger,
    contextValues: (request) => valuesOf((request as Http2ServerRequest).stream.session),
  })
  const heldBytes = new HeldBytes()
  const slow = new SlowCalls(clock)
  const unary = new UnaryHandler({
    methods: routes.unary,
    admit: options.admit,
    bytes: options.bytes,
    requestMaxBytes: options.requestMaxBytes,
    clock,
    onUnexpected: routes.onUnexpected,
  })
  const server = createServer({
    settings: { maxConcurrentStreams: limits.streamsPerConnection, maxHeaderListSize: limits.headerMaxBytes },
    // What is between ours and this was on its way already.
    streamResetBurst: 2 * limits.streamResetBurst,
    streamResetRate: limits.streamResetsPerSecond,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: limits.streamsPerConnection,
  })
  server.on('stream', (stream, headers, _flags, rawHeaders) => {
    const values = stream.session && valuesOf(stream.session)
    if (!values) return
    const held = heldBytes.open(values.get(callerKey), values.get(callerHostKey))
    stream.once('close', () => held.free())
    const method = unary.methodOf(headers)
    if (!held.take(method ? limits.unaryHeldBytes : limits.streamHeldBytes)) return refuse(stream)
    if (method) return unary.take(stream, method, { headers, values, held })
    const kind = routes.kindOf(headers[':path'] ?? '')
    if (kind === 'unary' || kind === 'server_streaming') slow.watch(callOf(stream), kind === 'unary')
    // As Node's own server does for its 'request' event, which would make these for every call.
    const request = new Http2ServerRequest(stream, headers, {}, rawHeaders)
    routes.handle(request, new Http2ServerResponse(stream), held)
  })
  const refuse = (stream: ServerHttp2Stream) => {
    stream.on('error', () => {})
    stream.respond({ ':status': 503 }, { endStream: true })
    // What still comes has no reader.
    stream.close(constants.NGHTTP2_NO_ERROR)
  }
  server.on('sessionError', (error) => logger.debug({ reason: error.message }, 'a connection failed'))

  return {
    accept({ socket, peer, transport }) {
      const host = hostOf(transport.remoteAddress)
      // Node makes the session, and emits this, within the call of `emit`.
      server.once('session', (session) => {
        callers.set(session, { peer, host })
        sessions.set(session, socket)
        const closeIdle = () => {
          session.close()
          // A peer who does not close his side would keep his place.
          const cancelCut = clock.after(limits.closeGraceMs, () => socket.destroy())
          session.once('close', cancelCut)
        }
        const beside = options.beside?.of(peer, transport.remoteAddress)
        const calls = countCalls(session, {
          clock,
          idleMs: limits.servedIdleLinkMs,
          isKept: beside?.any,
          onIdle: closeIdle,
        })
        session.on('stream', calls.began)
        watchResets(session, clock, () => {
          logger.warn({ peer }, 'a peer resets too many calls')
          socket.destroy()
        })
        session.once('close', () => {
          sessions.delete(session)
          socket.destroy()
        })
        keepAlive(session, {
          clock,
          busy: calls.any,
          beside,
          bytesRead: () => socket.bytesRead,
          pingsTalker: true,
          onDead: () => socket.destroy(),
        })
      })
      server.emit('connection', socket)
    },
    async close() {
      unary.close()
      slow.close()
      // Not the callback of `close`: a session that is being closed already never calls it.
      const closed = [...sessions.keys()].map((session) => {
        const gone = new Promise<void>((resolve) => session.once('close', resolve))
        session.close()
        return gone
      })
      const cut = clock.after(limits.closeGraceMs, () => {
        for (const socket of sessions.values()) socket.destroy()
      })
      await Promise.all(closed)
      cut()
    },
  }
}

function callOf(stream: ServerHttp2Stream): SlowCall {
  return {
    requestHasCome: () => stream.readableEnded,
    answerHasBegun: () => stream.headersSent,
    onClose: (close) => stream.once('close', close),
    cut: () => stream.close(constants.NGHTTP2_CANCEL),
  }
}
