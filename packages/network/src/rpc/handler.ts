import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { DescMethod } from '@bufbuild/protobuf'
import {
  type ConnectRouter,
  type ContextValues,
  createConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
  type Interceptor,
} from '@connectrpc/connect'
import { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node'
import { type Logger, messageOf } from '@sonm/common'
import { codedHandlers, toConnectError } from '@sonm/protocol'
import { limits } from '../limits.ts'
import type { PeerHandlers } from '../network.ts'
import { checkedBody } from './checked-body.ts'
import { codedAnswer } from './coded-answer.ts'
import type { HeldByCall } from './held-bytes.ts'
import { metered, meteredAnswer } from './metered.ts'
import { readable } from './readable.ts'
import { noteUnary, requestMaxBytesOf, type UnaryMethod } from './routes.ts'

export type NodeRequest = IncomingMessage | Http2ServerRequest
export type NodeResponse = ServerResponse | Http2ServerResponse
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => void

export interface RpcRoutes {
  /** Serves every form of a call; `held` counts what is kept in memory of its request and its answer. */
  readonly handle: (request: NodeRequest, response: NodeResponse, held?: HeldByCall) => void
  /** The unary methods by their paths, for a shorter way to them. */
  readonly unary: ReadonlyMap<string, UnaryMethod>
  readonly onUnexpected: (error: unknown, method: string) => void
  /** What kind of call a path is; undefined: it is no route. */
  readonly kindOf: (path: string) => DescMethod['methodKind'] | undefined
}

/** Connect routes for requests of Node's HTTP/1.1 and HTTP/2 servers. Coded errors of the handlers reach the callers. */
export function rpcRoutes(options: {
  routes: (router: ConnectRouter) => void
  logger: Logger
  interceptors?: readonly Interceptor[]
  contextValues?: (request: NodeRequest) => ContextValues
  /** As `PeerHandlers` has them. */
  admit?: PeerHandlers['admit'] | undefined
  requestMaxBytes?: PeerHandlers['requestMaxBytes'] | undefined
  checks?: PeerHandlers['checks'] | undefined
  /** For paths that are no route. */
  fallback?: NodeHandler
}): RpcRoutes {
  const { logger, admit } = options
  const onUnexpected = (error: unknown, method: string) => {
    if (hasLeft(error)) logger.debug({ method }, 'a caller has left in the middle of his request')
    else logger.error({ err: error, method }, 'a call failed unexpectedly')
  }
  const router = createConnectRouter({
    interceptors: [codedHandlers(onUnexpected), noteHandled, ...(options.interceptors ?? [])],
    ...(admit && { requestGate: gateOf(admit) }),
    binaryOptions: { readUnknownFields: false },
    writeMaxBytes: limits.messageMaxBytes,
    // No compression: a small message could unfold into a large one, and bulk bytes go through tunnels.
    acceptCompression: [],
  })
  const unary = noteUnary(router, options.routes, options.requestMaxBytes)
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]))
  const handlerOf = (path = '') => handlers.get(path.split('?', 1)[0]!)
  const handle: RpcRoutes['handle'] = (request, response, held) => {
    const handler = handlerOf(request.url)
    if (!handler) return (options.fallback ?? notFound)(request, response)
    const respond = async () => {
      const call = { isHandled: false }
      const values = (options.contextValues?.(request) ?? createContextValues()).set(callKey, call)
      const universal = universalRequestFromNodeRequest(request, response, undefined, values)
      const { body } = universal
      const looked = isBytes(body) ? lookAt(body, request, { method: handler.method, held, options }) : body
      const answered = await handler({ ...universal, body: looked })
      const answer = call.isHandled ? answered : await codedAnswer(answered)
      const counted = held && answer.body ? { ...answer, body: meteredAnswer(answer.body, held) } : answer
      await universalResponseToNodeResponse(counted, response)
    }
    respond().catch((error: unknown) => {
      // The handler's own errors became an answer; what is left is a caller who went away or sent nonsense.
      logger.debug({ reason: messageOf(error), method: handler.requestPath }, 'an answer could not be sent')
      response.destroy()
    })
  }
  return { handle, unary, onUnexpected, kindOf: (path) => handlerOf(path)?.method.methodKind }
}

/** Whether a call has come as far as our handlers; before them Connect refuses it in words of its own. */
const callKey = createContextKey({ isHandled: false })

const noteHandled: Interceptor = (next) => (request) => {
  request.contextValues.get(callKey).isHandled = true
  return next(request)
}

/** How Node says that a request was reset, or that we cut it: the caller's doing, of which there is no end. */
function hasLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}

/** What is counted and read of a body on its way to Connect. */
function lookAt(
  body: AsyncIterable<Uint8Array>,
  request: NodeRequest,
  about: {
    readonly method: DescMethod
    readonly held: HeldByCall | undefined
    readonly options: {
      readonly checks?: PeerHandlers['checks'] | undefined
      readonly requestMaxBytes?: PeerHandlers['requestMaxBytes'] | undefined
    }
  },
): AsyncIterable<Uint8Array> {
  const { method, held, options } = about
  // Connect takes it in any spelling, and must not read another form than was looked at.
  const type = (request.headers['content-type'] ?? '').toLowerCase()
  const isStream = !/^application\/(json|proto)/.test(type)
  const counted = held ? metered(body, isStream, held) : body
  const check = options.checks?.get(method)
  const most = requestMaxBytesOf(method, options.requestMaxBytes)
  const checked = check ? checkedBody(counted, type, most, check) : counted
  return type.includes('json') ? checked : readable(checked, method.input, isStream)
}

function gateOf(admit: NonNullable<PeerHandlers['admit']>) {
  return async (context: HandlerContext) => {
    try {
      await admit(context.method, context)
    } catch (error) {
      throw toConnectError(error)
    }
  }
}

function isBytes(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}

function notFound(_request: NodeRequest, response: NodeResponse): void {
  ;(response as ServerResponse).writeHead(404).end()
}
