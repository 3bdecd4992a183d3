import { ConnectError, createClient, type Interceptor } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'
import {
  BidService,
  codedTransport,
  DealService,
  fromConnectError,
  MarketDataService,
  MarketService,
  StatusService,
  TaskService,
  WalletService,
} from '@sonm/protocol'

/** Who is called, in the errors of calls that did not get to the node or back. */
const NODE = 'The node'

/**
 * The node's API at the page's own origin. Every failure is a coded error.
 * @param onRefused told when the node does not accept the token
 */
export function createApi(token: string, onRefused: () => void) {
  const authorize: Interceptor = (next) => (request) => {
    request.header.set('authorization', `Bearer ${token}`)
    return next(request)
  }
  const watchRefusal: Interceptor = (next) => async (request) => {
    try {
      return await next(request)
    } catch (error) {
      if (fromConnectError(ConnectError.from(error)).code === 'API_TOKEN_INVALID') onRefused()
      throw error
    }
  }
  const transport = codedTransport(
    createConnectTransport({ baseUrl: location.origin, interceptors: [watchRefusal, authorize] }),
    NODE,
  )
  return {
    status: createClient(StatusService, transport),
    wallet: createClient(WalletService, transport),
    market: createClient(MarketService, transport),
    bids: createClient(BidService, transport),
    data: createClient(MarketDataService, transport),
    deals: createClient(DealService, transport),
    tasks: createClient(TaskService, transport),
  }
}

export type Api = ReturnType<typeof createApi>

/** What a user needs to know of a failure. */
export interface Problem {
  readonly code: string
  readonly what: string
  readonly todo: string
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Error && 'code' in error && 'what' in error && 'todo' in error) {
    const { code, what, todo } = error as Error & { code: unknown; what: unknown; todo: unknown }
    if (isNodeSilent(error)) {
      return { code: 'NODE_NOT_RUNNING', what: 'The node does not answer.', todo: 'Start it with `sonm node start`.' }
    }
    return { code: String(code), what: String(what), todo: String(todo) }
  }
  return { code: 'INTERNAL', what: String(error), todo: 'Load the page again.' }
}

/** The node itself is gone, not a supplier behind it. A browser tells of a fetch that came to nothing by a TypeError. */
function isNodeSilent(error: Error): boolean {
  const { code, data } = error as Error & { code?: unknown; data?: { address?: unknown } }
  if (code === 'PEER_UNREACHABLE' && data?.address === NODE) return true
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof TypeError) return true
  }
  return false
}
