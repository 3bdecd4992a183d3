import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createContextValues, type HandlerContext } from '@connectrpc/connect'
import { type Clock, CodedError, type Logger, type Random } from '@sonm/common'
import { type Address, fail, ZERO_ADDRESS } from '@sonm/model'
import { WebSocketServer } from 'ws'
import { limits } from '../limits.ts'
import { hostOf } from '../links/host.ts'
import { closeServer, KEEP_ALIVE, listenOn } from '../links/listen.ts'
import { Places } from '../links/places.ts'
import { isLoopbackHost } from '../loopback/access.ts'
import { callerHostKey, callerKey, callerOf, type PeerHandlers } from '../network.ts'
import type { Endpoint } from '../paths/peer.ts'
import { rpcRoutes } from '../rpc/handler.ts'
import { HeldBytes } from '../rpc/held-bytes.ts'
import { type SlowCall, SlowCalls } from '../rpc/slow-calls.ts'
import { serveTunnel } from '../tunnels/serve-tunnel.ts'
import { WebConnections } from './connections.ts'
import { limitOverhead } from './limit-overhead.ts'
import { CHALLENGE_PATH, SESSION_SCHEME, SESSION_SUBPROTOCOL, TUNNEL_SUBPROTOCOL } from './session.ts'
import { SessionDesk } from './session-desk.ts'
import { webSocketStream } from './web-socket-stream.ts'

export interface WebOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** A certificate that browsers trust, and its key, in PEM. Without them only a loopback host is served, over plain HTTP. */
  readonly tls?: { readonly cert: string | Buffer; readonly key: string | Buffer }
  /** The pages that may call: their origins, such as https://app.example.org. */
  readonly origins: readonly string[]
  /** Whose sessions are good; undefined: everybody's, and handlers tell callers apart. */
  readonly accounts?: readonly Address[]
}

export interface WebServer extends Endpoint {
  readonly url: string
  close(): Promise<void>
}

/**
 * Lets browsers in: calls over HTTPS in Connect's form, tunnels over WebSocket. A browser has no certificate of ours, so its wallet
 * signs a session (`session.ts`), and handlers learn the caller by `callerOf` as they do of peers.
 * @throws PORT_TAKEN, INPUT_INVALID without a certificate on a host that is not loopback
 */
export async function serveWeb(
  options: WebOptions & {
    readonly address: Address
    readonly handlers: PeerHandlers
    readonly clock: Clock
    readonly random: Random
    readonly logger: Logger
  },
): Promise<WebServer> {
  const { host, tls, origins, accounts, handlers, logger, clock } = options
  const urlHost = host.includes(':') ? `[${host}]` : host
  if (!tls && !isLoopbackHost(urlHost)) {
    throw fail('INPUT_INVALID', {
      field: 'web host',
      reason: 'without a certificate it must be 127.0.0.1, ::1 or localhost',
    })
  }
  const desk = new SessionDesk({ server: options.address, clock, random: options.random })
  const heldBytes = new HeldBytes()
  const slow = new SlowCalls(clock)
  const callers = new WeakMap<object, Address>()
  const rpc = rpcRoutes({
    routes: (router) => handlers.routes(router),
    async admit(method, context) {
      requireCaller(context, desk)
      requireOneOf(accounts, context, options.address)
      await handlers.admit?.(method, context)
    },
    requestMaxBytes: handlers.requestMaxBytes,
    checks: handlers.checks,
    logger,
    contextValues: (request) =>
      createContextValues()
        .set(callerKey, callers.get(request) ?? ZERO_ADDRESS)
        .set(callerHostKey, hostOf(request.socket.remoteAddress)),
  })

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    connections.asked(request, response)
    const kind = rpc.kindOf(request.url ?? '')
    slow.watch(callOverHttp1(request, response), kind !== 'server_streaming' && kind !== 'bidi_streaming')
    const { origin } = request.headers
    if (!mayCall(request, origins, tls !== undefined)) return answer(response, 403, { code: 'permission_denied' })
    if (origin !== undefined) allow(response, origin)
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    if (request.url === CHALLENGE_PATH) return answer(response, 200, desk.challenge())
    const caller = callerIn(request, desk)
    if (caller) callers.set(request, caller)
    const held = heldBytes.open(caller ?? ZERO_ADDRESS, hostOf(request.socket.remoteAddress))
    response.once('close', () => held.free())
    // Requests may come one behind the other without end, and each is a call at once.
    if (!held.take(kind === 'unary' ? limits.unaryHeldBytes : limits.streamHeldBytes)) {
      return answer(response, 503, { code: 'resource_exhausted', message: 'the caller has too many calls open' })
    }
    rpc.handle(request, response, held)
  }

  const httpOptions = {
    ...KEEP_ALIVE,
    maxHeaderSize: limits.headerMaxBytes,
    // What does not come in time is ended by `connections` and `slow`.
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 0,
  }
  const server: Server = tls
    ? createHttpsServer({ ...httpOptions, ...tls, minVersion: 'TLSv1.2' }, handle)
    : createHttpServer(httpOptions, handle)
  const connections = new WebConnections(server, clock)
  const tunnels = new Places<Address>(() => limits.tunnelsPerPeer)
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.webSocketMessageMaxBytes,
    maxFragments: limits.webSocketFragments,
    maxBufferedChunks: limits.webSocketChunks,
    perMessageDeflate: false,
    autoPong: false,
    handleProtocols: (offered) => (offered.has(TUNNEL_SUBPROTOCOL) ? TUNNEL_SUBPROTOCOL : false),
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: string) => {
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
      connections.refused(request)
    }
    socket.on('error', () => {})
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
    if (!mayCall(request, origins, tls !== undefined)) return refuse('403 Forbidden')
    if (!offered.includes(TUNNEL_SUBPROTOCOL)) return refuse('400 Bad Request')
    const session =
      offered.find((part) => part.startsWith(SESSION_SUBPROTOCOL))?.slice(SESSION_SUBPROTOCOL.length) ?? ''
    const caller = trust(() => desk.callerOf(session))
    if (!caller) return refuse('401 Unauthorized')
    if (accounts?.includes(caller) === false) return refuse('403 Forbidden')
    const leave = tunnels.take(caller)
    if (!leave) return refuse('429 Too Many Requests')
    socket.once('close', leave)
    connections.upgraded(request)
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      limitOverhead(webSocket, socket as Socket, clock)
      const stream = webSocketStream(webSocket)
      void serveTunnel(stream, caller, { onTunnel: handlers.onTunnel, clock, logger })
    })
  })
  const endpoint = await listenOn(server, host, options.port)
  return {
    ...endpoint,
    url: `${tls ? 'https' : 'http'}://${urlHost}:${endpoint.port}`,
    async close() {
      slow.close()
      const closed = closeServer(server)
      connections.cutAll()
      await closed
    },
  }
}

/** A page's own origin must be on the list; a program that is no browser names none. On plain HTTP the host must be this machine's too. */
function mayCall({ headers }: IncomingMessage, origins: readonly string[], isTls: boolean): boolean {
  if (headers.origin !== undefined && !origins.includes(headers.origin)) return false
  return isTls || isLoopbackHost(headers.host)
}

function allow(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('vary', 'origin')
  response.setHeader('access-control-allow-methods', 'POST, GET')
  response.setHeader(
    'access-control-allow-headers',
    'authorization, content-type, connect-protocol-version, connect-timeout-ms',
  )
  response.setHeader('access-control-max-age', '600')
}

function callerIn(request: IncomingMessage, desk: SessionDesk): Address | undefined {
  return trust(() => desk.callerOf(sessionIn(request.headers.authorization)))
}

function sessionIn(authorization = ''): string {
  const [scheme, session = ''] = authorization.split(' ', 2)
  return scheme === SESSION_SCHEME ? session : ''
}

function trust(read: () => Address): Address | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodedError) return undefined
    throw error
  }
}

/** Calls without a good session fail with WEB_SESSION_INVALID and the reason. */
function requireCaller(context: HandlerContext, desk: SessionDesk): void {
  if (callerOf(context) !== ZERO_ADDRESS) return
  desk.callerOf(sessionIn(context.requestHeader.get('authorization') ?? ''))
  throw fail('WEB_SESSION_INVALID', { reason: 'there is none' })
}

/** Calls of other accounts fail with PERMISSION_DENIED. */
function requireOneOf(accounts: readonly Address[] | undefined, context: HandlerContext, server: Address): void {
  const caller = callerOf(context)
  if (accounts?.includes(caller) === false) {
    throw fail('PERMISSION_DENIED', { caller, action: `call ${server}`, reason: 'it serves its own accounts alone' })
  }
}

function callOverHttp1(request: IncomingMessage, response: ServerResponse): SlowCall {
  return {
    requestHasCome: () => request.complete,
    answerHasBegun: () => response.headersSent,
    onClose: (close) => response.once('close', close),
    cut: () => request.socket.destroy(),
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
